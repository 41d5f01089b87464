import Dialect
import DialectOpenAI
import DialectTransport
import Testing
import TestSupport

@Suite("A proxy on the way to the server", .throttled, .timeLimit(.minutes(10)))
struct ProxyTests {
    /// A host that no name server knows: whoever reaches it went through the proxy.
    private static let host = "responses.invalid"

    private static func provider(
        _ proxy: ScriptedServer, authorization: ProxyAuthorization? = nil,
        timeouts: TransportTimeouts = TransportTimeouts(),
        fallback: ResponsesWebSocketTransport.Options.Fallback = .automatic
    ) -> OpenAIProvider {
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = fallback
        options.pingInterval = nil
        return OpenAIProvider(
            .init(
                endpoint: .openAI(apiKey: Secret.key, baseURL: "http://\(host):8080/v1"), timeouts: timeouts,
                proxy: .http(host: "127.0.0.1", port: proxy.port, authorization: authorization))
        ).withWebSocket(options)
    }

    @Test("opens a tunnel for the WebSocket and keeps it", arguments: [false, true])
    func edge47Tunnel(_ isAuthorized: Bool) async throws {
        let requests = Reports<ServerRequest>()
        try await withServer { peer in
            guard let connect = try await peer.request() else { return }
            requests.report(connect)
            try await peer.write("HTTP/1.1 200 Connection established\r\n\r\n")
            guard let handshake = try await peer.request() else { return }
            requests.report(handshake)
            try await peer.upgrade(handshake)
            while let request = try await peer.message() {
                try await peer.send(Wire.echo(request, Wire.answer("r", request.lastText ?? "")))
            }
        } _: { proxy in
            let provider = Self.provider(
                proxy, authorization: isAuthorized ? .basic(username: "user", password: "secret") : nil,
                fallback: .never)
            for text in ["One", "Two"] {
                let response = try await provider.model("m").generate(ModelRequest(text))
                #expect(response.text == text)
                #expect(response.transport == "websocket")
            }
            let connect = try await requests.next()
            #expect(connect.method == "CONNECT")
            #expect(connect.path == "\(Self.host):8080")
            #expect(connect.headers["proxy-authorization"] == (isAuthorized ? "Basic dXNlcjpzZWNyZXQ=" : nil))
            // The proxy gets no key, and the server no password.
            #expect(connect.headers["authorization"] == nil)
            let handshake = try await requests.next()
            #expect(handshake.isUpgrade)
            #expect(handshake.path == "/v1/responses")
            #expect(handshake.headers["authorization"] == "Bearer \(Secret.key)")
            #expect(handshake.headers["proxy-authorization"] == nil)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    /// What a proxy does that lets no WebSocket pass.
    enum Obstacle: String, CaseIterable, Sendable, CustomTestStringConvertible {
        /// It opens no tunnel.
        case refusesTunnel, forbidsTunnel, breaksTunnel, closesTunnel
        /// It opens one and looks into it.
        case stripsUpgrade, blocksUpgrade, answersItself, dropsUpgrade

        var testDescription: String { rawValue }

        func meet(_ request: ServerRequest, _ peer: ServerPeer) async throws {
            #expect(request.method == "CONNECT")
            switch self {
            case .refusesTunnel: return try await peer.answer(405, body: "")
            case .forbidsTunnel: return try await peer.answer(403, type: "text/html", body: "<h1>Blocked</h1>")
            case .breaksTunnel: return try await peer.answer(502, body: "")
            case .closesTunnel: return
            case .stripsUpgrade, .blocksUpgrade, .answersItself, .dropsUpgrade: break
            }
            try await peer.write("HTTP/1.1 200 Connection established\r\n\r\n")
            guard try await peer.request() != nil else { return }
            switch self {
            case .stripsUpgrade: try await peer.answer(426, body: "")
            case .blocksUpgrade: try await peer.answer(400, type: "text/html", body: "<h1>Bad request</h1>")
            case .answersItself: try await peer.answer(200, type: "text/html", body: "<h1>Sign in</h1>")
            default: break
            }
        }
    }

    /// Lets no WebSocket pass, and then tunnels that carry plain HTTP.
    private static func withObstacle(_ obstacle: Obstacle, _ body: (ScriptedServer) async throws -> Void) async throws {
        try await withServer { peer in
            guard let connect = try await peer.request() else { return }
            guard peer.index > 0 else { return try await obstacle.meet(connect, peer) }
            try await peer.write("HTTP/1.1 200 Connection established\r\n\r\n")
            while let request = try await peer.request() {
                #expect(request.method == "POST")
                #expect(request.path == "/v1/responses")
                try await peer.answer(events: Wire.answer("r", "Over HTTP."))
            }
        } _: { proxy in
            try await body(proxy)
        }
    }

    @Test("that lets no WebSocket pass has requests go over HTTP", arguments: Obstacle.allCases)
    func edge47FallsBack(_ obstacle: Obstacle) async throws {
        try await Self.withObstacle(obstacle) { proxy in
            let provider = Self.provider(proxy)
            for _ in 0..<2 {
                let response = try await provider.model("m").generate("One")
                #expect(response.text == "Over HTTP.")
                #expect(response.transport == "sse")
                #expect(response.warnings.map(\.kind) == [.transportFallback])
            }
            #expect(provider.statistics.fallbacks == 2)
            #expect(provider.statistics.connectionsOpened == 0)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("is named to a caller who wants no other way", arguments: Obstacle.allCases)
    func edge47Never(_ obstacle: Obstacle) async throws {
        try await Self.withObstacle(obstacle) { proxy in
            let provider = Self.provider(proxy, fallback: .never)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.replaySafety == .safe)
            switch obstacle {
            case .refusesTunnel, .forbidsTunnel, .breaksTunnel, .closesTunnel:
                #expect(error.message.contains("proxy"))
            default: #expect(error.message.contains("WebSocket") || error.message.contains(Self.host))
            }
            #expect(provider.statistics.fallbacks == 0)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("that demands credentials is shown to the caller, as it would refuse HTTP too")
    func edge47Unauthorized() async throws {
        try await withServer { peer in
            while try await peer.request() != nil {
                try await peer.answer(407, headers: ["Proxy-Authenticate: Basic realm=\"p\""], body: "")
            }
        } _: { proxy in
            let provider = Self.provider(proxy)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.message.contains("407"))
            #expect(provider.statistics.connectionsOpened == 0)
        }
    }
}
