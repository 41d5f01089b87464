import Dialect
import NIOConcurrencyHelpers

/// A model that begins with the last text of a request and goes on once that text was released: step by step, under
/// the control of a test.
final class GatedModel: LanguageModel {
    let id = ModelID(provider: "test", model: "gated")
    private let state = NIOLockedValueBox((begun: [String](), gates: [String: Signal]()))
    /// What follows the first text, when it is released.
    private let rest: @Sendable (String) -> [StreamPart]

    init(rest: @escaping @Sendable (String) -> [StreamPart] = { _ in [] }) {
        self.rest = rest
    }

    /// The texts that it was asked to answer, in that order.
    var begun: [String] { state.withLockedValue { $0.begun } }

    func release(_ text: String) { gate(text).raise() }

    private func gate(_ text: String) -> Signal {
        state.withLockedValue { state in
            let gate = state.gates[text] ?? Signal()
            state.gates[text] = gate
            return gate
        }
    }

    func stream(_ request: ModelRequest) -> ResponseStream {
        let text = request.messages.last { $0.role == .user }?.text ?? ""
        return ResponseStream { [self] in
            state.withLockedValue { $0.begun.append(text) }
            return Steps(text: text, gate: gate(text), rest: rest(text))
        }
    }

    private final class Steps: PartSource {
        private let text: String
        private let gate: Signal
        private let rest: [StreamPart]
        private var hasBegun = false

        init(text: String, gate: Signal, rest: [StreamPart]) {
            self.text = text
            self.gate = gate
            self.rest = rest
        }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            if hasBegun {
                let gate = gate
                await withTaskCancellationHandler {
                    await gate.wait()
                } onCancel: {
                    gate.raise()
                }
                try Task.checkCancellation()
                parts.append(.textEnd(id: "0"))
                parts += rest
                parts.append(.finish(.stop, Usage(), ResponseMetadata()))
                return false
            }
            hasBegun = true
            parts += [.responseMetadata(ResponseMetadata()), .textStart(id: "0"), .textDelta(id: "0", text: text)]
            return true
        }
    }
}
