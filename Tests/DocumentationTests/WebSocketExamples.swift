import Dialect
import DialectOpenAI
import DialectTransport
import Logging
import ServiceLifecycle
import UnixSignals

/// The code of the guide to the WebSocket transport. Compiled, and not run: it asks real services.
enum WebSocketExamples {
    static func begin(_ key: String) {
        let provider = OpenAIProvider(apiKey: key).withWebSocket()
        let model = provider.model("gpt-5.5")
        _ = model
    }

    static func continuation(_ model: OpenAIResponsesModel, _ request: ModelRequest) async throws {
        let response = try await model.generate(request)
        print(response.metadata.provider[OpenAI.self].continuation ?? "")
    }

    static func warmUp(_ model: OpenAIResponsesModel, _ instructions: String, _ tools: [ToolDeclaration]) async throws {
        try await model.warmUp(ModelRequest(messages: [.system(instructions)], tools: tools))
    }

    static func steer(_ model: OpenAIResponsesModel, _ wishes: AsyncStream<String>) async throws {
        let stream = model.stream("Plan my weekend in Ghent.")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await wish in wishes { try await stream.steer(wish) }
            }
            for try await text in stream.text { print(text, terminator: "") }
            group.cancelAll()
        }
    }

    static func options(_ key: String) {
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = .never
        options.maximumConnectionsPerScope = 4
        options.compression.windowBits = 12

        var timeouts = TransportTimeouts()
        timeouts.betweenEvents = .seconds(120)
        let configuration = OpenAIProvider.Configuration(endpoint: .openAI(apiKey: key), timeouts: timeouts)
        let provider = OpenAIProvider(configuration).withWebSocket(options)
        _ = provider
    }

    static func services(_ provider: OpenAIProvider, _ logger: Logger) async throws {
        let services = ServiceGroup(services: [provider], gracefulShutdownSignals: [.sigterm], logger: logger)
        try await services.run()
    }

    static func scope(_ provider: OpenAIProvider, _ tenant: String) {
        let model = provider.model("gpt-5.5").withSessionScope(tenant)
        _ = model
    }

    static func endpoints(_ key: String) {
        let azure = OpenAIProvider(.init(endpoint: .azure(resource: "my-resource", apiKey: key))).withWebSocket()
        let xAI = OpenAIProvider(.init(endpoint: .xAI(apiKey: key))).withWebSocket()
        var gateway = ResponsesEndpoint(
            baseURL: "https://gateway.example/v1", headers: ["Authorization": "Bearer \(key)"])
        gateway.lanes = nil
        _ = (azure, xAI, gateway)
    }
}
