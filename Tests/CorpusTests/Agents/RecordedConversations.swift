import Dialect
import DialectSimulator

/// Finds the conversations with tools among the recordings: nobody lists them.
enum RecordedConversations {
    static let all: [RecordedConversation] = ConformingDialects.all.flatMap { dialect in
        let recordings = Dictionary(grouping: Corpus.exchanges(of: dialect)) { exchange in
            "\(exchange.provider) \(exchange.sourcePath ?? exchange.id)"
        }
        return recordings.sorted { $0.key < $1.key }.flatMap { conversations($0.value, in: dialect) }
    }

    /// An exchange, read.
    private struct Take {
        let exchange: RecordedExchange
        let request: ModelRequest
        let answer: ModelResponse?
        let said: [SaidPieces.Piece]

        init?(_ exchange: RecordedExchange, in dialect: any ConformingDialect) {
            guard let request = try? dialect.request(of: exchange), !request.messages.isEmpty else { return nil }
            let isAnswered = SpokenExchange(dialect: dialect, exchange: exchange).isAnswered
            let outcome = isAnswered ? dialect.outcome(of: exchange) : nil
            self.exchange = exchange
            self.request = request
            answer = outcome?.error == nil ? outcome?.response : nil
            said = SaidPieces(request.messages).pieces
        }
    }

    /// What the app did between two exchanges.
    private struct Link {
        var earlier = 0
        let outputs: [String: ToolOutput]
        let said: [Message]
        /// Whether the calls have the ids that they came with, which an app may change.
        let keepsIDs: Bool
    }

    private static func conversations(
        _ exchanges: [RecordedExchange], in dialect: any ConformingDialect
    ) -> [RecordedConversation] {
        guard exchanges.count > 1 else { return [] }
        let takes = exchanges.sorted { ($0.sourceIndex, $0.id) < ($1.sourceIndex, $1.id) }
            .compactMap { Take($0, in: dialect) }
        var links: [Int: Link] = [:]
        var continued: Set<Int> = []
        for (index, take) in takes.enumerated() {
            let candidates = takes.indices.compactMap { earlier -> Link? in
                guard earlier != index, var link = link(takes[earlier], take) else { return nil }
                link.earlier = earlier
                return link
            }
            // The nearest; where an exchange was recorded twice, the one that is meant, or that nobody else continues.
            let chosen = candidates.max { first, second in
                func rank(_ link: Link) -> (Int, Int, Int) {
                    let isFree = !continued.contains(link.earlier)
                    return (takes[link.earlier].said.count, link.keepsIDs ? 1 : 0, isFree ? 1 : 0)
                }
                return rank(first) < rank(second)
            }
            guard let chosen else { continue }
            links[index] = chosen
            continued.insert(chosen.earlier)
        }
        return takes.indices.filter { !continued.contains($0) }.compactMap { last in
            var turns: [RecordedConversation.Turn] = []
            var (index, link): (Int?, Link?) = (last, nil)
            while let current = index {
                let take = takes[current]
                turns.append(
                    RecordedConversation.Turn(
                        exchange: take.exchange, request: take.request, answer: take.answer,
                        outputs: link?.outputs ?? [:], said: link?.said ?? [], keepsIDs: link?.keepsIDs ?? true))
                link = links[current]
                index = link?.earlier
            }
            guard turns.contains(where: { !$0.outputs.isEmpty }) else { return nil }
            return RecordedConversation(dialect: dialect, turns: turns.reversed())
        }
    }

    /// What the app did after one exchange before the other; nil if the other does not continue it.
    private static func link(_ earlier: Take, _ later: Take) -> Link? {
        guard let answer = earlier.answer, later.said.starts(with: earlier.said) else { return nil }
        let answered = SaidPieces([answer.message]).pieces
        let rest = later.said.dropFirst(earlier.said.count)
        guard !answered.isEmpty, rest.starts(with: answered) else { return nil }
        var resultCount = 0
        for piece in rest.dropFirst(answered.count) {
            switch piece {
            case .call, .text(.assistant, _): return nil
            case .result: resultCount += 1
            default: break
            }
        }
        let calls = answer.toolCalls
        let parts = later.request.messages.flatMap(\.content)
        // The last calls and results of the history are those of the answer.
        let told = parts.compactMap { part in
            if case .toolCall(let call) = part, !call.isProviderExecuted { call } else { nil }
        }.suffix(calls.count)
        let results = parts.compactMap { part in
            if case .toolResult(let result) = part, !result.isProviderExecuted { result } else { nil }
        }.suffix(calls.count)
        var outputs: [String: ToolOutput] = [:]
        for (call, told) in zip(calls, told) {
            outputs[call.id] = results.first { $0.callID == told.id }?.output
        }
        let said = said(after: later.request.messages)
        guard resultCount == calls.count, outputs.count == calls.count, !outputs.isEmpty || !said.isEmpty else {
            return nil
        }
        return Link(outputs: outputs, said: said, keepsIDs: calls.map(\.id) == told.map(\.id))
    }

    /// What the app said after the last answer and the results of its calls.
    private static func said(after history: [Message]) -> [Message] {
        func isResult(_ part: ContentPart) -> Bool { if case .toolResult = part { true } else { false } }
        guard let last = history.lastIndex(where: { $0.role == .assistant || $0.content.contains(where: isResult) })
        else { return [] }
        var said = Array(history[(last + 1)...])
        if history[last].role != .assistant, let result = history[last].content.lastIndex(where: isResult) {
            let rest = Array(history[last].content[(result + 1)...])
            if !rest.isEmpty { said.insert(.user(rest), at: 0) }
        }
        return said
    }
}
