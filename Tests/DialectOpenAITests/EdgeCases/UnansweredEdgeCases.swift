import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A connection that is lost before an answer", .throttled, .timeLimit(.minutes(10)))
struct UnansweredEdgeCases {
    // MARK: 5 · Before the first event

    @Test(
        "5: lost before the first event, is replaced and the request sent again", arguments: LaneUse.allCases,
        [1000, 1011, nil])
    func edge05_unanswered(_ lanes: LaneUse, _ code: UInt16?) async throws {
        try await withServer { peer, _ in
            if let code { try await peer.close(code) }
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "Connection 1.")
            #expect(parts.starts == 1)
            #expect(parts.finishes == 1)
            try await provider.expectAnswer(over: 1)
            #expect(received.all.count == 3)
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("5: lost before the first event of a later turn, has everything sent again", arguments: LaneUse.allCases)
    func edge05_unansweredInChain(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { _, _ in
            .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Connection 1.")
            #expect(second.continuation == "connectionLost")
            #expect(received.all.map { $0["previous_response_id"] } == [nil, "resp_0", nil])
            #expect(received.all.map { $0["input"]?.arrayValue?.count } == [1, 1, 3])
            let third = try await provider.model("m").say(.user("Three"), in: &history)
            #expect(third.continuation == "incremental")
        }
    }

    @Test("5: lost with several requests unanswered, has all of them sent again")
    func edge05_severalUnanswered() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            try await peer.send(Wire.answer("r", "Fine."), for: try await peer.message())
            if peer.index == 0 {
                for _ in 0..<2 { _ = try await peer.message() }
                return
            }
            while let request = try await peer.message() {
                try await peer.send(Wire.answer("r", "Fine."), for: request)
            }
        } _: { server in
            let provider = LaneUse.lanes.provider(server.baseURL)
            // It shows that the server knows lanes.
            _ = try await provider.model("m").generate("Zero")
            async let first = provider.model("m").generate("One")
            async let second = provider.model("m").generate("Two")
            let texts = [try await first.text, try await second.text]
            #expect(texts == ["Fine.", "Fine."])
            #expect(provider.statistics.replays == 2)
        }
    }

    @Test("5: lost twice before the first event, is shown", arguments: LaneUse.allCases)
    func edge05_unansweredTwice(_ lanes: LaneUse) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            _ = try await peer.message()
            try await peer.close(1011)
        } _: { server in
            let provider = lanes.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("1011"))
            #expect(error.replaySafety == .unknown)
            #expect(error.isRetryable)
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.replays == 1)
        }
    }

    @Test(
        "5: lost before the first event, is shown to a caller who wants nothing sent again", arguments: LaneUse.allCases
    )
    func edge05_noReplay(_ lanes: LaneUse) async throws {
        try await withServer { _, _ in
            .closes
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL) { $0.replaysUnanswered = false }
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unknown)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
            try await provider.expectAnswer(over: 1)
        }
    }

    @Test("5: lost after an event that is of no response, has the request sent again", arguments: LaneUse.allCases)
    func edge05_onlyRateLimits(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send([#"{"type":"codex.rate_limits","left":1}"#], for: request)
            return .closes
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "Connection 1.")
            #expect(parts.starts == 1)
            #expect(provider.statistics.replays == 1)
        }
    }

    // MARK: 7 · A message that is too big

    @Test("7: closed since a request is too big, has it sent over HTTP in full", arguments: LaneUse.allCases)
    func edge07_tooBig(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, _ in
            try await peer.close(1009)
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL) { $0.fallback = .automatic }
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Over HTTP.")
            #expect(second.transport == "sse")
            #expect(second.warnings.map(\.kind) == [.transportFallback])
            let sent = received.all
            #expect(sent.map { $0["input"]?.arrayValue?.count } == [1, 1, 3])
            #expect(sent.map { $0["previous_response_id"] } == [nil, "resp_0", nil])
            #expect(sent.last?["stream"] == true)
            #expect(sent.last?["stream_id"] == nil)
            #expect(provider.statistics.fallbacks == 1)
            #expect(provider.statistics.replays == 0)
            // It says nothing against WebSocket for other requests.
            #expect(try await provider.model("m").generate("Three").transport == "websocket")
        }
    }

    @Test("7: closed since a request is too big, is shown where there is no other way", arguments: LaneUse.allCases)
    func edge07_tooBigForGood(_ lanes: LaneUse) async throws {
        try await withServer { peer, _ in
            try await peer.close(1009)
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("1009"))
            #expect(!error.isRetryable)
            #expect(received.all.count == 1)
            #expect(provider.statistics.replays == 0)
            try await provider.expectAnswer(over: 1)
        }
    }

    @Test("7: closed since a request is too big, though it was being answered, is shown", arguments: LaneUse.allCases)
    func edge07_tooBigInMidStream(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send([Wire.created("r"), Wire.delta("So")], for: request)
            try await peer.close(1009)
            return .closes
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL) { $0.fallback = .automatic }
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.text == "So")
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.message.contains("1009"))
            #expect(error.replaySafety == .unsafe)
            #expect(provider.statistics.fallbacks == 0)
        }
    }
}
