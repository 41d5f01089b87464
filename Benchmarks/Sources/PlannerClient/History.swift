import Dialect

/// A conversation of calls and their results.
struct History {
    private(set) var messages: [Message]
    private var calls = 0
    /// The bytes of a result that a turn adds.
    private static let newResultSize = 1_000

    /// - Parameters:
    ///   - items: How many items there are, each call and each result one.
    ///   - size: The bytes of each result in it.
    init(items: Int, size: Int) {
        messages = [.system("Be brief."), .user("Look everything up.")]
        while messages.count < items { goOn(resultSize: size) }
    }

    /// The call that the model makes next, in OpenAI's words.
    var nextCallItem: JSONValue {
        [
            "type": "function_call", "id": .string("fc_\(calls)"), "call_id": .string(nextCall.id),
            "name": .string(nextCall.name), "arguments": .string(nextCall.arguments), "status": "completed",
        ]
    }

    private var nextCall: ToolCall {
        ToolCall(id: "call_\(calls)", name: "lookup", arguments: #"{"number":\#(calls)}"#)
    }

    /// The model calls a tool, and the app answers: two items.
    mutating func goOn(resultSize: Int = newResultSize) {
        let call = nextCall
        calls += 1
        messages.append(Message(role: .assistant, content: [.toolCall(call)]))
        let text = "\(calls) " + String(repeating: "x", count: resultSize)
        messages.append(.tool([ToolResult(for: call, output: .text(text))]))
    }

    /// Equal messages that share no memory.
    func rebuilt() -> [Message] {
        messages.map { message in Message(role: message.role, content: message.content.map(Self.copy)) }
    }

    private static func copy(_ part: ContentPart) -> ContentPart {
        switch part {
        case .text(let text, let metadata): return .text(copy(text), metadata: metadata)
        case .toolCall(var call):
            call.arguments = copy(call.arguments)
            return .toolCall(call)
        case .toolResult(var result):
            if case .text(let text) = result.output { result.output = .text(copy(text)) }
            return .toolResult(result)
        default: return part
        }
    }

    private static func copy(_ text: String) -> String { String(decoding: Array(text.utf8), as: UTF8.self) }
}
