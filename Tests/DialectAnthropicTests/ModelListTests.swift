import Dialect
import DialectAnthropic
import DialectServer
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// Lists of models, page by page.
@Suite("Lists of Anthropic's models", .throttled) struct ModelListTests {
    /// Answers every request with what a function makes of its path.
    private struct Pages: ReplayingBackend {
        var page: @Sendable (String) -> String

        func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
            throw LanguageModelError(.notFound, "Nobody asks for a response here.")
        }

        func replay(_ request: ReceivedRequest) async throws -> RecordedReply {
            RecordedReply(contentType: "application/json", body: Array(page(request.path).utf8))
        }
    }

    @Test("are read to the last page")
    func pages() async throws {
        let backend = Pages { path in
            path.contains("after_id=b%20%26c")
                ? #"{"data":[{"id":"d","display_name":"D","created_at":"2025-02-19T00:00:00Z","max_tokens":8}],"has_more":false,"last_id":"d"}"#
                : #"{"data":[{"id":"a","created_at":"1970-01-01T00:00:00Z"},{"no":"id"},{"id":"b &c"}],"has_more":true,"last_id":"b &c"}"#
        }
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let endpoint = AnthropicEndpoint(
                baseURL: server.baseURL + "?region=eu", headers: ["x-api-key": "secret", "anthropic-beta": "beta-1"])
            let models = try await AnthropicProvider(.init(endpoint: endpoint)).models()
            #expect(models.map(\.id) == ["a", "b &c", "d"])
            #expect(models.map(\.createdAt?.timeIntervalSince1970) == [nil, nil, 1_739_923_200])
            #expect(models.last?.displayName == "D" && models.last?.maxOutputTokens == 8)
            #expect(
                server.receivedRequests.map(\.path) == [
                    "/v1/models?region=eu&limit=1000", "/v1/models?region=eu&limit=1000&after_id=b%20%26c",
                ])
            #expect(server.receivedRequests.allSatisfy { $0.method == "GET" && $0.body.isEmpty })
            #expect(server.receivedRequests.allSatisfy { $0.headers["anthropic-version"] == "2023-06-01" })
            #expect(server.receivedRequests.allSatisfy { $0.headers["anthropic-beta"] == "beta-1" })
        }
    }

    @Test("that promise more and give the same end, are read no further")
    func sameEnd() async throws {
        let backend = Pages { _ in #"{"data":[{"id":"a"}],"has_more":true,"last_id":"a"}"# }
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let models = try await AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).models()
            #expect(models.map(\.id) == ["a", "a"])
            #expect(server.receivedRequests.count == 2)
        }
    }

    @Test("that never end are left after a hundred pages")
    func endless() async throws {
        let backend = Pages { path in
            let last = path.split(separator: "after_id=").last.flatMap { Int($0) } ?? 0
            return #"{"data":[{"id":"\#(last)"}],"has_more":true,"last_id":"\#(last + 1)"}"#
        }
        try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let models = try await AnthropicProvider(apiKey: "secret", baseURL: server.baseURL).models()
            #expect(models.count == 100)
            #expect(server.receivedRequests.count == 100)
        }
    }

    @Test("that are none are errors", arguments: ["{}", "<html>Hello</html>", #"{"data":7}"#])
    func noList(answer: String) async throws {
        let backend = Pages { _ in answer }
        try await withSimulator(backend: backend) { server in
            let provider = AnthropicProvider(apiKey: "secret", baseURL: server.baseURL)
            let error = await #expect(throws: LanguageModelError.self) { try await provider.models() }
            #expect(error?.code == .decoding && error?.provider == "anthropic")
            #expect(error?.rawBody?.isEmpty == false)
        }
    }
}
