import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A chain that the server has lost", .throttled, .timeLimit(.minutes(10)))
struct LostChainEdgeCases {
    private static let lost = Wire.error("previous_response_not_found", "Not found.")

    @Test("12: is begun anew with everything, on the same connection and unseen", arguments: LaneUse.allCases)
    func edge12_replayed(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, request in
            try await peer.send([Self.lost], for: request)
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            let model = provider.model("m")
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history)
            history.append(.user("Two"))
            let (parts, error) = await model.stream(ModelRequest(messages: history)).outcome()
            #expect(error == nil)
            #expect(parts.text == "Connection 0.")
            #expect(parts.starts == 1)
            guard case .finish(_, _, let metadata)? = parts.last else {
                Issue.record("no finish")
                return
            }
            #expect(metadata.provider[raw: "openai"]?["continuation"] == "chainLost")
            history.append(.assistant("Connection 0."))
            // The new chain is one like any other.
            let third = try await model.say(.user("Three"), in: &history)
            #expect(third.continuation == "incremental")
            #expect(received.all.map { $0["input"]?.arrayValue?.count } == [1, 1, 3, 1])
            #expect(received.all.map { $0["previous_response_id"] } == [nil, "resp_0", nil, "resp_2"])
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("12: is shown when it is lost twice, and the connection serves on", arguments: LaneUse.allCases)
    func edge12_lostTwice(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, request in
            try await peer.send([Self.lost], for: request)
            try await peer.send([Self.lost], for: try await peer.message())
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let error = try await failure { try await provider.model("m").say(.user("Two"), in: &history) }
            #expect(error.code == .notFound)
            #expect(error.httpStatus == 400)
            #expect(error.details.code == "previous_response_not_found")
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.requests == 3)
            let next = try await provider.model("m").generate(ModelRequest(messages: history))
            #expect(next.text == "Connection 0.")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("12: is not begun anew twice when the second attempt fails otherwise", arguments: LaneUse.allCases)
    func edge12_failsOtherwise(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, request in
            try await peer.send([Self.lost], for: request)
            let again = try await peer.message()
            try await peer.send([Wire.error("rate_limit_exceeded", status: 429, "Slow down.")], for: again)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let error = try await failure { try await provider.model("m").say(.user("Two"), in: &history) }
            #expect(error.code == .rateLimited)
            #expect(error.message == "Slow down.")
            #expect(provider.statistics.replays == 1)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("12: after the connection was lost in the second attempt too, is shown", arguments: LaneUse.allCases)
    func edge12_connectionLost(_ lanes: LaneUse) async throws {
        try await withServer(at: 1) { peer, request in
            try await peer.send([Self.lost], for: request)
            _ = try await peer.message()
            return .closes
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            let error = try await failure { try await provider.model("m").say(.user("Two"), in: &history) }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unknown)
            #expect(received.all.count == 2)
            #expect(provider.statistics.replays == 1)
        }
    }
}
