import Dialect
import DialectOpenAI
import InMemoryLogging
import Logging
import Testing
import TestSupport

@Suite("What is logged", .throttled, .timeLimit(.minutes(10)))
struct LogTests {
    @Test("never holds keys, headers or content, whatever happens")
    func secrets() async throws {
        let handler = InMemoryLogHandler()
        try await withServer { peer in
            while let request = try await peer.request() {
                guard request.isUpgrade else {
                    try await peer.answer(events: Wire.answer("resp_1", "secret answer"))
                    continue
                }
                if peer.index == 2 { return try await peer.answer(503, body: "secret refusal") }
                try await peer.upgrade(request)
                _ = try await peer.message()
                if peer.index == 0 { return }
                try await peer.send(Wire.answer("resp_1", "secret answer"))
                return try await peer.untilClosed()
            }
        } _: { server in
            var logger = Logger(label: "test") { _ in handler }
            logger.logLevel = .trace
            var endpoint = ResponsesEndpoint.openAI(
                apiKey: Secret.key, organization: "secret-org", baseURL: server.baseURL + "?api-key=secret-query")
            endpoint.headers["X-Own"] = "secret-header"
            var options = ResponsesWebSocketTransport.Options()
            options.idleTimeout = .zero
            let provider = OpenAIProvider(.init(endpoint: endpoint, logger: logger)).withWebSocket(options)
            // An unanswered request that is sent again, then one that falls back.
            for _ in 0..<2 {
                let response = try await provider.model("m").generate("secret question")
                #expect(response.text == "secret answer")
            }
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.fallbacks == 1)
        }
        let lines = handler.entries.map { "\($0.message) \($0.metadata)" }
        // Two openings, a replay and a fallback, at least.
        #expect(lines.count >= 4)
        let secrets = ["secret", Secret.key, "Bearer", "Authorization"]
        for line in lines {
            for secret in secrets { #expect(!line.lowercased().contains(secret.lowercased())) }
        }
    }
}
