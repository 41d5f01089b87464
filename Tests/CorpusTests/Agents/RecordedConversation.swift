import Dialect
import DialectSimulator
import Testing

/// A recorded conversation with tools: exchanges of which each request holds the history of the one before, its answer,
/// and what the app said to that.
struct RecordedConversation: Sendable {
    /// One request and what came of it.
    struct Turn: Sendable {
        let exchange: RecordedExchange
        /// The request, as an app would say it.
        let request: ModelRequest
        /// The answer; nil where the server refused or broke off.
        let answer: ModelResponse?
        /// What the app's tools gave for the calls of the answer, by the calls' ids.
        var outputs: [String: ToolOutput] = [:]
        /// What the app said besides, before the next request.
        var said: [Message] = []
        /// Whether the app gave the calls back with the ids that they came with.
        var keepsIDs = true
    }

    let dialect: any ConformingDialect
    let turns: [Turn]

    var name: String { "\(dialect.name): \(turns[turns.count - 1].exchange.id)" }

    /// What stands above the conversation, where it is one text; else it is a message of the history.
    var instructions: String? {
        let messages = turns[0].request.messages
        guard messages.count > 1, messages[0].role == .system, messages[0].content.count == 1,
            case .text(let text, let metadata) = messages[0].content[0], metadata.isEmpty
        else { return nil }
        return text
    }

    /// What the app begins with.
    var opening: [Message] { Array(turns[0].request.messages.dropFirst(instructions == nil ? 0 : 1)) }

    /// The calls of the last answer, of which the recording does not tell what became of them.
    var openCalls: [ToolCall] { turns[turns.count - 1].answer?.toolCalls ?? [] }

    /// The history with which each request was made, and the one at the end.
    var histories: [[Message]] {
        var history = opening
        var histories = [history]
        for turn in turns {
            guard let answer = turn.answer else { break }
            if !answer.content.isEmpty { history.append(answer.message) }
            let results = answer.toolCalls.compactMap { call in
                turn.outputs[call.id].map { ToolResult(for: call, output: $0) }
            }
            if !results.isEmpty { history.append(.tool(results)) }
            history += turn.said
            histories.append(history)
        }
        return histories
    }

    /// The same, with the words of an agent's history where the recorded app refused a call in words of its own: of a
    /// tool that there is not, or with arguments that break the schema.
    func refusing(as history: [Message]) -> RecordedConversation {
        var results = history.dropFirst(opening.count).flatMap(\.content).compactMap { part in
            if case .toolResult(let result) = part, !result.isProviderExecuted { result } else { nil }
        }[...]
        var turns = turns
        for index in turns.indices {
            for call in turns[index].answer?.toolCalls ?? [] {
                guard let output = turns[index].outputs[call.id], let result = results.popFirst() else { continue }
                if case .error = result.output, output.isRefusal { turns[index].outputs[call.id] = result.output }
            }
        }
        return RecordedConversation(dialect: dialect, turns: turns)
    }

    /// The request of a turn with another history.
    func request(_ index: Int, history: [Message]) -> ModelRequest {
        var request = turns[index].request
        request.messages = (instructions.map { [.system($0)] } ?? []) + history
        return request
    }
}

extension RecordedConversation: CustomTestStringConvertible {
    var testDescription: String { name }
}

extension ToolOutput {
    /// Whether it says that something went wrong, in the common form or in Gemini's.
    fileprivate var isRefusal: Bool {
        switch self {
        case .error: true
        case .json(let json): json["error"] != nil
        default: false
        }
    }
}
