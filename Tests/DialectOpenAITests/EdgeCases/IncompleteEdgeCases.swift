import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A response that is not complete", .throttled, .timeLimit(.minutes(10)))
struct IncompleteEdgeCases {
    private static let ends: [(reason: String?, kind: FinishReason.Kind)] = [
        ("max_output_tokens", .length), ("content_filter", .contentFilter), ("solar_flare", .other),
        ("steered", .other), (nil, .other),
    ]

    @Test(
        "17: is an answer, which cannot be continued", arguments: LaneUse.allCases,
        ends)
    func edge17_incomplete(_ lanes: LaneUse, _ end: (reason: String?, kind: FinishReason.Kind)) async throws {
        let last =
            end.reason.map { Wire.incomplete("r1", reason: $0) }
            ?? #"{"type":"response.incomplete","response":{"id":"r1","status":"incomplete","incomplete_details":null}}"#
        try await withServer { peer, request in
            try await peer.send([Wire.created("r1"), Wire.delta("So"), last], for: request)
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            let response = try await provider.model("m").say(.user("One"), in: &history)
            #expect(response.text == "So")
            #expect(response.finishReason.kind == end.kind)
            #expect(response.finishReason.raw == end.reason ?? "incomplete")
            let next = try await provider.model("m").say(.user("Two"), in: &history)
            #expect(next.text == "Connection 0.")
            #expect(next.continuation == "firstTurn")
            #expect(received.all.last?["previous_response_id"] == nil)
            #expect(received.all.last?["input"]?.arrayValue?.count == 3)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }
}
