import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import DialectWire
import Testing
import TestSupport

@Suite("A request that cannot succeed", .throttled, .timeLimit(.minutes(10)))
struct BadInputTests {
    /// Checks what holds for every error: it names its provider and model, and no secret.
    private static func check(
        _ error: LanguageModelError, _ code: LanguageModelError.Code, saying words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(error.code == code, sourceLocation: sourceLocation)
        for word in words {
            #expect(error.message.contains(word), sourceLocation: sourceLocation)
        }
        #expect(error.provider == "openai", sourceLocation: sourceLocation)
        #expect(error.model == "test-model", sourceLocation: sourceLocation)
        var dumped = ""
        dump(error, to: &dumped)
        for text in ["\(error)", String(reflecting: error), dumped] {
            #expect(!text.contains(Secret.key), sourceLocation: sourceLocation)
        }
    }

    // MARK: Where to

    @Test("tells that the key is wrong", arguments: Transport.allCases)
    func wrongKey(_ transport: Transport) async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "sk-right")
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            let error = try await failure { try await transport.model(simulator.baseURL).generate("One") }
            Self.check(error, .authentication, saying: "API key")
            #expect(error.httpStatus == 401)
            #expect(error.replaySafety == .safe)
            #expect(!error.isRetryable)
            #expect(simulator.statistics.requests == 0)
        }
    }

    @Test("tells that the key is missing", arguments: Transport.allCases)
    func noKey(_ transport: Transport) async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "sk-right")
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            let provider = OpenAIProvider(.init(endpoint: ResponsesEndpoint(baseURL: simulator.baseURL)))
            let used = transport == .sse ? provider : provider.withWebSocket()
            let error = try await failure { try await used.model("test-model").generate("One") }
            Self.check(error, .authentication, saying: "didn't provide an API key")
        }
    }

    @Test(
        "tells that the URL is none", arguments: Transport.allCases,
        [
            "", "localhost:1", "ftp://localhost/v1", "https://", "http:///v1", "not a url",
            "https://user:sk-very-secret-4711@/v1",
        ])
    func wrongURL(_ transport: Transport, _ url: String) async throws {
        let error = try await failure { try await transport.model(url).generate("One") }
        Self.check(error, .invalidRequest, saying: "URL")
        #expect(!error.isRetryable)
    }

    @Test("tells that the path is wrong", arguments: Transport.allCases)
    func wrongPath(_ transport: Transport) async throws {
        try await withServer { peer in
            while try await peer.request() != nil {
                try await peer.answer(
                    404,
                    body: #"{"error":{"message":"Invalid URL (POST /v1/responses)","type":"invalid_request_error"}}"#)
            }
        } _: { server in
            let error = try await failure { try await transport.model(server.baseURL).generate("One") }
            Self.check(error, .notFound, saying: "Invalid URL")
            #expect(error.httpStatus == 404)
        }
    }

    @Test("tells that nobody listens", arguments: Transport.allCases)
    func noServer(_ transport: Transport) async throws {
        // The port was free a moment ago.
        let url = try await withServer(serve: { _ in }) { server in server.baseURL }
        let error = try await failure { try await transport.model(url).generate("One") }
        Self.check(error, .connection, saying: "127.0.0.1", "refused")
        #expect(error.isRetryable)
        #expect(error.replaySafety == .safe)
    }

    @Test("tells that the host is unknown", arguments: Transport.allCases)
    func unknownHost(_ transport: Transport) async throws {
        let error = try await failure { try await transport.model("http://host.invalid/v1").generate("One") }
        Self.check(error, .connection, saying: "host.invalid")
        #expect(error.replaySafety == .safe)
    }

    @Test("tells that the certificate is not trusted", arguments: Transport.allCases)
    func untrusted(_ transport: Transport) async throws {
        try await withServer(tls: true) {
            try await $0.untilClosed()
        } _: { server in
            let error = try await failure { try await transport.model(server.baseURL).generate("One") }
            Self.check(error, .connection, saying: "not trusted", "additionalTrustRoots")
            #expect(!error.isRetryable)
        }
    }

    @Test("tells that the server does not speak TLS", arguments: Transport.allCases)
    func noTLS(_ transport: Transport) async throws {
        try await withServer { peer in
            try await peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            try await peer.untilClosed()
        } _: { server in
            let url = "https://127.0.0.1:\(server.port)/v1"
            let error = try await failure { try await transport.model(url).generate("One") }
            Self.check(error, .connection, saying: "TLS")
        }
    }

    @Test("tells that a trust root is no certificate", arguments: Transport.allCases)
    func badTrustRoot(_ transport: Transport) async throws {
        let provider = transport.provider(
            "https://127.0.0.1:1/v1", security: TransportSecurity(additionalTrustRoots: ["no PEM"]))
        let error = try await failure { try await provider.model("test-model").generate("One") }
        Self.check(error, .misuse, saying: "trust root")
    }

    // MARK: What is asked

    @Test("tells that the model is unknown", arguments: Transport.allCases)
    func unknownModel(_ transport: Transport) async throws {
        let refusal = LanguageModelError(
            .notFound, "The model 'test-model' does not exist.", httpStatus: 404,
            details: .init(type: "invalid_request_error", code: "model_not_found", parameter: "model"))
        try await withSimulator(ScriptedModel { _ in throw refusal }) { simulator in
            let error = try await failure { try await transport.model(simulator.baseURL).generate("One") }
            Self.check(error, .notFound, saying: "test-model")
            #expect(error.details.code == "model_not_found")
            #expect(error.details.parameter == "model")
            #expect(error.httpStatus == 404)
        }
    }

    @Test("tells that the prompt is too long", arguments: Transport.allCases)
    func tooLong(_ transport: Transport) async throws {
        let refusal = LanguageModelError(
            .contextLengthExceeded,
            "This model's maximum context length is 1000 tokens. However, your messages resulted in 1234 tokens.")
        try await withSimulator(ScriptedModel { _ in throw refusal }) { simulator in
            let error = try await failure { try await transport.model(simulator.baseURL).generate("One") }
            Self.check(error, .contextLengthExceeded, saying: "1000 tokens")
            #expect(error.details.maximumTokens == 1000)
            #expect(error.details.usedTokens == 1234)
        }
    }

    struct Defect: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the error's message must hold.
        let word: String
        let make: @Sendable (inout ModelRequest) -> Void

        init(_ name: String, word: String, _ make: @escaping @Sendable (inout ModelRequest) -> Void) {
            testDescription = name
            self.word = word
            self.make = make
        }
    }

    @Test(
        "is not even sent when it has no sense", arguments: Transport.allCases,
        [
            Defect("no message", word: "prompt") { $0.messages = [] },
            Defect("empty message", word: "prompt") { $0.messages = [.user("")] },
            Defect("tool schema", word: "\"weather\"") {
                $0.tools = [.function(FunctionTool(name: "weather", inputSchema: "a string"))]
            },
            Defect("output schema", word: "\"answer\"") {
                $0.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: [1]))
            },
            Defect("option's type", word: "options") { $0.providerOptions[raw: "openai"] = ["maxToolCalls": "many"] },
            Defect("options' type", word: "options") { $0.providerOptions[raw: "openai"] = "fast" },
        ])
    func senseless(_ transport: Transport, _ defect: Defect) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            var request = ModelRequest("One")
            defect.make(&request)
            let error = try await failure { try await transport.model(simulator.baseURL).generate(request) }
            Self.check(error, .invalidRequest, saying: defect.word)
            #expect(error.replaySafety == .safe)
            #expect(simulator.statistics.connections == 0)
        }
    }

    @Test("tells that the model has no name", arguments: Transport.allCases)
    func namelessModel(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let error = try await failure {
                try await transport.provider(simulator.baseURL).model("").generate("One")
            }
            #expect(error.code == .invalidRequest)
            #expect(error.message.contains("name of the model"))
            #expect(simulator.statistics.connections == 0)
        }
    }

    // MARK: When

    @Test("is not sent after its deadline", arguments: Transport.allCases)
    func deadlinePassed(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            var request = ModelRequest("One")
            request.deadline = .now - .seconds(1)
            let error = try await failure { try await transport.model(simulator.baseURL).generate(request) }
            Self.check(error, .timeout, saying: "deadline")
            #expect(error.replaySafety == .safe)
            #expect(simulator.statistics.connections == 0)
        }
    }

    @Test("is given up at its deadline", arguments: Transport.allCases)
    func deadlineInStream(_ transport: Transport) async throws {
        // On a machine that is busy with other tests the first deadlines may pass before anything arrives.
        for seconds in [1, 4, 16, 60] {
            let silent = SilentModel(says: "So")
            let (parts, thrown) = try await withSimulator(silent) { simulator in
                var request = ModelRequest("One")
                request.deadline = .now + .seconds(seconds)
                let outcome = await transport.model(simulator.baseURL).stream(request).outcome()
                if !outcome.parts.isEmpty { try await silent.cancelled.next() }
                return outcome
            }
            let error = try #require(thrown as? LanguageModelError)
            Self.check(error, .timeout, saying: "deadline")
            guard parts.contains(.textDelta(id: "0", text: "So")) else { continue }
            #expect(error.replaySafety == .unsafe)
            return
        }
        Issue.record("Nothing arrived before any of the deadlines.")
    }

    @Test(
        "is given up when the server is silent for too long", arguments: Transport.allCases,
        ["firstEvent", "betweenEvents", "total"])
    func timeouts(_ transport: Transport, _ name: String) async throws {
        let mustArrive = name != "firstEvent"
        // On a machine that is busy with other tests the first time-outs may pass before anything arrives.
        for factor in [1, 5, 25] {
            let silent = SilentModel(says: mustArrive ? "So" : nil)
            var timeouts = TransportTimeouts()
            switch name {
            case "firstEvent": timeouts.firstEvent = .seconds(factor)
            case "betweenEvents": timeouts.betweenEvents = .seconds(factor)
            default: timeouts.total = .seconds(2 * factor)
            }
            let (parts, thrown) = try await withSimulator(silent) { simulator in
                let provider = transport.provider(simulator.baseURL, timeouts: timeouts)
                let outcome = await provider.model("test-model").stream("One").outcome()
                // On a busy machine the model may never have been asked; whatever was begun ends.
                while simulator.statistics.responsesInFlight > 0 { await Task.yield() }
                return outcome
            }
            let error = try #require(thrown as? LanguageModelError)
            Self.check(error, .timeout, saying: "`\(name)`")
            #expect(error.isRetryable)
            guard !mustArrive || parts.contains(.textDelta(id: "0", text: "So")) else { continue }
            #expect(error.replaySafety == (mustArrive ? .unsafe : .unknown))
            return
        }
        Issue.record("Nothing arrived before any of the time-outs.")
    }

    // MARK: Twice

    @Test("is not sent twice by one stream", arguments: Transport.allCases)
    func iteratedTwice(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let stream = transport.model(simulator.baseURL).stream("One")
            let response = try await stream.collect()
            #expect(response.text == "One")
            let error = try await failure { try await stream.collect() }
            #expect(error.code == .misuse)
            #expect(simulator.statistics.requests == 1)
        }
    }

    @Test("shows no key of its provider", arguments: Transport.allCases)
    func descriptions(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let provider = transport.provider(simulator.baseURL)
            let model = provider.model("test-model")
            // With a connection that is kept.
            _ = try await model.generate("One")
            let subjects: [Any] = [
                provider, model, provider.configuration, provider.configuration.endpoint, provider.wsTransport as Any,
            ]
            for subject in subjects {
                var dumped = ""
                dump(subject, to: &dumped)
                for text in ["\(subject)", String(reflecting: subject), dumped] {
                    #expect(!text.contains(Secret.key))
                }
            }
        }
    }
}
