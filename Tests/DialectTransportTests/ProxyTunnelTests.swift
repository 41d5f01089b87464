import Dialect
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct ProxyTunnelTests {
    private static let secret = ProxyAuthorization.basic(username: "me", password: "s3cret")
    /// `me:s3cret` in base 64.
    private static let encodedSecret = "bWU6czNjcmV0"

    private static func configuration(
        _ proxy: TestProxy, authorization: ProxyAuthorization? = nil
    ) -> WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        configuration.security = trusting()
        configuration.proxy = .http(host: "127.0.0.1", port: proxy.port, authorization: authorization)
        return configuration
    }

    @Test(arguments: [false, true]) func aWebSocketGoesThroughATunnel(tls: Bool) async throws {
        let server = try await TestServer.start(tls: tls) {
            $0.upgrade($1)
        } frame: { connection, frame in
            if frame.opcode == 1 { connection.write(.text(frame.text)) }
        }
        let proxy = try await TestProxy.start()
        let connection = try await WebSocketConnection.connect(
            url: server.webSocket, headers: [("Authorization", "Bearer k")],
            configuration: Self.configuration(proxy, authorization: Self.secret))
        let exchange = try connection.beginExchange()
        exchange.send(Array("héllo".utf8))
        #expect(try await nextEvents(1, of: exchange) == ["héllo"])
        let head = try #require(proxy.requests.first)
        #expect(proxy.requests.count == 1)
        #expect(head.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n"))
        #expect(head.header("host") == "localhost:\(server.port)")
        #expect(head.header("proxy-authorization") == "Basic \(Self.encodedSecret)")
        #expect(head.header("authorization") == nil)
        await connection.close()
    }

    @Test(arguments: [
        ("407 Proxy Authentication Required", "demands other credentials (HTTP 407)", false),
        ("403 Forbidden", "does not allow a tunnel to that server (HTTP 403)", false),
        ("502 Bad Gateway", "refused to open a tunnel (HTTP 502)", true),
        ("301 Moved", "refused to open a tunnel (HTTP 301)", false),
    ]) func aRefusalSaysWhy(status: String, words: String, isRetryable: Bool) async throws {
        let proxy = try await TestProxy.start(
            refusal: "HTTP/1.1 \(status)\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 5\r\n\r\nsorry")
        let error = try await failure {
            try await WebSocketConnection.connect(
                url: "wss://api.example:443/v1?key=hidden", headers: [("Authorization", "Bearer hidden")],
                configuration: Self.configuration(proxy, authorization: Self.secret))
        }
        #expect(error.code == .connection)
        #expect(error.message == "No connection to api.example:443: the proxy 127.0.0.1:\(proxy.port) \(words).")
        #expect(error.httpStatus == Int(status.prefix(3)))
        #expect(error.isRetryable == isRetryable)
        #expect(error.replaySafety == .safe)
        let failure = try #require(error.underlying as? WebSocketHandshakeFailure)
        #expect(failure.kind == .proxyRefused)
        #expect(failure.status == Int(status.prefix(3)))
        #expect(failure.headers["proxy-authenticate"] == "Basic realm=\"x\"")
        var shown = ""
        dump(error, to: &shown)
        for text in ["\(error)", "\(failure)", "\(String(reflecting: error))", shown] {
            #expect(!text.contains("s3cret") && !text.contains(Self.encodedSecret) && !text.contains("hidden"))
        }
    }

    @Test(arguments: ["", "SSH-2.0-OpenSSH\r\n\r\n"]) func whatIsNoProxyIsARefusal(answer: String) async throws {
        let proxy = try await TestProxy.start(refusal: answer)
        let error = try await failure {
            try await WebSocketConnection.connect(
                url: "wss://api.example/", configuration: Self.configuration(proxy))
        }
        #expect(error.code == .connection)
        #expect(error.message.contains("api.example:443: the proxy 127.0.0.1:\(proxy.port)"))
        let failure = try #require(error.underlying as? WebSocketHandshakeFailure)
        #expect(failure.kind == .proxyRefused && failure.status == nil)
    }

    @Test func aProxyThatIsNotThereIsUnreachable() async throws {
        let port = closedPort
        var configuration = WebSocketConfiguration()
        configuration.proxy = .http(host: "127.0.0.1", port: port, authorization: Self.secret)
        let error = try await failure {
            try await WebSocketConnection.connect(url: "wss://api.example/", configuration: configuration)
        }
        #expect(error.message.contains("The proxy cannot be reached. No connection to 127.0.0.1:\(port)"))
        #expect((error.underlying as? WebSocketHandshakeFailure)?.kind == .unreachable)
    }

    @Test func aProxyThatNeverAnswersIsGivenUp() async throws {
        let proxy = try await TestServer.start()
        var configuration = WebSocketConfiguration()
        configuration.proxy = .http(host: "127.0.0.1", port: proxy.port)
        configuration.connectTimeout = .milliseconds(50)
        let error = try await failure {
            try await WebSocketConnection.connect(url: "wss://api.example/", configuration: configuration)
        }
        #expect(error.code == .timeout)
        #expect((error.underlying as? WebSocketHandshakeFailure)?.kind == .timedOut)
        try await proxy.clientClosed()
    }

    @Test func aServerInTheTunnelThatIsNotTrustedIsSaidSo() async throws {
        let server = try await TestServer.start(tls: true)
        let proxy = try await TestProxy.start()
        var configuration = Self.configuration(proxy)
        configuration.security = .system
        let error = try await failure {
            try await WebSocketConnection.connect(url: server.webSocket, configuration: configuration)
        }
        #expect(error.message.contains("certificate of localhost is not trusted"))
        #expect((error.underlying as? WebSocketHandshakeFailure)?.kind == .tls)
    }

    // MARK: HTTP

    @Test func httpGoesThroughATunnelToo() async throws {
        let server = try await TestServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", tls: true)
        let proxy = try await TestProxy.start()
        let transport = HTTPTransport(
            security: trusting(), proxy: .http(host: "127.0.0.1", port: proxy.port, authorization: Self.secret))
        let body = try await transport.open(HTTPRequest(url: server.http))
        #expect(try await body.collect(upTo: 10) == Array("ok".utf8))
        let head = try #require(proxy.requests.first)
        #expect(head.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n"))
        #expect(head.header("proxy-authorization") == "Basic \(Self.encodedSecret)")
    }

    @Test func httpSaysThatAProxyRefused() async throws {
        for (status, words) in [("407 No", "demands other credentials"), ("502 No", "refused to open a tunnel")] {
            let proxy = try await TestProxy.start(refusal: "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
            let transport = HTTPTransport(
                proxy: .http(host: "127.0.0.1", port: proxy.port, authorization: Self.secret))
            let error = try await failure { try await transport.open(HTTPRequest(url: "https://api.example/")) }
            #expect(error.code == .connection && error.replaySafety == .safe)
            #expect(error.message.contains("No connection to api.example:443: the proxy \(words)"))
            var shown = "\(error)"
            dump(error, to: &shown)
            #expect(!shown.contains("s3cret") && !shown.contains(Self.encodedSecret))
        }
    }

    // MARK: Secrets

    @Test func aSettingDoesNotShowItsCredentials() {
        var configuration = WebSocketConfiguration()
        configuration.proxy = .http(host: "proxy.example", port: 3128, authorization: Self.secret)
        var shown = ""
        dump(configuration, to: &shown)
        shown += "\(configuration) \(configuration.proxy) \(String(reflecting: configuration.proxy))"
        dump(HTTPTransport(proxy: configuration.proxy), to: &shown)
        #expect(shown.contains("proxy.example"))
        #expect(!shown.contains("s3cret"))
    }
}
