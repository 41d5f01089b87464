import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import NIOConcurrencyHelpers
import Testing
import TestSupport

@Suite("A handshake that does not lead to a WebSocket", .throttled, .timeLimit(.minutes(10)))
struct HandshakeEdgeCases {
    /// What a server does with a handshake.
    enum Refusal: String, Sendable, CaseIterable, CustomTestStringConvertible {
        case notFound, upgradeRequired, serverError
        case ok, badUpgrade, notHTTP, closes

        static let refused: [Self] = [.notFound, .upgradeRequired, .serverError]
        static let misunderstood: [Self] = [.ok, .badUpgrade, .notHTTP, .closes]

        var testDescription: String { rawValue }

        var code: LanguageModelError.Code {
            switch self {
            case .notFound: .notFound
            case .upgradeRequired: .invalidRequest
            case .serverError: .server
            case .ok, .badUpgrade, .notHTTP: .protocolViolation
            case .closes: .connection
            }
        }

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

    private static func provider(
        _ baseURL: String, timeouts: TransportTimeouts = TransportTimeouts(),
        fallback: ResponsesWebSocketTransport.Options.Fallback = .automatic
    ) -> OpenAIProvider {
        LaneUse.lanes.provider(baseURL, timeouts: timeouts) { $0.fallback = fallback }
    }

    /// The request goes over HTTP and says so.
    private static func expectFallback(_ provider: OpenAIProvider) async throws {
        let response = try await provider.model("m").generate("One")
        #expect(response.text == "Over HTTP.")
        #expect(response.transport == "sse")
        #expect(response.warnings.map(\.kind) == [.transportFallback])
        #expect(response.warnings.map(\.subject) == ["websocket"])
        #expect(provider.statistics.fallbacks == 1)
        #expect(provider.statistics.connectionsOpened == 0)
    }

    /// The request fails in a way that lets the caller try again.
    private static func expectFailure(_ refusal: Refusal, _ provider: OpenAIProvider) async throws {
        let error = try await failure { try await provider.model("m").generate("One") }
        #expect(error.code == refusal.code)
        #expect(error.message.contains("WebSocket") || error.message.contains("127.0.0.1"))
        #expect(error.replaySafety == .safe)
        #expect(error.provider == "openai")
        #expect(provider.statistics.fallbacks == 0)
    }

    // MARK: 1 · Refused

    @Test("1: refused with a status that concerns WebSocket, leads to HTTP", arguments: Refusal.refused)
    func edge01_refused(_ refusal: Refusal) async throws {
        try await withHandshakes(refusedBy: refusal.answer) { server in
            try await Self.expectFallback(Self.provider(server.baseURL))
        }
    }

    @Test("1: refused, is shown to a caller who wants no other way", arguments: Refusal.refused)
    func edge01_refusedForGood(_ refusal: Refusal) async throws {
        try await withHandshakes(refusedBy: refusal.answer) { server in
            try await Self.expectFailure(refusal, Self.provider(server.baseURL, fallback: .never))
        }
    }

