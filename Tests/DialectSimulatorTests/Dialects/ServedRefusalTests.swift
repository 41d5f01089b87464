import Dialect
import DialectSimulator
import NIOHTTP1
import Testing
import TestSupport

/// What this package's providers make of the failures of a simulator that speaks their dialects.
@Suite("Failures in every dialect", .throttled, .timeLimit(.minutes(10)))
struct ServedRefusalTests {
    private static let codes: [LanguageModelError.Code] = [
        .rateLimited, .overloaded, .authentication, .permissionDenied, .notFound, .contextLengthExceeded,
        .invalidRequest, .server,
    ]

    @Test(arguments: ServedProvider.allCases)
    func areKnownByTheirKind(_ provider: ServedProvider) async throws {
        for code in Self.codes {
            let failure = LanguageModelError(code, "It failed on purpose.")
            try await withSimulator(ScriptedModel { _ in throw failure }) { server in
                let error = await #expect(throws: LanguageModelError.self) {
                    try await provider.model(at: server).generate("Hi")
                }
                #expect(error?.code == code)
                #expect(error?.message.contains("It failed on purpose.") == true)
                #expect(error?.requestID?.hasPrefix("req_") == true)
            }
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func tellHowLongToWait(_ provider: ServedProvider) async throws {
        let failure = LanguageModelError(.rateLimited, "Slow down.", retryAfter: .milliseconds(1500))
        try await withSimulator(ScriptedModel { _ in throw failure }) { server in
            let error = await #expect(throws: LanguageModelError.self) {
                try await provider.model(at: server).generate("Hi")
            }
            #expect(error?.code == .rateLimited)
            #expect(error?.isRetryable == true)
            #expect(error?.retryAfter == .seconds(2))
            #expect(error?.httpStatus == 429)
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func tellWhatDoesNotFit(_ provider: ServedProvider) async throws {
        let tokens = LanguageModelError.ProviderDetails(usedTokens: 1200, maximumTokens: 1000)
        let failure = LanguageModelError(.contextLengthExceeded, "Too much.", details: tokens)
        try await withSimulator(ScriptedModel { _ in throw failure }) { server in
            let error = await #expect(throws: LanguageModelError.self) {
                try await provider.model(at: server).generate("Hi")
            }
            #expect(error?.code == .contextLengthExceeded)
            #expect(error?.details.usedTokens == (provider.countsOverflow ? 1200 : nil))
            #expect(error?.details.maximumTokens == (provider.countsOverflow ? 1000 : nil))
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func comeInMidAnswer(_ provider: ServedProvider) async throws {
        let turn: ScriptedTurn = [.text(deltas: ["Once"]), .error(LanguageModelError(.server, "The model fell over."))]
        try await withSimulator(ScriptedModel([turn])) { server in
            var text = ""
            var failure: LanguageModelError?
            do {
                for try await part in provider.model(at: server).stream("Tell") {
                    if case .textDelta(_, let delta) = part { text += delta }
                }
            } catch let error as LanguageModelError {
                failure = error
            }
            #expect(text == "Once")
            #expect(failure?.code == .server)
            #expect(failure?.message.contains("The model fell over.") == true)
        }
    }

    @Test(arguments: ServedProvider.allCases)
    func letNobodyInWithoutTheKey(_ provider: ServedProvider) async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "right")
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            let error = await #expect(throws: LanguageModelError.self) {
                try await provider.model(at: server, key: "wrong").generate("Hi")
            }
            #expect(error?.code == .authentication)
            let answer = try await provider.model(at: server, key: "right").generate("Hi")
            #expect(answer.text == "Hi")
        }
    }

    @Test func nameWhatIsNotThere() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            for path in ["/v1/completions", "/v1/messages/count_tokens", "/model/m", "/v1beta/models/m:embed", "/"] {
                let answer = try await server.send(.POST, path, [:])
                #expect(answer.status == 404)
                #expect(answer.json?["error"]?["message"]?.stringValue?.contains("Invalid URL") == true)
            }
            let answer = try await server.send(.GET, "/v1/messages")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == ["POST"])
            #expect(answer.json?["type"] == "error")
        }
    }

    @Test func nameWhatIsWrongWithARequest() async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            let unnamed = try await server.send(.POST, "/v1/chat/completions", ["messages": []])
            #expect(unnamed.status == 400)
            #expect(unnamed.json?["error"]?["param"] == "model")
            let message = try await server.send(
                .POST, "/v1/messages", ["model": "m", "max_tokens": 9, "messages": [["role": "user", "content": 1]]])
            #expect(message.status == 400)
            #expect(message.json?["error"]?["type"] == "invalid_request_error")
            #expect(message.json?["error"]?["message"]?.stringValue?.contains("messages[0].content") == true)
        }
    }
}
