import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A connection that is lost", .throttled, .timeLimit(.minutes(10)))
struct LostConnectionEdgeCases {
    // MARK: 6 · Between events

    @Test(
        "6: lost between events, is an error, and nothing is sent again", arguments: LaneUse.allCases,
        [1000, 1001, 1011, 1012, 1013, nil])
    func edge06_betweenEvents(_ lanes: LaneUse, _ code: UInt16?) async throws {
        try await withServer { peer, request in
            try await peer.send([Wire.created("r"), Wire.delta("So")], for: request)
            if let code { try await peer.close(code) }
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.text == "So")
            #expect(parts.finishes == 0)
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unsafe)
            if let code { #expect(error.message.contains("\(code)")) }
            #expect(received.all.count == 1)
            #expect(provider.statistics.replays == 0)
            try await provider.expectAnswer(over: 1)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("6: lost when the request was only acknowledged, is an error", arguments: LaneUse.allCases)
    func edge06_acknowledged(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send([Wire.created("r")], for: request)
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unknown)
            #expect(received.all.count == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("6: lost just before the last event, is an error though all the text has come", arguments: LaneUse.allCases)
    func edge06_beforeLastEvent(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send(Array(Wire.answer("r", "All of it.").dropLast()), for: request)
            return .closes
        } _: { server, _ in
            let (parts, thrown) = await lanes.provider(server.baseURL).model("m").stream("One").outcome()
            #expect(parts.text == "All of it.")
            #expect(parts.finishes == 0)
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unsafe)
        }
    }

    // MARK: 8 · Just after the last event

    @Test(
        "8: closed just after the last event, harms nothing", arguments: LaneUse.allCases, [1000, 1011, nil])
    func edge08_afterLastEvent(_ lanes: LaneUse, _ code: UInt16?) async throws {
        let closed = Reports<Void>()
        try await withServer { peer, request in
            let events = Wire.answer("r", "Fine.").map { TestFrame.text(Wire.event($0, inLaneOf: request)) }
            let all = events + (code.map { [TestFrame.close($0)] } ?? [])
            try await peer.write(all.flatMap(\.bytes))
            // The client answers the close.
            if code != nil { _ = try await peer.message() }
            closed.report()
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "Fine.")
            #expect(parts.finishes == 1)
            try await closed.next()
            history = [.user("One"), .assistant("Fine.")]
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Connection 1.")
            #expect(received.all.last?["previous_response_id"] == nil)
            #expect(received.all.last?["input"]?.arrayValue?.count == 3)
            #expect(provider.statistics.connectionsOpened == 2)
            if code != nil { #expect(provider.statistics.replays == 0) }
        }
    }

    // MARK: 9, 10 · While idle

    @Test("9: closed while idle, is replaced without a word", arguments: LaneUse.allCases, [1000, 1001, nil])
    func edge09_closedWhileIdle(_ lanes: LaneUse, _ code: UInt16?) async throws {
        let (mayClose, closed) = (Reports<Void>(), Reports<Void>())
        try await withServer { peer, request in
            try await peer.send(Wire.answer("r", "Fine."), for: request)
            try await mayClose.next()
            // The client answers the close, so that it has seen it.
            if let code { try await peer.close(code) }
            closed.report()
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            mayClose.report()
            try await closed.next()
            let second = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(second.text == "Connection 1.")
            #expect(received.all.last?["input"]?.arrayValue?.count == 3)
            #expect(provider.statistics.connectionsOpened == 2)
            if code != nil { #expect(provider.statistics.replays == 0) }
        }
    }

    /// Long, so that on a busy machine the second connection lives.
    private static let pongTimeout = Duration.seconds(10)

    @Test("10: dead while idle, is noticed before the next request is written to it", arguments: LaneUse.allCases)
    func edge10_deadWhileIdle(_ lanes: LaneUse) async throws {
        let closed = Reports<Void>()
        try await withServer { peer, request in
            try await peer.send(Wire.answer("r", "Fine."), for: request)
            // Nothing is said any more, to pings neither.
            try await peer.untilClosed()
            closed.report()
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL) {
                $0.pingInterval = .milliseconds(200)
                $0.pongTimeout = Self.pongTimeout
            }
            _ = try await provider.model("m").generate("One")
            try await closed.next()
            try await provider.expectAnswer(over: 1)
            #expect(received.all.count == 2)
            #expect(provider.statistics.replays == 0)
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("10: dead while a response is awaited, is noticed", arguments: LaneUse.allCases)
    func edge10_deadInTurn(_ lanes: LaneUse) async throws {
        try await withServer { peer, _ in
            try await peer.untilClosed()
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL) {
                $0.pingInterval = .milliseconds(200)
                $0.pongTimeout = Self.pongTimeout
                $0.replaysUnanswered = false
            }
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.message.contains("ping"))
            #expect(error.replaySafety == .unknown)
            #expect(error.isRetryable)
            #expect(received.all.count == 1)
            try await provider.expectAnswer(over: 1)
        }
    }

    @Test("10: not dead, though the model is silent for many pings", arguments: LaneUse.allCases)
    func edge10_silentModel(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.answerPings(3)
            try await peer.send([Wire.created("r"), Wire.delta("So")], for: request)
            try await peer.answerPings(3)
            try await peer.send([Wire.delta(" it is."), Wire.completed("r")], for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL) { $0.pingInterval = .milliseconds(50) }
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "So it is.")
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }
}
