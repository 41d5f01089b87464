import DialectOpenAI
import DialectServer
import DialectSimulator
import Foundation
import TestSupport
import Testing

/// OpenAI's Chat Completions over a socket: what only it has.
@Suite("Models behind Chat Completions", .throttled)
struct ChatModelTests {
    private func replaying(_ body: JSONValue, status: Int = 200) throws -> ReplayBackend {
        let exchange: JSONValue = [
            "id": "written", "provider": "openai", "api": "chat-completions", "request": [:],
            "response": [
                "status": .integer(status), "headers": ["content-type": "application/json"],
                "body": .string(body.jsonText),
            ],
        ]
        return ReplayBackend(try RecordedExchange(json: exchange.jsonBytes()))
    }

    private func completion(_ message: JSONValue, logprobs: JSONValue = .null) -> JSONValue {
        [
            "id": "c1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06",
            "choices": [["index": 0, "message": message, "finish_reason": "stop", "logprobs": logprobs]],
        ]
    }

    @Test("speak and hear")
    func audio() async throws {
        let spoken: JSONValue = [
            "role": "assistant", "content": .null,
            "audio": ["id": "audio_1", "data": "AAEC", "expires_at": 5, "transcript": "Good day."],
        ]
        try await withSimulator(
            backend: replaying(completion(spoken)), configuration: .init(recordsRequests: true)
        ) { server in
            let model = OpenAIProvider(apiKey: "k", baseURL: server.baseURL).chatModel("gpt-4o-audio-preview")
            var request = ModelRequest(messages: [
                .user(["Answer this.", .audio(Media(data: Data([1, 2, 3]), mediaType: "audio/wav"))])
            ])
            request.providerOptions[OpenAIChat.self].modalities = [.text, .audio]
            request.providerOptions[OpenAIChat.self].audio = .init(voice: "alloy", format: "wav")
            let response = try await model.generate(request)
            #expect(response.text == "Good day.")
            guard case .audio(let sound)? = response.content.last else {
                Issue.record("no sound: \(response.content)")
                return
            }
            #expect(sound.mediaType == "audio/wav")
            #expect(sound.location == .data(Data([0, 1, 2])))
            // What was said is referred to by its id.
            request.messages += [response.message, .user("Again.")]
            _ = try await model.generate(request)
            let bodies = try server.receivedRequests.map { try JSONValue(parsing: $0.body) }
            #expect(server.receivedRequests.map(\.path) == ["/v1/chat/completions", "/v1/chat/completions"])
            #expect(bodies[0]["messages"]?[0]?["content"]?[1]?["input_audio"] == ["data": "AQID", "format": "wav"])
            #expect(bodies[0]["audio"] == ["voice": "alloy", "format": "wav"])
            #expect(bodies[1]["messages"]?[1]?["audio"] == ["id": "audio_1"])
        }
    }

    @Test("tell how likely their tokens were")
    func logprobs() async throws {
        let logprobs: JSONValue = ["content": [["token": "Hi", "logprob": -0.5]]]
        let body = completion(["role": "assistant", "content": "Hi"], logprobs: logprobs)
        try await withSimulator(backend: replaying(body)) { server in
            let model = OpenAIProvider(apiKey: "k", baseURL: server.baseURL).chatModel("gpt-4o")
            let response = try await model.generate("Hi")
            #expect(response.metadata.provider[OpenAIChat.self].logprobs == logprobs)
            #expect(model.id == ModelID(provider: "openai", model: "gpt-4o"))
            #expect(model.capabilities.features.contains(.tools))
        }
    }

    @Test("refuse in words")
    func refusal() async throws {
        let body = completion(["role": "assistant", "content": .null, "refusal": "I can't help with that."])
        try await withSimulator(backend: replaying(body)) { server in
            let response = try await OpenAIProvider(apiKey: "k", baseURL: server.baseURL).chatModel("gpt-4o")
                .generate("Hi")
            #expect(response.text == "I can't help with that.")
            #expect(response.finishReason == FinishReason(.contentFilter, raw: "stop"))
        }
    }

    @Test("fail with the provider's words")
    func failure() async throws {
        let body: JSONValue = [
            "error": [
                "message":
                    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens.",
                "type": "invalid_request_error", "param": "messages", "code": "context_length_exceeded",
            ]
        ]
        try await withSimulator(backend: replaying(body, status: 400)) { server in
            let model = OpenAIProvider(apiKey: "k", baseURL: server.baseURL).chatModel("gpt-4o")
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .contextLengthExceeded)
            #expect(error?.details.maximumTokens == 128_000)
            #expect(error?.details.usedTokens == 130_012)
        }
    }
}
