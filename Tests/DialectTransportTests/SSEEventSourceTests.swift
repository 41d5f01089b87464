import Dialect
import TestSupport
import Testing

@testable import DialectTransport

@Suite(.throttled, .timeLimit(.minutes(10))) struct SSEEventSourceTests {
    private func source(_ type: String?, _ pieces: String...) async throws -> (SSEEventSource, TestServer) {
        let header = type.map { "Content-Type: \($0)\r\n" } ?? ""
        let server = try await TestServer.start { connection, _ in
            connection.write("HTTP/1.1 200 OK\r\n\(header)X-Request-ID: q1\r\nConnection: close\r\n\r\n")
            for piece in pieces { connection.write(piece) }
            connection.close()
        }
        return (SSEEventSource(try await HTTPTransport().open(HTTPRequest(url: server.http))), server)
    }

    @Test(arguments: ["text/event-stream", "Text/Event-Stream; charset=utf-8", nil, "text/plain"])
    func givesTheDataOfEvents(type: String?) async throws {
        let (source, _) = try await source(type, ": hi\n\nevent: x\nda", "ta: {\"a\":1}\r\n\r\ndata:\n\ndata: {}")
        #expect(try await allEvents(of: source) == ["{\"a\":1}", "{}"])
        #expect(source.metadata.requestID == "q1")
        #expect(source.metadata.headers["x-request-id"] == "q1")
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "application/problem+json", nil, "text/plain",
    ])
    func aDocumentIsOneEvent(type: String?) async throws {
        let (source, _) = try await source(type, "\n {\"a\":", "\"data: x\\n\\n\"", "}\n")
        #expect(try await allEvents(of: source) == ["\n {\"a\":\"data: x\\n\\n\"}\n"])
    }

    @Test func aDocumentHasALimit() async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{012345678901234567890")
        let source = SSEEventSource(
            try await HTTPTransport().open(HTTPRequest(url: server.http)), maximumEventSize: 20)
        let error = try await failure { try await allEvents(of: source) }
        #expect(error.code == .protocolViolation)
    }

    @Test func aPageIsNoEventStream() async throws {
        let (source, _) = try await source("text/html", "<!doctype html>\n<html>", "<h1>Bad gateway</h1>\n</html>")
        let error = try await failure { try await allEvents(of: source) }
        #expect(error.code == .protocolViolation)
        #expect(
            error.message.hasPrefix("The server answered with text/html instead of an event stream: <!doctype html>"))
        #expect(error.rawBody == "<!doctype html>\n<html><h1>Bad gateway</h1>\n</html>")
        #expect(error.requestID == "q1")
        #expect(error.httpStatus == 200)
    }

    @Test func anEndlessPageIsGivenUp() async throws {
        let server = try await TestServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000000\r\n\r\n"
                + String(repeating: "<p>nothing</p>\n", count: 2000))
        let source = SSEEventSource(try await HTTPTransport().open(HTTPRequest(url: server.http)))
        let error = try await failure { try await allEvents(of: source) }
        #expect(error.code == .protocolViolation)
    }

    @Test(arguments: ["text/event-stream", nil]) func anEmptyBodyHasNoEvents(type: String?) async throws {
        let (source, _) = try await source(type)
        #expect(try await allEvents(of: source) == [])
    }
}
