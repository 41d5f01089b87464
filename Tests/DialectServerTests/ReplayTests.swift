import Dialect
import DialectServer
import DialectWire
import NIOHTTP1
import Testing
import TestSupport

/// Recorded bytes go out as they are, over either transport.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct ReplayTests {
    private struct Recording: ResponsesBackend {
        let reply: RecordedReply
        let acceptsUnknownResponses = true

        func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply { .recorded(reply) }
    }

    private let events = """
        event: response.created\r
        data: {"type":"response.created", "response":{"id":"resp_1"}}\r
        \r
        : keep-alive

        data:{"type":"response.completed","response":{"id":"resp_1","status":"completed"}}

        data: [DONE]

        """

    @Test func eventsGoOutVerbatimOverHTTP() async throws {
        let reply = RecordedReply(
            contentType: "text/event-stream", headers: ["x-request-id": "req_9", "content-length": "7"],
            body: Array(events.utf8))
        try await withResponsesServer(backend: Recording(reply: reply)) { server in
            let answer = try await server.post(#"{"model":"m","input":"Hi"}"#)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == ["text/event-stream"])
            #expect(answer.headers["x-request-id"] == ["req_9"])
            #expect(answer.text == events)
        }
    }

    @Test func eventsBecomeFramesOverWebSocket() async throws {
        let reply = RecordedReply(contentType: nil, body: Array(events.utf8))
        try await withResponsesServer(backend: Recording(reply: reply)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                // A recorded conversation continues responses that this server never made.
                try await socket.send(
                    #"{"type":"response.create","model":"m","input":"Hi","previous_response_id":"r"}"#)
                let first = try await socket.next()
                #expect(
                    String(decoding: first.payload, as: UTF8.self)
                        == #"{"type":"response.created", "response":{"id":"resp_1"}}"#)
                #expect(try await socket.event()["type"] == "response.completed")
                // Nothing follows, not even [DONE]: the next request is answered from the start.
                #expect(try await socket.ask(#"{"type":"response.create","model":"m","input":"Hi"}"#).count == 2)
            }
        }
    }

    @Test func refusalsKeepTheirStatus() async throws {
        let body = #"{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":"nope"}}"#
        let reply = RecordedReply(status: 422, contentType: "application/json", body: Array(body.utf8))
        try await withResponsesServer(backend: Recording(reply: reply)) { server in
            let answer = try await server.post(#"{"model":"m","input":"Hi"}"#)
            #expect(answer.status == 422)
            #expect(answer.text == body)
            let event = try await TestWebSocket.connected(to: server) {
                try await $0.ask(#"{"type":"response.create","model":"m","input":"Hi"}"#)
            }
            #expect(event.last?["status"] == 422)
            #expect(event.last?["error"]?["code"] == "nope")
        }
    }

    @Test(arguments: [
        (#"{"id":"r","status":"completed"}"#, "response.completed"), (#"{"id":"r"}"#, "response.completed"),
        (#"{"id":"r","status":"complete"}"#, "response.completed"),
        (#"{"id":"r","status":"queued"}"#, "response.completed"),
        (#"{"id":"r","status":"failed"}"#, "response.failed"),
        (#"{"id":"r","status":"incomplete"}"#, "response.incomplete"),
    ])
    func oneShotBodiesBecomeTerminalEvents(body: String, type: String) {
        let reply = RecordedReply(contentType: "application/json", body: Array(body.utf8))
        let messages = reply.webSocketMessages.map { String(decoding: $0, as: UTF8.self) }
        #expect(messages == [#"{"type":"\#(type)","response":\#(body)}"#])
    }

    @Test(arguments: [
        (401, #"{"detail":"Who?"}"#, #"{"detail":"Who?"}"#), (502, "<html>", #"{"message":"<html>"}"#),
        (400, #"{"code":"invalid-argument","error":"No."}"#, #"{"message":"No.","code":"invalid-argument"}"#),
    ])
    func refusalsOfAnyShapeBecomeErrorEvents(status: Int, body: String, error: String) throws {
        let reply = RecordedReply(status: status, contentType: nil, body: Array(body.utf8))
        let event = try JSONValue(parsing: try #require(reply.webSocketMessages.first))
        #expect(event["type"] == "error")
        #expect(event["status"] == .integer(status))
        let expected = try JSONValue(parsing: error)
        #expect(event["error"] == expected)
    }
}
