import Dialect
import NIOConcurrencyHelpers

/// A model that says something at once and the rest when it is let: each request by the last text of its user.
final class HeldModel: LanguageModel {
    let id = ModelID(provider: "test", model: "held")
    /// The texts of the requests that it has begun to answer.
    let begun = Reports<String>()
    /// The texts of the requests whose answers were given up.
    let cancelled = Reports<String>()
    private let gates = NIOLockedValueBox<[String: Reports<Void>]>([:])
    private let says: @Sendable (ModelRequest) -> String
    private let calls: @Sendable (ModelRequest) -> [ToolCall]
    private let rest: @Sendable (ModelRequest) -> [StreamPart]

    /// - Parameters:
    ///   - says: What comes at once; the last text of the user as a rule.
    ///   - calls: The tools that are called at once instead, if any.
    ///   - rest: What comes later, after that text.
    init(
        says: @escaping @Sendable (ModelRequest) -> String = { $0.lastUserText },
        calls: @escaping @Sendable (ModelRequest) -> [ToolCall] = { _ in [] },
        rest: @escaping @Sendable (ModelRequest) -> [StreamPart] = { _ in [] }
    ) {
        self.says = says
        self.calls = calls
        self.rest = rest
    }

    /// Lets one answer to a text go on.
    func release(_ text: String) { gate(text).report() }

    private func gate(_ text: String) -> Reports<Void> {
        gates.withLockedValue { gates in
            let gate = gates[text] ?? Reports()
            gates[text] = gate
            return gate
        }
    }

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream { [self] in
            Source(
                self, text: request.lastUserText, says: says(request), calls: calls(request), rest: rest(request))
        }
    }

    private final class Source: PartSource {
        private let model: HeldModel
        private let text: String
        private let says: String
        private let calls: [ToolCall]
        private let rest: [StreamPart]
        private var hasSpoken = false
        private var isComplete = false

        init(_ model: HeldModel, text: String, says: String, calls: [ToolCall], rest: [StreamPart]) {
            self.model = model
            self.text = text
            self.says = says
            self.calls = calls
            self.rest = rest
        }

        deinit { if !isComplete { model.cancelled.report(text) } }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            guard hasSpoken else {
                hasSpoken = true
                model.begun.report(text)
                parts.append(.responseMetadata(ResponseMetadata()))
                for call in calls {
                    parts += [
                        .toolInputStart(id: call.id, name: call.name),
                        .toolInputDelta(id: call.id, text: call.arguments), .toolInputEnd(id: call.id),
                        .toolCall(call),
                    ]
                }
                if calls.isEmpty { parts += [.textStart(id: "0"), .textDelta(id: "0", text: says)] }
                return true
            }
            try await model.gate(text).next()
            isComplete = true
            if calls.isEmpty { parts.append(.textEnd(id: "0")) }
            parts += rest
            parts.append(.finish(calls.isEmpty ? .stop : .toolCalls, Usage(), ResponseMetadata()))
            return false
        }
    }
}

extension ModelRequest {
    fileprivate var lastUserText: String { messages.last { $0.role == .user }?.text ?? "" }
}
