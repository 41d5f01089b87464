import Dialect

/// A model that answers from a script, and keeps what it was asked.
final class TestModel: LanguageModel {
    /// One answer.
    struct Turn: Sendable {
        var parts: [StreamPart]
        /// What happens instead of an end.
        var failure: (any Error)?
        /// Whether it waits for cancellation instead of ending.
        var isSilent = false

        static func text(_ text: String, usage: Usage = tokens(10, 5)) -> Turn {
            Turn(
                parts: begin + [.textStart(id: "0"), .textDelta(id: "0", text: text), .textEnd(id: "0")]
                    + [.finish(.stop, usage, ResponseMetadata())])
        }

        static func calls(_ calls: ToolCall..., text: String? = nil, usage: Usage = tokens(10, 5)) -> Turn {
            .calls(calls, text: text, usage: usage)
        }

        static func calls(_ calls: [ToolCall], text: String? = nil, usage: Usage = tokens(10, 5)) -> Turn {
            var parts = begin
            if let text { parts += [.textStart(id: "0"), .textDelta(id: "0", text: text), .textEnd(id: "0")] }
            parts += calls.map(StreamPart.toolCall)
            return Turn(parts: parts + [.finish(.toolCalls, usage, ResponseMetadata())])
        }

        static func failing(_ error: any Error, after parts: [StreamPart] = []) -> Turn {
            Turn(parts: begin + parts, failure: error)
        }

        static func silent(after parts: [StreamPart] = []) -> Turn { Turn(parts: begin + parts, isSilent: true) }

        static let begin: [StreamPart] = [.responseMetadata(ResponseMetadata(model: "test"))]
    }

    let id = ModelID(provider: "test", model: "scripted")
    private let respond: @Sendable (ModelRequest, Int) -> Turn
    private let state = LockedValue<[ModelRequest]>([])
    private let spending: Spending

    init(spending: Spending = Spending(), respond: @escaping @Sendable (ModelRequest, Int) -> Turn) {
        self.spending = spending
        self.respond = respond
    }

    convenience init(_ turns: Turn...) {
        self.init { _, index in
            index < turns.count
                ? turns[index] : .failing(LanguageModelError(.misuse, "There are only \(turns.count) turns."))
        }
    }

    /// What it was asked so far.
    var requests: [ModelRequest] { state.withLock { $0 } }

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            let index = self.state.withLock { requests in
                requests.append(request)
                return requests.count - 1
            }
            return Source(self.respond(request, index), self.spending)
        }
    }

    private final class Source: PartSource {
        private var turn: Turn
        private let spending: Spending

        init(_ turn: Turn, _ spending: Spending) {
            self.turn = turn
            self.spending = spending
        }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            if !turn.parts.isEmpty {
                let part = turn.parts.removeFirst()
                if case .finish(_, let usage, _) = part { spending.add(usage) }
                parts.append(part)
                return !turn.parts.isEmpty || turn.isSilent || turn.failure != nil
            }
            if let failure = turn.failure {
                if let usage = (failure as? LanguageModelError)?.usage { spending.add(usage) }
                throw failure
            }
            try await untilCancelled()
            return false
        }
    }
}

/// What models have told that they cost.
final class Spending: Sendable {
    private let sum = LockedValue(tokens(0, 0))

    func add(_ usage: Usage) { sum.withLock { $0 = $0 + usage } }
    var total: Usage { sum.withLock { $0 } }
}

func tokens(_ input: Int, _ output: Int) -> Usage {
    Usage(input: Usage.Input(total: input), output: Usage.Output(total: output))
}

/// A call of a tool with an id like its name.
func call(_ name: String, _ arguments: String = "{}", id: String? = nil) -> ToolCall {
    ToolCall(id: id ?? name, name: name, arguments: arguments)
}

extension AnyTool {
    /// A tool that takes anything.
    static func any(
        _ name: String, settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput = { _, _ in "done" }
    ) -> AnyTool {
        AnyTool(name: name, description: "", inputSchema: ["type": "object"], settings: settings, body)
    }
}

/// A tool with an argument that has a type.
struct Weather: Tool {
    struct Place: Generable {
        var city: String
        static let jsonSchema: JSONValue = [
            "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
            "additionalProperties": false,
        ]
    }

    let name = "weather"
    let description = "The weather in a city, now."

    func call(arguments: Place, context: ToolContext) async throws -> String { "Rain in \(arguments.city)." }
}

/// Several parties wait until another opens it.
final class Gate: Sendable {
    private let state = LockedValue((isOpen: false, waiters: [CheckedContinuation<Void, Never>]()))

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Does not heed cancellation.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// What is wrong with a history that is to be continued; empty if nothing is.
func faults(in history: [Message]) -> [String] {
    var faults: [String] = []
    var open: [String] = []
    for (index, message) in history.enumerated() {
        let calls = message.content.compactMap { part in
            if case .toolCall(let call) = part, !call.isProviderExecuted { call.id } else { nil }
        }
        let results = message.content.compactMap { part in
            if case .toolResult(let result) = part, !result.isProviderExecuted { result.callID } else { nil }
        }
        if message.content.isEmpty { faults.append("message \(index) is empty") }
        if message.role == .tool {
            if results != open { faults.append("message \(index) answers \(results) instead of \(open)") }
            open = []
        } else {
            if !open.isEmpty { faults.append("message \(index) comes before the results of \(open)") }
            if !results.isEmpty { faults.append("message \(index) has results but is no message of results") }
        }
        if !calls.isEmpty { open = calls }
        if Set(calls).count != calls.count { faults.append("message \(index) has calls of one id: \(calls)") }
    }
    if !open.isEmpty { faults.append("the calls \(open) have no results") }
    return faults
}
