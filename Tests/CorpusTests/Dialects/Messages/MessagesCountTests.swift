import Dialect
import DialectAnthropic
import DialectServer
import DialectSimulator
import Testing

/// Recorded counts of tokens, through the provider over a socket.
@Suite("Recorded counts of tokens", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct MessagesCountTests {
    static let exchanges = Corpus.all.filter { $0.api == "messages" && $0.operation == "count_tokens" }

    @Test("are asked for as recorded, and understood", arguments: exchanges)
    func count(_ exchange: RecordedExchange) async throws {
        let conformance = MessagesConformance()
        let recorded = try #require(exchange.request.body)
        var request = try ModelRequest(recordedMessages: recorded, dialect: exchange.messagesDialect)
        request.options.maxOutputTokens = nil
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = try #require(conformance.model(for: exchange, at: server) as? AnthropicModel)
            let expected = try JSONValue(parsing: exchange.response.body)["input_tokens"]?.intValue
            let count = try await model.countTokens(request)
            #expect(count == expected)
            let sent = try JSONValue(parsing: try #require(server.receivedRequests.first).body)
            let differences = RequestDifference.all(
                conformance.meaning(recorded).withoutNulls, conformance.meaning(sent).withoutNulls,
                label: conformance.label)
            #expect(differences.isEmpty, "\(exchange.id): \(differences)")
        }
    }
}
