import Dialect
import DialectAnthropic
import DialectBedrock
import DialectOpenAI
import DialectServer
import DialectTransport
import Foundation
import Logging

/// The code of the guide to running an app in production. Compiled, and not run: it asks real services.
enum ProductionExamples {
    static func transport(_ key: String, _ logger: Logger, companyRoot: String) {
        var transport = TransportConfiguration(logger: logger)
        transport.timeouts.betweenEvents = .seconds(120)
        transport.proxy = .http(host: "proxy.internal", port: 3128)
        transport.security = TransportSecurity(additionalTrustRoots: [companyRoot])
        let claude = AnthropicProvider(.init(endpoint: .anthropic(apiKey: key), transport: transport))
        _ = claude
    }

    static func openAI(_ key: String, _ logger: Logger) {
        var configuration = OpenAIProvider.Configuration(endpoint: .openAI(apiKey: key), logger: logger)
        configuration.timeouts.total = .seconds(900)
        let provider = OpenAIProvider(configuration).withWebSocket()
        _ = provider
    }

    struct Secrets {
        var id: String
        var secret: String
        var token: String?
        var expiration: Date?
    }

    static func bedrock(_ secrets: @escaping @Sendable () async throws -> Secrets) {
        let provider = BedrockProvider(
            .init(
                region: "eu-central-1",
                authorization: .credentials {
                    let found = try await secrets()
                    return AWSCredentials(
                        accessKeyID: found.id, secretAccessKey: found.secret, sessionToken: found.token,
                        expiration: found.expiration)
                }))
        _ = provider
    }

    static func gateway(_ model: any LanguageModel, clientKey: String) async throws {
        let served = ResponsesServer.Configuration(host: "0.0.0.0", port: 8080, apiKey: clientKey)
        try await withResponsesServer(backend: ModelBackend(model), configuration: served) { server in
            print("Listening on \(server.baseURL).")
            try await Task.sleep(for: .seconds(3600))
        }
    }
}
