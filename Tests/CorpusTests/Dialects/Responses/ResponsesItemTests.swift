import Dialect
import DialectSimulator
import DialectWire
import Testing

/// Law 12, to the letter: the Responses API takes back every item of its output.
@Suite("Recorded Responses items", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct ResponsesItemTests {
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

    @Test("of a longer conversation begin with the bytes of the shorter one", arguments: Corpus.responses)
    func prefixes(_ exchange: RecordedExchange) throws {
        guard let body = exchange.request.body, body["input"] != nil,
            let request = try? ModelRequest(recorded: body, dialect: exchange.dialect)
        else { return }
        var longer = request
        longer.messages.append(.user("And then?"))
        let encoder = ResponsesRequestEncoder(dialect: exchange.dialect)
        let short = try encoder.encode(request, model: "model").input.map(\.json)
        let long = try encoder.encode(longer, model: "model").input.map(\.json)
        #expect(Array(long.prefix(short.count)) == short, "\(exchange.id): law 13")
    }
}
