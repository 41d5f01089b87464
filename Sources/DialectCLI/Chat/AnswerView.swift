import Dialect

/// Decides what is shown of a turn as it goes on.
struct AnswerView: Sendable {
    enum Action: Hashable, Sendable {
        case answer(String)
        case endAnswer
        case note(String, TextStyle)
        /// Nil waits no more.
        case wait(String?)
    }

    private static let longestResult = 200

    private var label: String?

    mutating func received(_ event: AgentEvent) -> [Action] {
        switch event {
        case .stepStarted: wait("waiting for the model")
        case .model(let part): received(part)
        case .toolStarted(let call):
            [.note("→ \(call.name) \(Self.shortened(call.arguments))", .dim)] + wait("\(call.name) is running")
        case .toolProgress(let call, let progress):
            wait("\(call.name): \(progress["message"]?.stringValue ?? Self.shortened(progress.jsonText))")
        case .toolFinished(let result): wait("waiting for tools") + [Self.note(of: result)]
        case .toolLeftBehind(let call): [.note("\(call.name) did not end, and may still be at work.", .warning)]
        case .finished: wait(nil)
        default: []
        }
    }

    private mutating func received(_ part: StreamPart) -> [Action] {
        switch part {
        case .textDelta(_, let text): return wait(nil) + [.answer(text)]
        case .textEnd: return [.endAnswer]
        case .reasoningStart: return wait("the model is thinking")
        case .toolInputStart(_, let name): return wait("the model calls \(name)")
        case .toolCall(let call) where call.isProviderExecuted:
            return [.note("→ \(call.name), run by the provider", .dim)]
        case .toolProgress(let progress): return wait("\(progress.name): \(progress.status)")
        case .source(let source):
            return source.url.map { [.note("  source: \($0)", .dim)] } ?? []
        case .file(let media): return [.note("(The model made a file of type \(media.mediaType).)", .dim)]
        case .warning(let warning): return [.note("(\(warning.message))", .warning)]
        case .finish(let reason, _, _): return Self.remark(on: reason)
        default: return []
        }
    }

    private mutating func wait(_ label: String?) -> [Action] {
        guard label != self.label else { return [] }
        self.label = label
        return [.wait(label)]
    }

    /// Why an answer is shorter than it should be.
    private static func remark(on reason: FinishReason) -> [Action] {
        switch reason.kind {
        case .length: [.note("(The answer was cut off: the limit of tokens is reached.)", .warning)]
        case .contentFilter: [.note("(The rest was withheld: \(reason).)", .warning)]
        default: []
        }
    }

    private static func note(of result: ToolResult) -> Action {
        switch result.output {
        case .text(let text): .note("← \(shortened(text))", .dim)
        case .json(let json): .note("← \(shortened(json.jsonText))", .dim)
        case .content(let parts):
            .note("← \(shortened(Message(role: .tool, content: parts).text)) (\(parts.count) parts)", .dim)
        case .error(let text): .note("← \(result.name) failed: \(shortened(text))", .failure)
        }
    }

    /// On one line.
    private static func shortened(_ text: String) -> String {
        let isLong = text.count > longestResult
        let line = text.prefix(longestResult).map { $0.isNewline ? " " : $0 }
        return String(line) + (isLong ? "…" : "")
    }
}
