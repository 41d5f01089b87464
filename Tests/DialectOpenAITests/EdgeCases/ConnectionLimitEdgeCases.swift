import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("A connection at the limit of its life", .throttled, .timeLimit(.minutes(10)))
struct ConnectionLimitEdgeCases {
    private static let limit = Wire.error("websocket_connection_limit_reached", "60 minutes are over.")

    // MARK: 11 · Between turns

    @Test("11: announced between turns, has the next on a new connection", arguments: LaneUse.allCases)
    func edge11_announcedWhileIdle(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send(Wire.answer("r", "Fine.").map { Wire.event($0, inLaneOf: request) } + [Self.limit])
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            let first = try await provider.model("m").say(.user("One"), in: &history)
            #expect(first.text == "Fine.")
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Connection 1.")
            #expect(received.all.map { $0["input"]?.arrayValue?.count } == [1, 3])
            #expect(provider.statistics.replays == 0)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("11: reached between turns, costs the conversation nothing", arguments: LaneUse.allCases)
    func edge11_reachedWhileIdle(_ lanes: LaneUse) async throws {
        let counting = ScriptedModel { request in ScriptedTurn([.text("\(request.messages.count) messages")]) }
        try await withSimulator(counting) { simulator in
            let provider = lanes.provider(simulator.baseURL)
            var history: [Message] = []
            var texts: [String] = []
            for number in 1...3 {
                texts.append(try await provider.model("m").say(.user("\(number)"), in: &history).text)
                simulator.expireConnections()
            }
            #expect(texts == ["1 messages", "3 messages", "5 messages"])
            #expect(provider.statistics.connectionsOpened == 3)
        }
    }

    // MARK: 11 · In answer to a request

    @Test("11: reported in place of an answer, has everything sent over a new connection", arguments: LaneUse.allCases)
    func edge11_inPlaceOfAnswer(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, _ in
            // The limit is the connection's: it names no lane.
            try await peer.send([Self.limit])
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            history.append(.user("Two"))
            let (parts, error) = await provider.model("m").stream(ModelRequest(messages: history)).outcome()
            #expect(error == nil)
            #expect(parts.text == "Connection 1.")
            #expect(parts.starts == 1)
            #expect(received.all.map { $0["previous_response_id"] } == [nil, "resp_0", nil])
            #expect(received.all.map { $0["input"]?.arrayValue?.count } == [1, 1, 3])
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.replays == 1)
            history.append(.assistant("Connection 1."))
            let third = try await provider.model("m").say(.user("Three"), in: &history)
            #expect(third.text == "Connection 1.")
            #expect(third.continuation == "incremental")
        }
    }

    @Test("11: reported in place of an answer by the next connection too, is shown", arguments: LaneUse.allCases)
    func edge11_twice(_ lanes: LaneUse) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send([Self.limit]) }
        } _: { server in
            let provider = lanes.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.details.code == "websocket_connection_limit_reached")
            #expect(error.message == "60 minutes are over.")
            #expect(error.replaySafety == .safe)
            #expect(error.isRetryable)
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.replays == 1)
        }
    }

    @Test("11: reported with several requests unanswered, has all of them sent again")
    func edge11_severalUnanswered() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            try await peer.send(Wire.answer("r", "Fine."), for: try await peer.message())
            if peer.index == 0 {
                for _ in 0..<2 { _ = try await peer.message() }
                try await peer.send([Self.limit])
                return try await peer.untilClosed()
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

    // MARK: 11 · In mid-turn

    @Test("11: reported in mid-turn, is an error, and the connection is left", arguments: LaneUse.allCases)
    func edge11_midTurn(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send(
                [Wire.created("r"), Wire.delta("So"), Self.limit].enumerated().map { index, event in
                    index == 2 ? event : Wire.event(event, inLaneOf: request)
                })
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.text == "So")
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .connection)
            #expect(error.details.code == "websocket_connection_limit_reached")
            #expect(error.replaySafety == .unsafe)
            try await provider.expectAnswer(over: 1)
            #expect(received.all.count == 2)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("11: reached in mid-turn, is an error after what has come", arguments: LaneUse.allCases)
    func edge11_reachedInMidTurn(_ lanes: LaneUse) async throws {
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            let provider = lanes.provider(simulator.baseURL)
            var text = ""
            let error = try await failure {
                for try await part in provider.model("m").stream("One") {
                    guard case .textDelta(_, let delta) = part else { continue }
                    text += delta
                    simulator.expireConnections()
                }
            }
            #expect(text == "So")
            #expect(error.code == .connection)
            #expect(error.details.code == "websocket_connection_limit_reached")
            #expect(error.replaySafety == .unsafe)
            #expect(provider.statistics.replays == 0)
            try await silent.cancelled.next()
        }
    }
}
