import Dialect
import NIOCore
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct WebSocketHandshakeTests {
    private func failed(_ server: TestServer) async throws -> (LanguageModelError, WebSocketHandshakeFailure) {
        let error = try await failure { try await WebSocketConnection.connect(url: server.webSocket) }
        #expect(error.replaySafety == .safe)
        return (error, try #require(error.underlying as? WebSocketHandshakeFailure))
    }

    @Test(arguments: [
        ("401 Unauthorized", LanguageModelError.Code.authentication), ("403 Forbidden", .permissionDenied),
        ("404 Not Found", .notFound), ("426 Upgrade Required", .invalidRequest), ("429 Slow", .rateLimited),
        ("500 Oh", .server), ("200 OK", .protocolViolation), ("302 Found", .protocolViolation),
    ]) func aRefusalIsKeptWhole(status: String, code: LanguageModelError.Code) async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 \(status)\r\nX-Request-Id: r1\r\nRetry-After: 2\r\nLocation: ws://localhost:1/\r\n",
            "Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"error\"", ":\"sorry\"}")
        let (error, failure) = try await failed(server)
        #expect(error.code == code)
        #expect(error.httpStatus == Int(status.prefix(3)))
        #expect(error.requestID == "r1")
        #expect(error.rawBody == "{\"error\":\"sorry\"}")
        #expect(error.message.contains("HTTP \(status.prefix(3))"))
        #expect(failure.kind == .rejected)
        #expect(failure.status == Int(status.prefix(3)))
        #expect(failure.headers["retry-after"] == "2")
        #expect(failure.body == "{\"error\":\"sorry\"}")
        try await server.clientClosed()
    }

    @Test(arguments: [
        ("wss://elsewhere.example:8443/v1?key=hidden", "to wss://elsewhere.example:8443 "),
        ("https://me:hidden@elsewhere.example/hidden", "to https://elsewhere.example "),
        ("/hidden?key=hidden", "within its own origin "), ("", "within its own origin "),
    ]) func aRedirectNamesTheTargetsOriginOnly(location: String, words: String) async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: \(location)\r\nContent-Length: 6\r\n\r\nhidden")
        let (error, failure) = try await failed(server)
        #expect(error.code == .protocolViolation)
        #expect(error.httpStatus == 307 && failure.status == 307)
        #expect(error.message.contains("localhost:\(server.port) redirects the WebSocket handshake \(words)"))
        #expect(error.message.contains("not followed"))
        #expect(!error.message.contains("hidden"))
    }

    @Test func aPageWithoutLengthIsKeptUpToItsLimit() async throws {
        let page = "<html>" + String(repeating: "x", count: 100_000)
        let server = try await TestServer.answering("HTTP/1.1 502 Bad\r\n\r\n", page, thenClose: true)
        let (error, failure) = try await failed(server)
        #expect(error.code == .server)
        #expect(failure.body == page.prefix(65_536))
    }

    @Test(arguments: [
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: bm9uc2Vuc2U=\r\n",
        "Upgrade: websocket\r\nConnection: Upgrade\r\n",
        "Upgrade: h2c\r\nConnection: Upgrade\r\n",
        "Connection: keep-alive\r\n",
    ]) func anUpgradeThatIsWrongIsRefused(headers: String) async throws {
        let server = try await TestServer.answering("HTTP/1.1 101 Switching Protocols\r\n\(headers)\r\n")
        let (error, failure) = try await failed(server)
        #expect(error.code == .protocolViolation)
        #expect(failure.kind == .protocolViolation)
        try await server.clientClosed()
    }

    @Test func anAnswerThatIsNotHTTPIsAViolation() async throws {
        let (error, failure) = try await failed(try await TestServer.answering("+OK hello\r\n\r\n"))
        #expect(error.code == .protocolViolation)
        #expect(failure.kind == .protocolViolation)
    }

    @Test func aConnectionClosedInTheHandshakeIsUnreachable() async throws {
        let server = try await TestServer.start { connection, _ in connection.close() }
        let (error, failure) = try await failed(server)
        #expect(error.code == .connection)
        #expect(failure.kind == .unreachable)
    }

    @Test func aRefusedConnectionNamesHostAndPort() async throws {
        let port = closedPort
        let error = try await failure { try await WebSocketConnection.connect(url: "ws://localhost:\(port)/") }
        #expect(error.code == .connection)
        #expect(error.message.contains("localhost:\(port)") && error.message.contains("refused"))
        #expect((error.underlying as? WebSocketHandshakeFailure)?.kind == .unreachable)
    }

    @Test func aCertificateThatIsNotTrustedIsSaidSo() async throws {
        let (error, failure) = try await failed(try await TestServer.start(tls: true))
        #expect(error.message.contains("certificate of localhost is not trusted"))
        #expect(!error.isRetryable)
        #expect(failure.kind == .tls)
    }

    @Test func anAddressIsLookedForInTheCertificate() async throws {
        let server = try await TestServer.start(tls: true) { $0.upgrade($1) }
        var configuration = WebSocketConfiguration()
        configuration.security = trusting()
        let connection = try await WebSocketConnection.connect(
            url: "wss://127.0.0.1:\(server.port)/", configuration: configuration)
        #expect(connection.isOpen)
    }

    @Test func theRequestSaysWhatItMust() async throws {
        let (heads, seen) = AsyncStream.makeStream(of: String.self)
        let server = try await TestServer.start { connection, head in
            seen.yield(head)
            connection.upgrade(head)
        }
        _ = try await WebSocketConnection.connect(url: server.webSocket, headers: [("Authorization", "Bearer k")])
        for await head in heads {
            #expect(head.hasPrefix("GET /v1/test?x=1 HTTP/1.1\r\n"))
            #expect(head.header("host") == "localhost:\(server.port)")
            #expect(head.header("upgrade") == "websocket")
            #expect(head.header("connection") == "Upgrade")
            #expect(head.header("sec-websocket-version") == "13")
            #expect(head.header("sec-websocket-key")?.count == 24)
            #expect(head.header("authorization") == "Bearer k")
            break
        }
    }

    @Test func aHeaderCannotSmuggleAnother() async throws {
        let server = try await TestServer.start { $0.upgrade($1) }
        let error = try await failure {
            try await WebSocketConnection.connect(url: server.webSocket, headers: [("X-A", "1\r\nX-B: 2")])
        }
        #expect(error.code == .invalidRequest)
    }

    @Test(arguments: ["", "http://localhost/", "ws://", "wss:///v1?key=secret", "localhost"])
    func aURLThatCannotBeAskedIsTheCallersFault(url: String) async throws {
        let error = try await failure { try await WebSocketConnection.connect(url: url) }
        #expect(error.code == .invalidRequest)
        #expect(!error.message.contains("secret"))
    }
}
