import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("An answer that is none", .throttled, .timeLimit(.minutes(10)))
struct BadAnswerTests {
    /// Serves every connection with one answer over HTTP, and reports when the client has left.
    private static func withAnswer(
        _ answer: @escaping @Sendable (ServerPeer) async throws -> Void,
        _ body: (OpenAIResponsesModel) async throws -> Void
    ) async throws {
        let left = Reports<Void>()
        try await withServer { peer in
            _ = try await peer.request()
            try await answer(peer)
            left.report()
        } _: { server in
            try await body(Transport.sse.model(server.baseURL))
            try await left.next()
        }
    }

    @Test(
        "is told from a stream",
        arguments: [
            ("text/html", "<html><body>Sign in</body></html>", LanguageModelError.Code.protocolViolation, "Sign in"),
            ("text/plain", "upstream unavailable", .protocolViolation, "upstream unavailable"),
            ("text/event-stream", "", .connection, "before its first event"),
            ("application/json", "", .connection, "before its first event"),
            ("application/json", "{\"id\":", .decoding, "JSON"),
            ("text/event-stream", ": only a comment\n\n", .connection, "before its first event"),
        ])
    func noStream(_ type: String, _ body: String, _ code: LanguageModelError.Code, _ word: String) async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(type: type, body: body)
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == code)
            #expect(error.message.contains(word))
            #expect(error.provider == "openai")
            #expect(error.model == "test-model")
        }
    }

    @Test("is shown when it redirects, and not followed")
    func redirect() async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(302, headers: ["Location: http://127.0.0.1:1/elsewhere"], body: "")
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.httpStatus == 302)
            #expect(error.message.contains("302"))
        }
    }

    @Test("is shown with status and body", arguments: [400, 401, 403, 404, 413, 429, 500, 502, 503, 504])
    func statuses(_ status: Int) async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(status, type: "text/html", headers: ["X-Request-ID: req_1"], body: "<h1>No.</h1>")
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == LanguageModelError.Code(httpStatus: status))
            #expect(error.httpStatus == status)
            #expect(error.requestID == "req_1")
            #expect(error.rawBody == "<h1>No.</h1>")
            #expect(error.message.contains("\(status)"))
        }
    }

    @Test(
        "is shown when an event is not what it should be",
        arguments: [
            "{\"type\":\"response.created\",", "nonsense", "[1,2]", "\"text\"", "{\"type\":\"response.completed\"]",
        ])
    func malformedEvent(_ event: String) async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(events: [Wire.created("r"), Wire.delta("So"), event])
        } _: { model in
            let (parts, thrown) = await model.stream("One").outcome()
            #expect(parts.contains(.textDelta(id: "0", text: "So")))
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .decoding)
            #expect(error.message.contains("Event 3"))
            #expect(error.rawBody == event)
            #expect(error.replaySafety == .unsafe)
        }
    }

    @Test("is shown when it is an error after a good beginning")
    func errorInStream() async throws {
        let events = [
            Wire.created("r"), Wire.delta("So"), Wire.error("server_error", status: 500, "Something broke."),
        ]
        try await Self.withAnswer { peer in
            try await peer.answer(events: events)
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == .server)
            #expect(error.message == "Something broke.")
            #expect(error.replaySafety == .unsafe)
        }
    }

    @Test("is not taken for whole when it is cut", arguments: [10, 80, 150, 300])
    func cut(_ length: Int) async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(events: Wire.answer("r", "So it is."), cutAt: length)
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("127.0.0.1") || error.message.contains("truncated"))
        }
    }

    @Test("is not taken for whole when it ends without its last event")
    func truncated() async throws {
        try await Self.withAnswer { peer in
            try await peer.answer(events: [Wire.created("r"), Wire.delta("So"), Wire.message("So")])
        } _: { model in
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("truncated"))
            #expect(error.replaySafety == .unsafe)
        }
    }

    @Test("is whole when a server answers with one document")
    func document() async throws {
        let body =
            #"{"id":"r","object":"response","status":"completed","output":[{"type":"message","id":"m","role":"assistant","#
            + #""content":[{"type":"output_text","text":"Whole.","annotations":[]}]}]}"#
        try await Self.withAnswer { peer in
            try await peer.answer(body: body)
        } _: { model in
            let response = try await model.generate("One")
            #expect(response.text == "Whole.")
        }
    }

    @Test("may hold events that nobody knows")
    func unknownEvents() async throws {
        let events = [#"{"type":"codex.rate_limits","left":1}"#] + Wire.answer("r", "Fine.")
        try await Self.withAnswer { peer in
            try await peer.answer(events: events)
        } _: { model in
            let (parts, error) = await model.stream("One").outcome()
            #expect(error == nil)
            #expect(
                parts.contains(.unknown(type: "codex.rate_limits", json: ["type": "codex.rate_limits", "left": 1])))
            #expect(parts.contains(.textDelta(id: "0", text: "Fine.")))
        }
    }

    @Test("closes the connection when the frames break the rules")
    func badFrames() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([Wire.created("r")])
            // A reserved opcode.
            try await peer.write([0x83, 0x00])
            try await peer.untilClosed()
        } _: { server in
            let error = try await failure { try await Transport.webSocket.model(server.baseURL).generate("One") }
            #expect(error.code == .protocolViolation)
            #expect(error.message.contains("WebSocket protocol"))
        }
    }
}
