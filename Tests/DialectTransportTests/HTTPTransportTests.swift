import AsyncHTTPClient
import Dialect
import NIOCore
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct HTTPTransportTests {
    private static let stream =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 18\r\n"
        + "X-Request-ID: req_1\r\nSet-Cookie: secret=1\r\n\r\n"

    @Test func givesStatusHeadersAndBody() async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nX-A: 1\r\nX-A: 2\r\nSet-Cookie: c=1\r\n",
            "Request-ID: r7\r\nContent-Length: 10\r\n\r\n01234", "56789")
        let body = try await HTTPTransport().open(HTTPRequest(url: server.http, body: Array("{}".utf8)))
        #expect(body.status == 429)
        #expect(body.headers["retry-after"] == "3")
        #expect(body.headers["x-a"] == "1, 2")
        #expect(body.headers["set-cookie"] == nil)
        #expect(body.requestID == "r7")
        #expect(try await body.collect(upTo: 100) == Array("0123456789".utf8))
    }

    @Test func sendsWhatItWasGiven() async throws {
        let server = try await TestServer.start { connection, head in
            let answer = "\(head.split(separator: "\r\n")[0])|\(head.header("authorization") ?? "-")"
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)")
        }
        let body = try await HTTPTransport().open(
            HTTPRequest(url: server.http, headers: [("Authorization", "Bearer x")], body: [1, 2, 3]))
        #expect(try await body.collect(upTo: 1000) == Array("POST /v1/test HTTP/1.1|Bearer x".utf8))
    }

    @Test func aLongErrorBodyIsCutOff() async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n")
        var body: HTTPResponseBody? = try await HTTPTransport().open(HTTPRequest(url: server.http))
        #expect(try await body?.collect(upTo: 7) == Array("0123456".utf8))
        body = nil
        try await server.clientClosed()
    }

    @Test(arguments: [true, false]) func aRedirectIsAnAnswer(ownClient: Bool) async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 307 Elsewhere\r\nLocation: http://localhost:1/\r\nContent-Length: 0\r\n\r\n")
        let transport = HTTPTransport(client: ownClient ? .shared : nil)
        let body = try await transport.open(HTTPRequest(url: server.http))
        #expect(body.status == 307)
        #expect(body.headers["location"] == "http://localhost:1/")
        #expect(try await body.collect(upTo: 100) == [])
    }

    @Test(arguments: ["", "localhost", "ftp://localhost/x", "http://", "https:///v1?key=secret", "unix://x/y"])
    func aURLThatCannotBeAskedIsTheCallersFault(url: String) async throws {
        let error = try await failure { try await HTTPTransport().open(HTTPRequest(url: url)) }
        #expect(error.code == .invalidRequest)
        #expect(!error.message.contains("secret"))
        #expect(error.replaySafety == .safe)
    }

    @Test(arguments: [("X-A", "secret\r\nX-B: 2"), ("X A", "secret"), ("", "secret"), ("X-A", "secret\u{0}")])
    func aHeaderCannotSmuggleAnother(name: String, value: String) async throws {
        let error = try await failure {
            try await HTTPTransport().open(HTTPRequest(url: "http://localhost:1/", headers: [(name, value)]))
        }
        #expect(error.code == .invalidRequest)
        #expect(!error.message.contains("secret"))
    }

    @Test func aRefusedConnectionNamesHostAndPort() async throws {
        let port = closedPort
        let error = try await failure { try await HTTPTransport().open(HTTPRequest(url: "http://127.0.0.1:\(port)/")) }
        #expect(error.code == .connection)
        #expect(error.message.contains("127.0.0.1:\(port)") && error.message.contains("refused"))
        #expect(error.replaySafety == .safe)
        #expect(error.isRetryable)
    }

    @Test func anUnknownHostIsNamed() async throws {
        let error = try await failure { try await HTTPTransport().open(HTTPRequest(url: "http://nowhere.invalid/")) }
        #expect(error.code == .connection)
        #expect(error.message.contains("nowhere.invalid:80"))
        #expect(error.replaySafety == .safe)
    }

    @Test(arguments: [false, true]) func aConnectionClosedEarlyIsAnError(afterHead: Bool) async throws {
        let server = try await TestServer.start { connection, _ in
            if afterHead { connection.write(Self.stream + "data: a") }
            connection.close()
        }
        let error = try await failure {
            let body = try await HTTPTransport().open(HTTPRequest(url: server.http))
            #expect(afterHead)
            return try await allEvents(of: SSEEventSource(body))
        }
        #expect(error.code == .connection)
        #expect(error.message.contains("closed the connection"))
        #expect(error.replaySafety == .unknown)
    }

    @Test func anAnswerThatIsNotHTTPIsAViolation() async throws {
        let server = try await TestServer.answering("SSH-2.0-OpenSSH_9.0\r\n\r\n")
        let error = try await failure { try await HTTPTransport().open(HTTPRequest(url: server.http)) }
        #expect(error.code == .protocolViolation)
    }

    @Test func aCertificateThatIsNotTrustedIsSaidSo() async throws {
        let server = try await TestServer.answering(Self.stream, tls: true)
        let error = try await failure { try await HTTPTransport().open(HTTPRequest(url: server.http)) }
        #expect(error.code == .connection)
        #expect(error.message.contains("certificate of localhost is not trusted"))
        #expect(!error.isRetryable)
        #expect(error.replaySafety == .safe)
    }

    @Test func anAddedTrustRootIsTrusted() async throws {
        let server = try await TestServer.answering(Self.stream, "data: a\n\ndata: b\n\n", tls: true)
        let transport = HTTPTransport(security: trusting())
        let source = SSEEventSource(try await transport.open(HTTPRequest(url: server.http)))
        #expect(try await allEvents(of: source) == ["a", "b"])
    }

    @Test func aTrustRootThatIsNoCertificateIsAMisuse() async throws {
        let transport = HTTPTransport(security: TransportSecurity(additionalTrustRoots: ["nonsense"]))
        let error = try await failure { try await transport.open(HTTPRequest(url: "https://localhost/")) }
        #expect(error.code == .misuse)
    }

    @Test func aFinishedResponseLeavesTheConnectionForTheNext() async throws {
        let server = try await TestServer.start { connection, _ in
            let body = "data: \(ObjectIdentifier(connection).hashValue)\n\ndata: [DONE]\n\n"
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write("\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n")
        }
        var connections: Set<String> = []
        for _ in 0..<3 {
            let body = try await HTTPTransport().open(HTTPRequest(url: server.http))
            let source = SSEEventSource(body)
            connections.formUnion(try await nextEvents(2, of: source).prefix(1))
            source.complete()
            while try await body.next({ _ in }) {}
        }
        #expect(connections.count == 1)
    }

    @Test func aSlowConsumerStopsTheServer() async throws {
        let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
        let server = try await TestServer.start { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n")
            for _ in 0..<64 { connection.write(chunk) }
        }
        let body = try await HTTPTransport().open(HTTPRequest(url: server.http))
        let connection = try await server.firstConnection.get()
        try await connection.settled()
        #expect(try await connection.unsentBytes() > 32 << 20)
        var count = 0
        while try await body.next({ count += $0.count }) {}
        #expect(count == 64 << 20)
    }
}

/// Where nobody listens: the port of a service, tcpmux, that machines no longer offer. One that was just closed may be
/// another process's by now.
let closedPort = 1
