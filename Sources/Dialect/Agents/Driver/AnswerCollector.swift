/// Folds the parts of an answer, and knows what of it can be kept when it is not finished.
struct AnswerCollector {
    private var base = ResponseCollector()
    /// How many entries the content has.
    private var count = 0
    /// The entries that are still being written, by their block's id.
    private var open: [String: Int] = [:]
    /// Whether nothing has come yet.
    private(set) var isEmpty = true

    mutating func append(_ part: StreamPart) {
        base.append(part)
        isEmpty = false
        switch part {
        case .textStart(let id), .reasoningStart(let id):
            open[id] = count
            count += 1
        case .textEnd(let id, _), .reasoningEnd(let id, _): open[id] = nil
        case .toolCall, .toolResult, .source, .file, .providerItem: count += 1
        default: break
        }
    }

    /// The whole answer.
    func response() throws(LanguageModelError) -> ModelResponse { try base.response() }

    /// What can stand in a history; nil if that is nothing.
    ///
    /// Providers refuse reasoning that is not whole or that nothing follows, and calls that they run themselves without
    /// a result. Text may end anywhere.
    var partialResponse: ModelResponse? {
        var response = base.partialResponse
        let unfinished = Set(open.values)
        let answered = Set(
            response.content.compactMap { part in
                if case .toolResult(let result) = part { result.callID } else { nil }
            })
        var kept: [ContentPart] = []
        var isFollowed = false
        for (index, part) in response.content.enumerated().reversed() {
            switch part {
            case .text(let text, _):
                if text.isEmpty { continue }
                if !unfinished.contains(index) { isFollowed = true }
            case .reasoning: if unfinished.contains(index) || !isFollowed { continue }
            case .toolCall(let call):
                if call.isProviderExecuted, !answered.contains(call.id) { continue }
                isFollowed = true
            default: break
            }
            kept.append(part)
        }
        guard !kept.isEmpty else { return nil }
        response.content = kept.reversed()
        response.finishReason = .error
        return response
    }
}
