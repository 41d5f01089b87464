import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import NIOConcurrencyHelpers
import Testing
import TestSupport

@Suite("Where there is no WebSocket", .throttled, .timeLimit(.minutes(10)))
struct FallbackTests {
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
        try await withHandshakes(refusedBy: { peer in
            dials.withLockedValue { $0 += 1 }
            try await peer.answer(404, body: "")
        }) { server in
            let model = Self.provider(server.baseURL).model("m")
            try await model.warmUp("One")
            #expect(try await model.generate("One").text == "Over HTTP.")
            #expect(dials.withLockedValue { $0 } == 1)
        }
    }

    @Test("the failure is remembered for a while", arguments: [404, 426, 503])
    func remembered(_ status: Int) async throws {
        let count = NIOLockedValueBox(0)
        try await withHandshakes(refusedBy: { peer in
            count.withLockedValue { $0 += 1 }
            try await peer.answer(status, body: "")
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
        try await withServer { peer in
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
        try await withHandshakes(refusedBy: { try await $0.untilClosed() }) { server in
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
