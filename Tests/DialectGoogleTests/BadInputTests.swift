import Dialect
import DialectGoogle
import TestSupport
import Testing

/// Requests that cannot succeed and answers that are none: classified errors with Google's own words.
@Suite("A request to Google that cannot succeed", .throttled, .timeLimit(.minutes(10)))
struct BadInputTests {
    private static let key = "AIza-very-secret-4711"

    private static func failure(
        _ reply: JSONServer.Reply, _ request: ModelRequest = "Hi", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> LanguageModelError {
        var failure: LanguageModelError?
        try await withJSONServer { _ in
            reply
        } _: { server in
            let model = GoogleProvider(apiKey: key, baseURL: server.root).model("gemini-x")
            failure = await #expect(throws: LanguageModelError.self, sourceLocation: sourceLocation) {
                try await model.generate(request)
            }
        }
        let error = try #require(failure, sourceLocation: sourceLocation)
        #expect(error.provider == "google" && error.model == "gemini-x", sourceLocation: sourceLocation)
        var shown = "\(error) \(String(reflecting: error))"
        dump(error, to: &shown)
        #expect(!shown.contains(key), sourceLocation: sourceLocation)
        return error
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var word: String
        var message: String
        var details = ""
        var code: LanguageModelError.Code
    }

    /// The words are those of the Gemini API.
    static let refusals = [
        Refusal(
            testDescription: "a wrong key", status: 400, word: "INVALID_ARGUMENT",
            message: "API key not valid. Please pass a valid API key.",
            details: #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}"#,
            code: .authentication),
        Refusal(
            testDescription: "no key", status: 403, word: "PERMISSION_DENIED",
            message: "Method doesn't allow unregistered callers.", code: .permissionDenied),
        Refusal(
            testDescription: "an unknown model", status: 404, word: "NOT_FOUND",
            message: "models/gemini-x is not found for API version v1beta, or is not supported for generateContent.",
            code: .notFound),
        Refusal(
            testDescription: "media that no model takes", status: 400, word: "INVALID_ARGUMENT",
            message: "Unsupported MIME type: application/zip", code: .invalidRequest),
        Refusal(
            testDescription: "a prompt that is too long", status: 400, word: "INVALID_ARGUMENT",
            message: "The input token count (1048579) exceeds the maximum number of tokens allowed (1048576).",
            code: .contextLengthExceeded),
        Refusal(
            testDescription: "a schema that is none", status: 400, word: "INVALID_ARGUMENT",
            message: "* GenerateContentRequest.tools[0].function_declarations[0].parameters: unknown type",
            code: .invalidRequest),
        Refusal(
            testDescription: "an expired token", status: 401, word: "UNAUTHENTICATED",
            message: "Request had invalid authentication credentials.",
            details: #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_EXPIRED"}"#,
            code: .authentication),
    ]

    @Test("is told in Google's words", arguments: refusals, [false, true])
    func refusal(_ refusal: Refusal, isArray: Bool) async throws {
        let error =
            #"{"error":{"code":\#(refusal.status),"message":"\#(refusal.message)","status":"\#(refusal.word)","details":[\#(refusal.details)]}}"#
        let failure = try await Self.failure(.init(isArray ? "[\(error)]" : error, status: refusal.status))
        #expect(failure.code == refusal.code)
        #expect(failure.message == refusal.message)
        #expect(failure.httpStatus == refusal.status)
        #expect(failure.details.type == refusal.word)
        #expect(failure.rawBody == error)
        #expect(!failure.isRetryable)
        if refusal.code == .contextLengthExceeded {
            #expect(failure.details.usedTokens == 1_048_579 && failure.details.maximumTokens == 1_048_576)
        }
    }

    private static let page = "<!DOCTYPE html><html><title>Bad Gateway</title></html>"

    @Test("is told when a page comes instead of JSON", arguments: [502, 404, 200])
    func page(_ status: Int) async throws {
        let failure = try await Self.failure(.init(Self.page, status: status, contentType: "text/html"))
        #expect(failure.message.contains("Bad Gateway"))
        #expect(failure.rawBody == Self.page)
        #expect(failure.httpStatus == status)
        #expect(failure.code == (status == 200 ? .protocolViolation : .init(httpStatus: status)))
    }

    private static let begun = #"{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}]}"#

    static let truncated: [(String, String)] = [
        ("data: \(begun)\r\n\r\n", "text/event-stream"),
        ("data: \(begun)\r\n\r\ndata: {\"candidates\":[{\"fin", "text/event-stream"),
        (": nothing\r\n\r\n", "text/event-stream"), ("", "text/event-stream"),
        (begun, "application/json"), (String(begun.dropLast(9)), "application/json"), ("{}", "application/json"),
        ("[]", "application/json"),
    ]

    @Test("is told when the answer breaks off", arguments: truncated)
    func brokenOff(_ body: String, _ type: String) async throws {
        let failure = try await Self.failure(.init(body, contentType: type))
        #expect([.connection, .decoding].contains(failure.code), "\(failure)")
        #expect(!failure.message.isEmpty)
    }

    @Test("has a safety block for an answer, not for an error", arguments: ["SAFETY", "PROHIBITED_CONTENT"])
    func blockedPrompt(_ word: String) async throws {
        try await withJSONServer { _ in
            .init(
                #"data: {"promptFeedback":{"blockReason":"\#(word)"}}"# + "\r\n\r\n", contentType: "text/event-stream")
        } _: { server in
            let response = try await GoogleProvider(apiKey: Self.key, baseURL: server.root).model("m").generate("Hi")
            #expect(response.content.isEmpty)
            #expect(response.finishReason == FinishReason(.contentFilter, raw: word))
            #expect(response.metadata.provider[Google.self].promptFeedback == ["blockReason": .string(word)])
        }
    }

    @Test(
        "is not sent where the name of the model leads elsewhere", arguments: ["", "../secrets", "a/../../b", "a//b"])
    func wildName(_ name: String) async throws {
        try await withJSONServer { _ in
            .init("{}", status: 500)
        } _: { server in
            let provider = GoogleProvider(
                .init(endpoint: .vertex(project: "p", credentials: .none, baseURL: server.root)))
            let calls: [@Sendable () async throws -> Void] = [
                { _ = try await provider.model(name).generate("Hi") },
                { _ = try await provider.model(name).countTokens("Hi") },
                { _ = try await provider.claude(name).generate("Hi") },
                { _ = try await provider.embeddingModel(name).embed(["Hi"]) },
            ]
            for call in calls {
                let error = await #expect(throws: LanguageModelError.self) { try await call() }
                #expect(error?.code == .invalidRequest)
            }
            #expect(server.requests.isEmpty)
        }
    }
}
