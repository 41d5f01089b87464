import Dialect
import DialectOpenAI
import Testing

@Suite("A WebSocket that fails", .timeLimit(.minutes(5)))
struct WebSocketRecoveryTests {
    private static func provider(
        _ server: ScriptedServer, _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = .never
        // So that no connection is closed for not answering one.
        options.pingInterval = nil
        adjust(&options)
        return OpenAIProvider(apiKey: Secret.key, baseURL: server.baseURL).withWebSocket(options)
    }

    // MARK: Failures that the server reports

    @Test(
        "shows an error event and keeps its socket",
        arguments: [
            (
                #"{"type":"error","status":429,"error":{"type":"requests","code":"rate_limit_exceeded","message":"Slow."},"#
                    + #""headers":{"retry-after":"7"}}"#, LanguageModelError.Code.rateLimited
            ),
            (#"{"type":"error","code":"invalid_prompt","message":"Slow.","param":"input"}"#, .contentFiltered),
            (#"{"type":"error","code":null,"message":"Slow.","param":null}"#, .server),
            (
                #"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"server_error","#
                    + #""message":"Slow."}}}"#, .server
            ),
        ])
    func errorEvent(_ event: String, _ code: LanguageModelError.Code) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([event])
            _ = try await peer.message()
            try await peer.send(Wire.answer("resp_2", "Fine."))
            try await peer.untilClosed()
        } _: { server in
            let provider = Self.provider(server)
            let model = provider.model("test-model")
            let error = try await failure { try await model.generate("One") }
            #expect(error.code == code)
            #expect(error.message == "Slow.")
            #expect(error.provider == "openai")
            #expect(error.model == "test-model")
            #expect(error.retryAfter == (code == .rateLimited ? .seconds(7) : nil))
            #expect(error.rawBody?.contains("Slow.") == true)
            let next = try await model.generate("Two")
            #expect(next.text == "Fine.")
            #expect(next.continuation == "firstTurn")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("says what is known of a failure without a message")
    func failureWithoutMessage() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([#"{"type":"response.failed","response":{"id":"resp_9","status":"failed"}}"#])
            try await peer.untilClosed()
        } _: { server in
            let error = try await failure { try await Self.provider(server).model("m").generate("One") }
            #expect(error.code == .server)
            #expect(error.message.contains("resp_9"))
        }
    }

    @Test(
        "takes an incomplete response for an answer",
        arguments: [("max_output_tokens", FinishReason.Kind.length), ("steered", .other)])
    func incomplete(_ reason: String, _ kind: FinishReason.Kind) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([Wire.created("r1"), Wire.delta("So"), Wire.incomplete("r1", reason: reason)])
            _ = try await peer.message()
            try await peer.send(Wire.answer("r2", "Fine."))
            try await peer.untilClosed()
        } _: { server in
            let provider = Self.provider(server)
            var history: [Message] = []
            let response = try await provider.model("m").say(.user("One"), in: &history)
            #expect(response.text == "So")
            #expect(response.finishReason.kind == kind)
            #expect(response.finishReason.raw == reason)
            // What is incomplete cannot be continued.
            let next = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(next.continuation == "firstTurn")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    // MARK: A chain that is lost

    @Test("sends everything once more when the chain is lost, unseen by the consumer")
    func chainLost() async throws {
        let received = Reports<JSONValue>()
        try await withServer { peer in
            try await peer.upgrade()
            while let message = try await peer.message() {
                received.report(message)
                if message["previous_response_id"] != nil {
                    try await peer.send([Wire.error("previous_response_not_found", "Not found.")])
                } else {
                    try await peer.send(Wire.answer("resp_1", "Fine."))
                }
            }
        } _: { server in
            let provider = Self.provider(server)
            let model = provider.model("m")
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history)
            history.append(.user("Two"))
            let (parts, error) = await model.stream(ModelRequest(messages: history)).outcome()
            #expect(error == nil)
            #expect(parts.count { if case .responseMetadata = $0 { true } else { false } } == 1)
            let sent = [try await received.next(), try await received.next(), try await received.next()]
            #expect(sent.map { $0["input"]?.arrayValue?.count } == [1, 1, 3])
            #expect(sent.map { $0["previous_response_id"] } == [nil, "resp_1", nil])
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.connectionsOpened == 1)
            guard case .finish(_, _, let metadata)? = parts.last else {
                Issue.record("no finish")
                return
            }
            #expect(metadata.provider[raw: "openai"]?["continuation"] == "chainLost")
        }
    }