    @Test(
        "1: refused with a status that concerns the caller, is shown, and the next is made",
        arguments: [
            (401, LanguageModelError.Code.authentication), (403, .permissionDenied), (429, .rateLimited),
        ], [true, false])
    func edge01_concernsCaller(
        _ refusal: (status: Int, code: LanguageModelError.Code), _ isJSON: Bool
    ) async throws {
        try await withServer { peer in
            guard let request = try await peer.request() else { return }
            guard peer.index > 0 else {
                return try await peer.answer(
                    refusal.status, type: isJSON ? "application/json" : "text/html",
                    headers: ["X-Request-ID: req_7", "Retry-After: 3"],
                    body: isJSON
                        ? #"{"error":{"message":"Not you.","type":"invalid_request_error"}}"# : "<h1>Not you.</h1>")
            }
            try await peer.upgrade(request)
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
        } _: { server in
            let provider = Self.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == refusal.code)
            #expect(error.httpStatus == refusal.status)
            #expect(error.message.contains("Not you."))
            #expect(error.requestID == "req_7")
            #expect(error.retryAfter == .seconds(3))
            #expect(error.replaySafety == .safe)
            #expect(error.rawBody?.contains("Not you.") == true)
            #expect(provider.statistics.connectionsOpened == 0)
            let next = try await provider.model("m").generate("One")
            #expect(next.transport == "websocket")
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    @Test("1: redirected to another origin, is not made there")
    func edge01_redirected() async throws {
        let strangers = NIOLockedValueBox(0)
        try await withServer { peer in
            strangers.withLockedValue { $0 += 1 }
            try await peer.untilClosed()
        } _: { stranger in
            try await withHandshakes(refusedBy: { peer in
                let location = "Location: \(stranger.baseURL)/responses?key=\(Secret.key)"
                try await peer.answer(307, headers: [location], body: "")
            }) { server in
                try await Self.expectFallback(Self.provider(server.baseURL))
                let strict = Self.provider(server.baseURL, fallback: .never)
                let error = try await failure { try await strict.model("m").generate("One") }
                #expect(error.code == .protocolViolation)
                #expect(error.httpStatus == 307)
                #expect(error.message.contains("127.0.0.1:\(stranger.port)"))
                #expect(!"\(error)".contains(Secret.key))
                #expect(error.replaySafety == .safe)
            }
            #expect(strangers.withLockedValue { $0 } == 0)
        }
    }

    @Test("1: accepted, but closed at once for a policy, leads to HTTP", arguments: [true, false], LaneUse.allCases)
    func edge01_closedForPolicy(_ isTogether: Bool, _ lanes: LaneUse) async throws {
        let closing = TestFrame.close(1008, "No WebSockets.")
        try await withServer { peer in
            while let request = try await peer.request() {
                guard request.isUpgrade else {
                    try await peer.answer(events: Wire.answer("resp_1", "Over HTTP."))
                    continue
                }
                try await peer.upgrade(request, andThen: isTogether ? closing : nil)
                if !isTogether { try await peer.write(closing.bytes) }
                return try await peer.untilClosed()
            }
        } _: { server in
            let provider = lanes.provider(server.baseURL) { $0.fallback = .automatic }
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Over HTTP.")
            #expect(response.warnings.map(\.kind) == [.transportFallback])
            #expect(response.warnings.first?.message.contains("1008") == true)
            #expect(provider.statistics.fallbacks == 1)
            let strict = lanes.provider(server.baseURL)
            let error = try await failure { try await strict.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("No WebSockets."))
            // It is tried once more, and not for ever.
            #expect(strict.statistics.connectionsOpened <= 2)
        }
    }

    // MARK: 2 · Answered with something else

    @Test("2: answered with something else, leads to HTTP", arguments: Refusal.misunderstood)
    func edge02_misunderstood(_ refusal: Refusal) async throws {
        try await withHandshakes(refusedBy: refusal.answer) { server in
            try await Self.expectFallback(Self.provider(server.baseURL))
        }
    }

    @Test(
        "2: answered with something else, is shown to a caller who wants no other way", arguments: Refusal.misunderstood
    )
    func edge02_misunderstoodForGood(_ refusal: Refusal) async throws {
        try await withHandshakes(refusedBy: refusal.answer) { server in
            try await Self.expectFailure(refusal, Self.provider(server.baseURL, fallback: .never))
        }
    }

    // MARK: 3 · Never answered

    @Test("3: never answered, leads to HTTP after the time-out")
    func edge03_neverAnswered() async throws {
        try await withHandshakes(refusedBy: { try await $0.untilClosed() }) { server in
            let provider = Self.provider(server.baseURL, timeouts: TransportTimeouts(connect: .seconds(6)))
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Over HTTP.")
            #expect(response.warnings.map(\.kind) == [.transportFallback])
            #expect(response.warnings.first?.message.contains("`connect`") == true)
            #expect(provider.statistics.fallbacks == 1)
        }
    }

    @Test("3: never answered, is shown after the time-out, and its socket closed")
    func edge03_neverAnsweredForGood() async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.untilClosed()
            closed.report()
        } _: { server in
            let timeouts = TransportTimeouts(connect: .milliseconds(500))
            let provider = Self.provider(server.baseURL, timeouts: timeouts, fallback: .never)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .timeout)
            #expect(error.message.contains("`connect`"))
            #expect(error.replaySafety == .safe)
            #expect(error.isRetryable)
            #expect(provider.statistics.connectionsOpen == 0)
            try await closed.next()
        }
    }

    // MARK: 4 · Not trusted

    @Test("4: a server that is not trusted gets no request at all, not over HTTP either")
    func edge04_untrusted() async throws {
        let configuration = ResponsesServer.Configuration(
            tls: .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key))
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
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
}
