import Dialect
import DialectOpenAICompatible
import DialectServer
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// Lists of models in OpenAI's form, as vendors write them.
@Suite("Lists of a compatible vendor's models", .throttled) struct ModelListTests {
    private func answer(_ body: String, status: Int = 200) throws -> ReplayBackend {
        let exchange: JSONValue = [
            "id": "written", "provider": "acme", "api": "models", "request": [:],
            "response": [
                "status": .integer(status), "headers": ["content-type": "application/json"], "body": .string(body),
            ],
        ]
        return ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
    }

    @Test("are asked for beside the chat, with the vendor's headers")
    func request() async throws {
        let body =
            #"{"data":[{"id":"m-1","created":1700000000,"owned_by":"acme","max_model_len":4096},{"object":"model"}]}"#
        try await withSimulator(
            backend: try answer(body), configuration: .init(recordsRequests: true)
        ) { server in
            let profile = CompatibleProfile(
                provider: "acme", baseURL: server.baseURL + "/?region=eu", headers: ["X-Acme-Version": "3"])
            let provider = OpenAICompatibleProvider(
                .init(
                    profile: profile, apiKey: "secret", headers: ["X-Team": "a"], credentials: { ["x-team": "b"] }))
            let models = try await provider.models()
            #expect(models.map(\.id) == ["m-1"])
            #expect(models.first?.createdAt?.timeIntervalSince1970 == 1_700_000_000)
            #expect(models.first?.owner == "acme" && models.first?.contextWindow == 4096)
            #expect(models.first?.raw["max_model_len"] == 4096)
            let sent = try #require(server.receivedRequests.first)
            #expect(sent.method == "GET" && sent.path == "/v1/models?region=eu" && sent.body.isEmpty)
            #expect(sent.headers["x-acme-version"] == "3" && sent.headers["x-team"] == "b")
        }
    }

    @Test("may be bare")
    func bare() async throws {
        try await withSimulator(backend: try answer(#"[{"id":"a"},{"id":"b","context_length":8}]"#)) { server in
            let models = try await OpenAICompatibleProvider(profile: .together.at(server.baseURL)).models()
            #expect(models.map(\.id) == ["a", "b"])
            #expect(models.map(\.contextWindow) == [nil, 8])
        }
    }

    @Test(
        "that are none are errors in the vendor's words",
        arguments: [
            (200, "<html>Sign in</html>", LanguageModelError.Code.decoding, ""),
            (200, "{}", .decoding, ""),
            (200, #"{"error":{"message":"No such route","type":"not_found_error"}}"#, .notFound, "No such route"),
            (401, #"{"error":{"message":"Wrong key","type":"authentication_error"}}"#, .authentication, "Wrong key"),
            (404, "Not Found", .notFound, "Not Found"),
        ])
    func noList(status: Int, body: String, code: LanguageModelError.Code, words: String) async throws {
        try await withSimulator(backend: try answer(body, status: status)) { server in
            let profile = CompatibleProfile(provider: "acme", baseURL: server.baseURL)
            let provider = OpenAICompatibleProvider(profile: profile, apiKey: "secret")
            let error = await #expect(throws: LanguageModelError.self) { try await provider.models() }
            #expect(error?.code == code)
            #expect(error?.provider == "acme")
            #expect(error.map { $0.message.contains(words) || words.isEmpty } == true)
            #expect(error.map { "\($0)".contains("secret") } == false)
        }
    }
}
