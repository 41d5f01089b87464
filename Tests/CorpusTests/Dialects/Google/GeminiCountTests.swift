import Dialect
import DialectGoogle
import DialectServer
import DialectSimulator
import Testing

/// Recorded counts of tokens at the Gemini API and at Vertex AI, through the provider over a socket.
@Suite("Recorded counts of Gemini's tokens", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct GeminiCountTests {
    static let exchanges = Corpus.exchanges { $0.api == "generate-content" && $0.operation == "count_tokens" }

    @Test("are asked for as recorded, and understood", arguments: exchanges)
    func count(_ exchange: RecordedExchange) async throws {
        let conformance = GoogleConformance()
        let body = try #require(exchange.request.body)
        let recorded = body["generateContentRequest"] ?? body
        let request = try ModelRequest(geminiBody: GoogleConformance.canonical(recorded))
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = try #require(conformance.model(for: exchange, at: server) as? GoogleModel)
            let expected = try JSONValue(parsing: exchange.response.body)["totalTokens"]?.intValue
            let count = try await model.countTokens(request)
            #expect(count == expected)
            let received = try #require(server.receivedRequests.first)
            #expect(received.path.hasSuffix("/\(model.id.model):countTokens"))
            let body = try JSONValue(parsing: received.body)
            // The Gemini API counts contents alone, or all of a request that is put under this name.
            var sent = body["generateContentRequest"] ?? body
            sent["model"] = nil
            let differences = RequestDifference.all(
                conformance.meaning(recorded).withoutNulls, conformance.meaning(sent).withoutNulls,
                label: conformance.label)
            #expect(differences.isEmpty, "\(exchange.id): \(differences)")
        }
    }
}
