import Dialect
import DialectSimulator

/// How the simulator answers when it was given no script: the prompt itself says what is wanted.
enum BuiltInScript {
    static let explanation = """
        Without a script the prompt decides. The name of a tool that the request declares calls the tool, with the \
        JSON object in the prompt as arguments; the tool's result is repeated. "think …" reasons first; "recall" \
        repeats all that the user said; "long N" answers with N words; "cut …" ends early for want of tokens; \
        "fail KIND", such as rateLimited, refuses the request; "break KIND" fails in mid-answer. Anything else is \
        repeated. "slow …" does any of these with a pause before each delta.
        """

    static func turn(for request: ModelRequest) -> ScriptedTurn {
        let view = RequestView(request)
        if let result = view.result { return ScriptedTurn([.text("The tool said: \(result)")]) }
        let isSlow = view.prompt.hasPrefix("slow ")
        var turn = turn(for: isSlow ? String(view.prompt.dropFirst("slow ".count)) : view.prompt, in: request)
        if isSlow { turn.delay = .milliseconds(20) }
        return turn
    }

    private static func turn(for prompt: String, in request: ModelRequest) -> ScriptedTurn {
        if let tool = request.tools.first(where: { prompt.contains($0.name) }) {
            return [.toolCall(tool.name, arguments: arguments(in: prompt))]
        }
        let words = prompt.split(separator: " ")
        let second = words.dropFirst().first.map(String.init) ?? ""
        return switch words.first {
        case "think": [.reasoning("The user said: \(prompt)"), .text(prompt)]
        case "recall":
            [.text(request.messages.filter { $0.role == .user }.map(\.text).joined(separator: " | "))]
        case "long": [.text(numbers(second))]
        case "cut": [.text(prompt), .finish(.length)]
        case "fail": [.error(error(second))]
        case "break": [.text(prompt), .error(error(second))]
        default: [.text(prompt)]
        }
    }

    private static func arguments(in prompt: String) -> String {
        guard let start = prompt.firstIndex(of: "{"), let end = prompt.lastIndex(of: "}"), start < end else {
            return "{}"
        }
        return String(prompt[start...end])
    }

    private static func numbers(_ count: String) -> String {
        (1...max(1, min(Int(count) ?? 100, 100_000))).map(String.init).joined(separator: " ")
    }

    private static func error(_ kind: String) -> LanguageModelError {
        LanguageModelError(LanguageModelError.Code(rawValue: kind), "The script says: \(kind).")
    }
}

/// What scripts look at in a request.
struct RequestView {
    /// The text of the last user message.
    let prompt: String
    /// What the tools said, where the request ends with their results.
    let result: String?
    /// The tools that said it.
    let tools: [String]

    init(_ request: ModelRequest) {
        prompt = request.messages.last { $0.role == .user }?.text ?? ""
        guard let last = request.messages.last, last.role == .tool else {
            (result, tools) = (nil, [])
            return
        }
        let results = last.content.compactMap { part -> ToolResult? in
            if case .toolResult(let result) = part { result } else { nil }
        }
        result = results.map { Self.text($0.output) }.joined(separator: "\n")
        tools = results.map(\.name)
    }

    private static func text(_ output: ToolOutput) -> String {
        switch output {
        case .text(let text), .error(let text): text
        case .json(let value): value.jsonText
        case .content(let parts): Message(role: .tool, content: parts).text
        }
    }
}
