import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectWire
import Testing

/// Every recorded exchange through the provider, over both of its transports.
@Suite(
    "Recorded Responses exchanges over both transports", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct ResponsesWebSocketTests {
    @Test("give equal parts", arguments: Corpus.responses)
    func equalParts(_ exchange: RecordedExchange) async throws {
        try await withSimulator(backend: ReplayBackend(exchange)) { simulator in
            let provider = OpenAIProvider(
                .init(endpoint: ResponsesEndpoint(baseURL: simulator.baseURL, dialect: exchange.dialect)))
            let webSocket = provider.withWebSocket()
            var overHTTP = await Outcome(provider.model("model").stream("Go."))
            let overWebSocket = await Outcome(webSocket.model("model").stream("Go."))
            if RecordedWire(exchange).terminal?["status"] == nil {
                // As an event, a body without a status gets one from the event's name.
                overHTTP.nameFinishReason("completed")
            }
            #expect(simulator.statistics.webSocketConnections >= 1)
            #expect(webSocket.wsTransport?.statistics.fallbacks == 0)
            if let difference = overHTTP.firstDifference(from: overWebSocket) {
                Issue.record("\(exchange.id): HTTP and WebSocket differ: \(difference)")
            }
            if (200..<300).contains(exchange.response.status) {
                var offline = Outcome(body: exchange.response.body, dialect: exchange.dialect)
                if RecordedWire(exchange).terminal?["status"] == nil { offline.nameFinishReason("completed") }
                if let difference = overHTTP.firstDifference(from: offline) {
                    Issue.record("\(exchange.id): the transport changes the response: \(difference)")
                }
            } else if overHTTP.error?.httpStatus != exchange.response.status {
                Issue.record("\(exchange.id): law 16: status \(exchange.response.status) was lost")
            }
            for (name, outcome) in [("HTTP", overHTTP), ("WebSocket", overWebSocket)] {
                let findings = [
                    (1, Laws.startsOnceAndNestsBlocks(outcome)), (2, Laws.endsOnce(outcome)),
                    (5, Laws.classifiesErrors(outcome)),
                ]
                for case (let law, let finding?) in findings {
                    Issue.record("\(exchange.id) over \(name): law \(law): \(finding)")
                }
            }
            await webSocket.wsTransport?.shutDown()
        }
    }
}
