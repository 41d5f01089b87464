import Dialect
import DialectServer
import DialectSimulator
import DialectWire
import Testing

/// Every recorded exchange through the parser alone.
@Suite("Recorded Responses exchanges", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct ExchangeTests {
    @Test("obey the laws of a response", arguments: Corpus.responses)
    func laws(_ exchange: RecordedExchange) {
        let outcome = Outcome(body: exchange.response.body, dialect: exchange.dialect)
        let wire = RecordedWire(exchange)
        let isRefused = !(200..<300).contains(exchange.response.status)
        let findings: [(Int, String?)] = [
            (1, Laws.startsOnceAndNestsBlocks(outcome)),
            (2, Laws.endsOnce(outcome)),
            // The body of a refusal is classified with its status, by the transport.
            (5, isRefused ? nil : Laws.classifiesErrors(outcome)),
            (7, Laws.reportsUsage(outcome, wire: wire.terminal?["usage"])),
            (8, Laws.keepsFinishReason(outcome, wireStatus: wire.terminal?["status"]?.stringValue)),
            (10, Laws.completesToolCalls(outcome, wire: wire)),
        ]
        for case (let law, let finding?) in findings { Issue.record("\(exchange.id): law \(law): \(finding)") }
        if !isRefused, wire.terminal?["error"]?.objectValue == nil, wire.terminal != nil, let error = outcome.error {
            Issue.record("\(exchange.id): law 2: a response that the server completed failed: \(error)")
        }
    }

    @Test("do not depend on how bytes are split", arguments: Corpus.responses)
    func splitting(_ exchange: RecordedExchange) {
        let body = exchange.response.body
        let whole = Outcome(body: body, dialect: exchange.dialect)
        var random = SplitMix(seed: UInt64(body.count))
        // Short bodies are cut at every byte, long ones at random.
        let cuts =
            body.count <= 2_000
            ? (1..<max(body.count, 2)).map { [$0] }
            : (0..<12).map { _ in (0..<64).map { _ in Int.random(in: 0...body.count, using: &random) }.sorted() }
        for cut in cuts {
            let split = Outcome(body: body, cutAt: cut.filter { $0 <= body.count }, dialect: exchange.dialect)
            if let difference = split.firstDifference(from: whole) {
                Issue.record("\(exchange.id): law 3: cut at \(cut.prefix(8)): \(difference)")
                return
            }
        }
    }

    @Test("may hold what is not known yet", arguments: Corpus.responses)
    func unknownEventsAndFields(_ exchange: RecordedExchange) {
        // After the last event of a response nothing is read.
        var events = Array(Outcome.events(of: exchange.response.body).prefix(RecordedWire(exchange).events.count))
        guard events.count > 1 else { return }
        let whole = Outcome(events: events, dialect: exchange.dialect)
        events = events.map { event in
            guard var json = try? JSONValue(parsing: event), json.objectValue != nil else { return event }
            json["a_field_of_tomorrow"] = ["nested": [1, "two", nil]]
            return json.jsonBytes()
        }
        let news: JSONValue = ["type": "response.news_of_tomorrow", "sequence_number": 1, "output_index": 7]
        events.insert(news.jsonBytes(), at: events.count / 2)
        var outcome = Outcome(events: events, dialect: exchange.dialect)
        let unknown = outcome.parts.firstIndex(of: .unknown(type: "response.news_of_tomorrow", json: news))
        guard let unknown else {
            if whole.error == nil { Issue.record("\(exchange.id): law 4: the unknown event was lost") }
            return
        }
        outcome.parts.remove(at: unknown)
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
            Issue.record("\(exchange.id): law 4: \(difference)")
        }
    }

    @Test("give the same response when only the terminal event is read", arguments: Corpus.responses)
    func oneShotAgreesWithStream(_ exchange: RecordedExchange) {
        let wire = RecordedWire(exchange)
        let streamed = Outcome(body: exchange.response.body, dialect: exchange.dialect)
        guard wire.events.count > 1, streamed.error == nil, var terminal = wire.terminal else { return }
        // A terminal may be poorer than the items, or name them otherwise; the items are what counts.
        terminal["output"] = .array(wire.items)
        let oneShot = Outcome(events: [terminal.jsonBytes()], dialect: exchange.dialect)
        let (left, right) = (streamed.response, oneShot.response)
        let said = "\(exchange.id): law 6:"
        #expect(left.text == right.text, "\(said) text")
        #expect(left.toolCalls == right.toolCalls, "\(said) tool calls")
        #expect(left.reasoning == right.reasoning, "\(said) reasoning")
        #expect(left.sources == right.sources, "\(said) sources")
        #expect(left.finishReason == right.finishReason, "\(said) finish reason")
        #expect(left.usage == right.usage, "\(said) usage")
        #expect(Set(left.content) == Set(right.content), "\(said) content")
    }

    @Test("go back to their provider as they came", arguments: Corpus.responses)
    func roundTrip(_ exchange: RecordedExchange) throws {
        let wire = RecordedWire(exchange)
        let outcome = Outcome(body: exchange.response.body, dialect: exchange.dialect)
        guard outcome.error == nil else { return }
        let saved = try JSONValue(encoding: outcome.response).decode(ModelResponse.self)
        for (name, response) in [("at once", outcome.response), ("saved and read again", saved)] {
            let encoded = try ResponsesRequestEncoder(dialect: exchange.dialect)
                .encode(ModelRequest(messages: [.user("Go on."), response.message]), model: "model")
            let sent = encoded.input.dropFirst().compactMap { try? JSONValue(parsing: $0.json) }
            // A call that was cut off is not sent back: it cannot be answered.
            let calls: [JSONValue?] = ["function_call", "custom_tool_call"]
            let expected = wire.items.filter { !calls.contains($0["type"]) || $0["status"] != "incomplete" }
            #expect(Set(sent) == Set(expected), "\(exchange.id): law 12: \(name)")
            #expect(sent.count == expected.count, "\(exchange.id): law 12: \(name)")
        }
    }
}

/// A small seeded generator, so that a failure repeats.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
