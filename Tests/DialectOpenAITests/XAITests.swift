import Dialect
import DialectOpenAI
import DialectSimulator
import TestSupport
import Testing

@Suite("xAI over a WebSocket", .throttled, .timeLimit(.minutes(10)))
struct XAITests {
    @Test("heeds the options under its own name, and tells there what was sent")
    func options() async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let endpoint = ResponsesEndpoint.xAI(apiKey: Secret.key, baseURL: simulator.baseURL)
            let provider = OpenAIProvider(.init(endpoint: endpoint)).withWebSocket()
            for (question, scope, opened) in [("One", "a", 1), ("Two", "b", 2), ("Three", "a", 2)] {
                var request = ModelRequest(question)
                request.providerOptions[XAI.self].sessionScope = scope
                request.providerOptions[OpenAI.self].sessionScope = "not for xAI"
                let response = try await provider.model("grok-4").generate(request)
                #expect(response.metadata.provider[XAI.self].continuation == "firstTurn")
                #expect(provider.statistics.connectionsOpened == opened)
            }
            await provider.shutDown()
        }
    }
}
