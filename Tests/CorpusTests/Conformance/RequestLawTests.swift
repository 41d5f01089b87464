import Dialect
import DialectSimulator
import Testing

/// Laws 13 and 24: what we send for a recorded conversation means what the recording sent, or the difference is listed;
/// and equal requests are equal bytes.
@Suite("Recorded requests", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct RequestLawTests {
    @Test("are reproduced", arguments: Corpus.spoken)
    func reproduction(_ spoken: SpokenExchange) throws {
        let (dialect, exchange) = (spoken.dialect, spoken.exchange)
        guard let body = exchange.request.body else { return }
        let request: ModelRequest
        let sent: [UInt8]
        do {
            guard let said = try dialect.request(of: exchange) else { return }
            request = said
            sent = try dialect.encode(request, for: exchange)
        } catch {
            // What the server itself refused need not be sayable.
            guard spoken.isAnswered else { return }
            Issue.record("\(spoken.name): law 24: the request cannot be said: \(error)")
            return
        }
        let (recorded, ours) = (dialect.meaning(body), dialect.meaning(try JSONValue(parsing: sent)))
        for difference in RequestDifference.all(recorded.withoutNulls, ours.withoutNulls, label: dialect.label) {
            if InexpressibleRequests.covers(difference, in: dialect) { continue }
            Issue.record("\(spoken.name): law 24: \(difference)")
        }
        let again = try dialect.encode(request, for: exchange)
        #expect(again == sent, "\(spoken.name): law 13: an equal request has other bytes")
    }

    @Test("of a longer conversation begin with those of the shorter one", arguments: Corpus.spoken)
    func prefixes(_ spoken: SpokenExchange) throws {
        let (dialect, exchange) = (spoken.dialect, spoken.exchange)
        guard let request = try? dialect.request(of: exchange), !request.messages.isEmpty else { return }
        var longer = request
        // Two messages of a kind in a row may be one on the wire.
        if request.messages.last?.role != .assistant { longer.messages.append(.assistant("Yes.")) }
        longer.messages.append(.user("And then?"))
        guard let short = try? dialect.encode(request, for: exchange) else { return }
        let long = try dialect.encode(longer, for: exchange)
        let before = dialect.conversation(of: try JSONValue(parsing: short)).map(\.jsonText)
        let after = dialect.conversation(of: try JSONValue(parsing: long)).map(\.jsonText)
        #expect(!before.isEmpty, "\(spoken.name): law 13: no conversation was found in the request")
        #expect(Array(after.prefix(before.count)) == before, "\(spoken.name): law 13: the beginning differs")
    }
}
