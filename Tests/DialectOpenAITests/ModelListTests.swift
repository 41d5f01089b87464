import Dialect
import DialectOpenAI
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// The list of models, over a socket.
@Suite("Lists of OpenAI's models", .throttled) struct ModelListTests {
    private func answer(_ body: String, status: Int = 200) throws -> ReplayBackend {
        let exchange: JSONValue = [
            "id": "written", "provider": "openai", "api": "models", "request": [:],
            "response": [
                "status": .integer(status), "headers": ["content-type": "application/json", "x-request-id": "req_1"],
                "body": .string(body),
            ],
        ]
        return ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
    }

    @Test("are asked for with the endpoint's headers and the credentials of the moment")
    func list() async throws {
        let body = #"""
            {"object":"list","data":[{"id":"gpt-5.5","object":"model","created":1700000000,"owned_by":"openai"},
            {"id":"ft:gpt-4o:acme","object":"model","created":0,"owned_by":"acme"}]}
            """#
        try await withSimulator(
            backend: try answer(body), configuration: .init(recordsRequests: true)
        ) { server in
            let endpoint = ResponsesEndpoint(
                baseURL: server.baseURL + "?api-version=1", headers: ["X-Team": "a", "OpenAI-Project": "p"],
                credentials: { ["x-team": "b"] })
            let models = try await OpenAIProvider(.init(endpoint: endpoint)).models()
            #expect(models.map(\.id) == ["gpt-5.5", "ft:gpt-4o:acme"])
            #expect(models.map(\.owner) == ["openai", "acme"])
            #expect(models.map(\.createdAt) == [Date(timeIntervalSince1970: 1_700_000_000), nil])
            #expect(models.map(\.contextWindow) == [nil, nil])
            let sent = try #require(server.receivedRequests.first)
            #expect(sent.method == "GET" && sent.path == "/v1/models?api-version=1" && sent.body.isEmpty)
            #expect(sent.headers["x-team"] == "b" && sent.headers["openai-project"] == "p")
        }
    }

    @Test("that are refused are errors in OpenAI's words")
    func refusal() async throws {
        let body =
            #"{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}"#
        try await withSimulator(backend: try answer(body, status: 401)) { server in
            let provider = OpenAIProvider(apiKey: "secret", baseURL: server.baseURL)
            let error = await #expect(throws: LanguageModelError.self) { try await provider.models() }
            #expect(error?.code == .authentication && error?.httpStatus == 401)
            #expect(error?.message == "Incorrect API key provided.")
            #expect(error?.provider == "openai" && error?.requestID == "req_1")
            #expect(error.map { "\($0)".contains("secret") } == false)
        }
    }
}
