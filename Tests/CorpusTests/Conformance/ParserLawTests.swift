import Dialect
import DialectSimulator
import Testing

/// Every recorded exchange of every dialect through its parser alone.
@Suite("Recorded exchanges", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct ParserLawTests {
    @Test("obey the laws of a response", arguments: Corpus.spoken)
    func laws(_ spoken: SpokenExchange) {
        let outcome = spoken.dialect.outcome(of: spoken.exchange)
        // The body of a refusal is classified with its status, by the transport.
        let isAnswered = spoken.isAnswered
        let facts = isAnswered ? spoken.dialect.facts(of: spoken.exchange) : WireFacts()
        let findings: [(Int, String?)] = [
            (1, Laws.startsOnceAndNestsBlocks(outcome)),
            (2, Laws.endsOnce(outcome)),
            (2, isAnswered ? Laws.succeedsIfComplete(outcome, facts) : nil),
            (5, isAnswered ? Laws.classifiesErrors(outcome, facts) : nil),
            (6, Laws.saysWhatTheWireSays(outcome, facts)),
            (7, Laws.reportsUsage(outcome, facts)),
            (8, Laws.keepsFinishReason(outcome, facts)),
            (10, Laws.completesToolCalls(outcome, facts)),
        ]
        for case (let law, let finding?) in findings { Issue.record("\(spoken.name): law \(law): \(finding)") }
    }

    @Test("do not depend on how bytes are split", arguments: Corpus.spoken)
    func splitting(_ spoken: SpokenExchange) {
        let size = spoken.exchange.response.body.count
        let whole = spoken.dialect.events(of: spoken.exchange, cutAt: [])
        var random = SplitMix(seed: UInt64(size))
        // Short bodies are cut at every byte, long ones at random.
        let cuts =
            size <= 2_000
            ? (1..<max(size, 2)).map { [$0] }
            : (0..<12).map { _ in (0..<64).map { _ in Int.random(in: 0...size, using: &random) }.sorted() }
        for cut in cuts {
            let split = spoken.dialect.events(of: spoken.exchange, cutAt: cut.filter { $0 <= size })
            // Equal events are equal parts: the parser sees nothing else.
            if split == whole { continue }
            let difference = spoken.dialect.outcome(of: split, in: spoken.exchange)
                .firstDifference(from: spoken.dialect.outcome(of: whole, in: spoken.exchange))
            Issue.record(
                "\(spoken.name): law 3: cut at \(cut.prefix(8)): \(difference ?? "the events differ, not the parts")")
            return
        }
    }

    @Test("may hold what is not known yet", arguments: Corpus.spoken)
    func unknownEventsAndFields(_ spoken: SpokenExchange) {
        guard spoken.isAnswered else { return }
        let dialect = spoken.dialect
        var events = dialect.events(of: spoken.exchange, cutAt: [])
        // After the last event of a response nothing is read.
        if let count = dialect.eventCount(of: spoken.exchange) { events = Array(events.prefix(count)) }
        let whole = dialect.outcome(of: events, in: spoken.exchange)
        events = events.map { event in
            guard var json = try? JSONValue(parsing: event), json.objectValue != nil else { return event }
            json["a_field_of_tomorrow"] = ["nested": [1, "two", nil]]
            return json.jsonBytes()
        }
        let news = events.count > 1 ? dialect.unknownEvent : nil
        if let news { events.insert(news.jsonBytes(), at: events.count / 2) }
        var outcome = dialect.outcome(of: events, in: spoken.exchange)
        if let news {
            let index = outcome.parts.firstIndex { part in
                if case .unknown(_, let json) = part { json == news } else { false }
            }
            guard let index else {
                if whole.error == nil { Issue.record("\(spoken.name): law 4: the unknown event was lost") }
                return
            }
            outcome.parts.remove(at: index)
        }
        // Events that were unknown before hold the field now, as do those that pass on all they have.
        func isComparable(_ part: StreamPart) -> Bool {
            switch part {
            case .unknown, .toolProgress: false
            default: true
            }
        }
        outcome.parts = outcome.parts.filter(isComparable)
        var expected = whole
        expected.parts = expected.parts.filter(isComparable)
        if let difference = outcome.firstDifference(from: expected) {
            Issue.record("\(spoken.name): law 4: \(difference)")
        }
    }

    @Test("are no success when they break off between two events", arguments: Corpus.spoken)
    func truncation(_ spoken: SpokenExchange) {
        let events = spoken.dialect.events(of: spoken.exchange, cutAt: [])
        guard events.count > 1, spoken.isAnswered else { return }
        let whole = spoken.dialect.outcome(of: events, in: spoken.exchange)
        var random = SplitMix(seed: UInt64(events.count))
        let counts =
            events.count <= 24
            ? Array(0..<events.count) : (0..<24).map { _ in Int.random(in: 0..<events.count, using: &random) }
        for count in counts {
            let cut = spoken.dialect.outcome(of: Array(events.prefix(count)), in: spoken.exchange)
            guard let finding = Laws.staysIncomplete(cut, whole: whole) else { continue }
            Issue.record("\(spoken.name): law 10: cut off after \(count) of \(events.count) events: \(finding)")
            return
        }
    }

    @Test("give the same response when only the terminal event is read", arguments: Corpus.spoken)
    func oneShotAgreesWithStream(_ spoken: SpokenExchange) {
        let streamed = spoken.dialect.outcome(of: spoken.exchange)
        guard streamed.error == nil, let restated = spoken.dialect.restated(spoken.exchange) else { return }
        let oneShot = spoken.dialect.outcome(of: [restated], in: spoken.exchange)
        let (left, right) = (streamed.response, oneShot.response)
        let said = "\(spoken.name): law 6:"
        #expect(left.text == right.text, "\(said) text")
        #expect(left.toolCalls == right.toolCalls, "\(said) tool calls")
        #expect(left.reasoning == right.reasoning, "\(said) reasoning")
        #expect(left.sources == right.sources, "\(said) sources")
        #expect(left.finishReason == right.finishReason, "\(said) finish reason")
        #expect(left.usage == right.usage, "\(said) usage")
        #expect(Set(left.content) == Set(right.content), "\(said) content")
    }
}