    @Test("shows a chain that is lost twice")
    func chainLostTwice() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send(Wire.answer("resp_1", "Fine."))
            while try await peer.message() != nil {
                try await peer.send([Wire.error("previous_response_not_found", "Not found.")])
            }
        } _: { server in
            let provider = Self.provider(server)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let error = try await failure { try await provider.model("m").say(.user("Two"), in: &history) }
            #expect(error.code == .notFound)
            #expect(error.details.code == "previous_response_not_found")
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.requests == 3)
        }
    }

    @Test("moves to a new connection when the old one is at its limit")
    func connectionLimit() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil {
                try await peer.send(
                    peer.index == 0
                        ? [Wire.error("websocket_connection_limit_reached", "60 minutes.")]
                        : Wire.answer("resp_1", "Fine."))
            }
        } _: { server in
            let provider = Self.provider(server)
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Fine.")
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.replays == 1)
        }
    }

    // MARK: A socket that closes

    @Test("is replaced without a word when it closed while idle", arguments: [true, false])
    func closedWhileIdle(_ withHandshake: Bool) async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send(Wire.answer("resp_\(peer.index)", "Answer \(peer.index)"))
            guard peer.index == 0 else { return try await peer.untilClosed() }
            // The client answers the close, so that it has seen it.
            if withHandshake { try await peer.close(1001) }
            closed.report()
        } _: { server in
            let provider = Self.provider(server)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            try await closed.next()
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Answer 1")
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("is replaced when the server announced its end while idle")
    func announcedWhileIdle() async throws {
        let asked = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil {
                asked.report(peer.index)
                let limit = Wire.error("websocket_connection_limit_reached", "60 minutes.")
                try await peer.send(Wire.answer("resp_\(peer.index)", "Fine.") + (peer.index == 0 ? [limit] : []))
            }
        } _: { server in
            let provider = Self.provider(server)
            _ = try await provider.model("m").generate("One")
            let response = try await provider.model("m").generate("Two")
            #expect(response.text == "Fine.")
            let connections = [try await asked.next(), try await asked.next()]
            #expect(connections == [0, 1])
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("has an unanswered request sent again, once")
    func closedUnanswered() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            guard peer.index > 0 else { return }
            try await peer.send(Wire.answer("resp_1", "Fine."))
            try await peer.untilClosed()
        } _: { server in
            let provider = Self.provider(server)
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Fine.")
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("shows the second failure to answer")
    func closedUnansweredTwice() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.close(1011)
        } _: { server in
            let provider = Self.provider(server)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("1011"))
            #expect(error.replaySafety == .unknown)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("has no request sent again if the caller does not want that")
    func noReplay() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
        } _: { server in
            let provider = Self.provider(server) { $0.replaysUnanswered = false }
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unknown)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("has no request sent again that was begun to be answered", arguments: [1000, 1001, 1011, 1012, 1013, nil])
    func closedMidStream(_ code: UInt16?) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([Wire.created("r"), Wire.delta("So")])
            if let code { try await peer.close(code) }
        } _: { server in
            let provider = Self.provider(server)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.contains(.textDelta(id: "0", text: "So")))
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unsafe)
            if let code { #expect(error.message.contains("\(code)")) }
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("has no request sent again that was only acknowledged")
    func closedAfterCreated() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.send([Wire.created("r")])
        } _: { server in
            let provider = Self.provider(server)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unknown)
            #expect(provider.statistics.replays == 0)
        }
    }

    // MARK: Its end

    @Test("is closed when its provider is released")
    func released() async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report()
        } _: { server in
            do {
                let provider = Self.provider(server)
                _ = try await provider.model("m").generate("One")
            }
            try await closed.next()
        }
    }

    @Test("is closed by a shut-down, after which nothing is sent")
    func shutDown() async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            try await peer.sendClose(1000)
            closed.report()
            try await peer.untilClosed()
        } _: { server in
            let provider = Self.provider(server)
            _ = try await provider.model("m").generate("One")
            await provider.wsTransport?.shutDown()
            try await closed.next()
            let error = try await failure { try await provider.model("m").generate("Two") }
            #expect(error.code == .misuse)
            #expect(error.message.contains("shut down"))
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("makes room when more are idle than may be kept, or for too long")
    func idleLimits() async throws {
        let closed = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report(peer.index)
        } _: { server in
            let one = Self.provider(server) { $0.maximumConnections = 1 }
            for scope in ["a", "b"] { _ = try await one.model("m").withSessionScope(scope).generate("One") }
            #expect(try await closed.next() == 0)
            #expect(one.statistics.connectionsOpened == 2)
            let brief = Self.provider(server) { $0.idleTimeout = .zero }
            _ = try await brief.model("m").generate("One")
            _ = try await brief.model("m").generate("Two")
            #expect(try await closed.next() == 2)
            #expect(brief.statistics.connectionsOpened == 2)
        }
    }
    @Test("gets no request near the end of its life")
    func lifetime() async throws {
        let closed = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report(peer.index)
        } _: { server in
            var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: server.baseURL)
            endpoint.connectionLifetime = .zero
            let provider = OpenAIProvider(.init(endpoint: endpoint)).withWebSocket()
            for _ in 0..<2 { _ = try await provider.model("m").generate("One") }
            #expect(provider.statistics.connectionsOpened == 2)
            let first = try await closed.next()
            let second = try await closed.next()
            #expect(Set([first, second]) == [0, 1])
        }
    }
}
