import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import NIOConcurrencyHelpers
import Testing
import TestSupport

@Suite("Where there is no WebSocket", .timeLimit(.minutes(5)))
struct FallbackTests {
    /// What a server does with a handshake.
    enum Refusal: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case notFound, upgradeRequired, serverError, ok, badUpgrade, notHTTP, closes

        var testDescription: String { rawValue }

        func answer(_ peer: ServerPeer) async throws {
            switch self {
            case .notFound:
                try await peer.answer(404, body: #"{"error":{"message":"Invalid URL (GET /v1/responses)"}}"#)
            case .upgradeRequired: try await peer.answer(426, body: "")
            case .serverError: try await peer.answer(500, type: "text/html", body: "<h1>Oops</h1>")
            case .ok: try await peer.answer(200, type: "text/html", body: "<h1>Welcome</h1>")
            case .badUpgrade:
                try await peer.write(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: AAAA\r\n\r\n")
            case .notHTTP: try await peer.write("SSH-2.0-server\r\n\r\n")
            case .closes: break
            }
        }
    }

    /// Serves server-sent events, and refuses handshakes as `refuse` does.
    private static func withServer(
        refuse: @escaping @Sendable (ServerPeer) async throws -> Void,
        _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        try await DialectOpenAITests.withServer { peer in
            while let request = try await peer.request() {
                if request.isUpgrade { return try await refuse(peer) }
                try await peer.answer(events: Wire.answer("resp_1", "Over HTTP."))
            }
        } _: { server in
            try await body(server)
        }
    }

    private static func provider(
        _ baseURL: String, timeouts: TransportTimeouts = TransportTimeouts(), security: TransportSecurity = .system,
        _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        var options = ResponsesWebSocketTransport.Options()
        adjust(&options)
        return OpenAIProvider(
            .init(
                endpoint: .openAI(apiKey: Secret.key, baseURL: baseURL), timeouts: timeouts, security: security)
        ).withWebSocket(options)
    }

    @Test("a warm-up does nothing, and spares the next request the attempt")
    func warmUpFallsBack() async throws {
        let dials = NIOLockedValueBox(0)
        try await Self.withServer(refuse: { peer in
            dials.withLockedValue { $0 += 1 }
            try await Refusal.notFound.answer(peer)
        }) { server in
            let model = Self.provider(server.baseURL).model("m")
            try await model.warmUp("One")
            #expect(try await model.generate("One").text == "Over HTTP.")
            #expect(dials.withLockedValue { $0 } == 1)
        }
    }

    @Test("a request goes over HTTP, and says so", arguments: Refusal.allCases)
    func fallsBack(_ refusal: Refusal) async throws {
        try await Self.withServer(refuse: refusal.answer) { server in
            let provider = Self.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            var collector = ResponseCollector()
            for part in parts { collector.append(part) }
            let response = try collector.response()
            #expect(response.text == "Over HTTP.")
            #expect(response.transport == "sse")
            #expect(response.warnings.map(\.kind) == [.transportFallback])
            #expect(response.warnings.map(\.subject) == ["websocket"])
            #expect(provider.statistics.fallbacks == 1)
            #expect(provider.statistics.connectionsOpened == 0)
        }
    }

    @Test("a request goes over HTTP when the handshake is not answered in time")
    func neverAnswered() async throws {
        try await Self.withServer(refuse: { try await $0.untilClosed() }) { server in
            let provider = Self.provider(server.baseURL, timeouts: TransportTimeouts(connect: .seconds(6)))
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Over HTTP.")
            #expect(response.warnings.map(\.kind) == [.transportFallback])
            #expect(response.warnings.first?.message.contains("`connect`") == true)
        }
    }

    @Test("the failure is remembered for a while")
    func remembered() async throws {
        let count = NIOLockedValueBox(0)
        try await Self.withServer(refuse: { peer in
            count.withLockedValue { $0 += 1 }
            try await peer.answer(404, body: "")
        }) { server in
            let provider = Self.provider(server.baseURL)
            for _ in 0..<3 {
                let response = try await provider.model("m").generate("One")
                #expect(response.warnings.map(\.kind) == [.transportFallback])
            }
            #expect(count.withLockedValue { $0 } == 1)
            #expect(provider.statistics.fallbacks == 3)
        }
    }

    @Test("it is tried again after that, and used once it works")
    func triedAgain() async throws {
        let count = NIOLockedValueBox(0)
        try await DialectOpenAITests.withServer { peer in
            while let request = try await peer.request() {
                guard request.isUpgrade else {
                    try await peer.answer(events: Wire.answer("resp_1", "Over HTTP."))
                    continue
                }
                let number = count.withLockedValue { count in
                    count += 1
                    return count
                }
                guard number > 2 else { return try await peer.answer(503, body: "") }
                try await peer.upgrade(request)
                while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Over a WebSocket.")) }
                return
            }
        } _: { server in
            let provider = Self.provider(server.baseURL) { $0.fallbackPeriod = .zero }
            var transports: [String?] = []
            for _ in 0..<4 { transports.append(try await provider.model("m").generate("One").transport) }
            #expect(transports == ["sse", "sse", "websocket", "websocket"])
            #expect(count.withLockedValue { $0 } == 3)
        }
    }

    @Test("the failure is shown to a caller who wants no other way", arguments: Refusal.allCases)
    func never(_ refusal: Refusal) async throws {
        try await Self.withServer(refuse: refusal.answer) { server in
            let provider = Self.provider(server.baseURL) { $0.fallback = .never }
            let error = try await failure { try await provider.model("m").generate("One") }
            let expected: [Refusal: LanguageModelError.Code] = [
                .notFound: .notFound, .upgradeRequired: .invalidRequest, .serverError: .server,
                .ok: .protocolViolation, .badUpgrade: .protocolViolation, .notHTTP: .protocolViolation,
                .closes: .connection,
            ]
            #expect(error.code == expected[refusal])
            #expect(error.message.contains("WebSocket") || error.message.contains("127.0.0.1"))
            #expect(error.replaySafety == .safe)
            #expect(error.provider == "openai")
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    @Test(
        "a refusal that concerns the caller is shown",
        arguments: [
            (401, LanguageModelError.Code.authentication), (403, .permissionDenied), (429, .rateLimited),
        ])
    func concernsCaller(_ status: Int, _ code: LanguageModelError.Code) async throws {
        try await Self.withServer(refuse: { peer in
            try await peer.answer(
                status, headers: ["X-Request-ID: req_7", "Retry-After: 3"],
                body: #"{"error":{"message":"Not you.","type":"invalid_request_error"}}"#)
        }) { server in
            let provider = Self.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == code)
            #expect(error.httpStatus == status)
            #expect(error.message.contains("Not you."))
            #expect(error.requestID == "req_7")
            #expect(error.retryAfter == .seconds(3))
            #expect(error.replaySafety == .safe)
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    @Test("a server that is not trusted gets no request at all")
    func untrusted() async throws {
        try await Self.withTLS { simulator in
            let provider = Self.provider(simulator.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(!error.isRetryable)
            #expect(error.message.contains("not trusted"))
            #expect(error.message.contains("additionalTrustRoots"))
            #expect(provider.statistics.fallbacks == 0)
            #expect(simulator.statistics.requests == 0)
        }
    }

    @Test("a trust root of one's own serves both transports", arguments: Transport.allCases)
    func customTrustRoot(_ transport: Transport) async throws {
        try await Self.withTLS { simulator in
            let security = TransportSecurity(additionalTrustRoots: [TestCertificate.certificate])
            let provider = transport.provider(simulator.baseURL, security: security)
            for _ in 0..<2 {
                let response = try await provider.model("m").generate("Hello")
                #expect(response.text == "Hello")
            }
            #expect(simulator.statistics.webSocketConnections == (transport == .sse ? 0 : 1))
        }
    }

    @Test("a deadline that passes in the handshake is the caller's, and not remembered")
    func deadline() async throws {
        try await Self.withServer(refuse: { try await $0.untilClosed() }) { server in
            let provider = Self.provider(server.baseURL)
            for _ in 0..<2 {
                var request = ModelRequest("One")
                request.deadline = .now + .milliseconds(300)
                let error = try await failure { try await provider.model("m").generate(request) }
                #expect(error.code == .timeout)
                #expect(error.message.contains("deadline"))
            }
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    private static func withTLS(_ body: (ResponsesServer) async throws -> Void) async throws {
        let configuration = ResponsesServer.Configuration(
            tls: .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key))
        try await withSimulator(ScriptedModel.echo(), configuration: configuration, body)
    }
}
