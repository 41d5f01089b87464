import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("An event that is odd", .throttled, .timeLimit(.minutes(10)))
struct OddEventEdgeCases {
    /// The server answers with `events`; the connection serves on.
    private static func outcome(
        of events: [String], _ lanes: LaneUse, _ check: ([StreamPart]) throws -> Void
    ) async throws {
        try await withServer { peer, request in
            try await peer.send(events, for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.starts == 1)
            #expect(parts.finishes == 1)
            try check(parts)
            try await provider.expectAnswer(over: 0)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    // MARK: 21 · Unknown

    @Test("21: of a type that nobody knows, is passed on wherever it comes", arguments: LaneUse.allCases, 0..<4)
    func edge21_unknown(_ lanes: LaneUse, _ position: Int) async throws {
        var events = Wire.answer("r", "Fine.")
        events.insert(#"{"type":"codex.rate_limits","left":1}"#, at: position)
        try await Self.outcome(of: events, lanes) { parts in
            #expect(parts.text == "Fine.")
            let unknown = parts.compactMap { part in
                if case .unknown("codex.rate_limits", let json) = part { json["left"] } else { nil }
            }
            #expect(unknown == [1])
        }
    }

    // MARK: 22 · Of another lane or response

    @Test("22: of a lane that nobody asked in, is dropped")
    func edge22_otherLane() async throws {
        let stranger: JSONValue = ["stream_id": "stranger"]
        try await withServer { peer, request in
            for event in Wire.answer("r", "Mine.") {
                try await peer.send(Wire.answer("s", "Not mine."), for: stranger)
                try await peer.send([event], for: request)
            }
            try await peer.send([Wire.error("server_error", "Not mine.")], for: stranger)
            return .servesOn
        } _: { server, _ in
            let provider = LaneUse.lanes.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "Mine.")
            #expect(parts.finishes == 1)
            try await provider.expectAnswer(over: 0)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    // In lanes another conversation gets another lane.
    @Test(
        "22: of the response before, does not end its successor",
        arguments: [(LaneUse.lanes, true), (.noLanes, true), (.noLanes, false)])
    func edge22_earlierResponse(_ lanes: LaneUse, _ continues: Bool) async throws {
        try await withServer(at: 1) { peer, request in
            try await peer.send(
                [Wire.created("resp_0"), Wire.completed("resp_0")] + [Wire.created("resp_1"), Wire.delta("Fi")]
                    + [Wire.completed("resp_0"), Wire.delta("ne."), Wire.completed("resp_1")], for: request)
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            _ = try await provider.model("m").say(.user("One"), in: &history)
            if !continues { history = [] }
            history.append(.user("Two"))
            let (parts, error) = await provider.model("m").stream(ModelRequest(messages: history)).outcome()
            #expect(error == nil)
            #expect(parts.text == "Fine.")
            guard case .finish(_, _, let metadata)? = parts.last else {
                Issue.record("no finish")
                return
            }
            #expect(metadata.id == "resp_1")
            #expect(received.all.last?["previous_response_id"] == (continues ? "resp_0" : nil))
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("22: of a response that nobody wants any more, is dropped, an error too", arguments: [true, false])
    func edge22_abandoned(_ fails: Bool) async throws {
        let left = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            try await peer.send(Wire.answer("resp_0", "Fine."), for: try await peer.message())
            let abandoned = try await peer.message()
            try await peer.send([Wire.created("resp_1"), Wire.delta("Old")], for: abandoned)
            try await left.next()
            let wanted = try await peer.message()
            try await peer.send([Wire.created("resp_2"), Wire.delta("Ne")], for: wanted)
            try await peer.send([Wire.delta(" news")], for: abandoned)
            try await peer.send(
                [fails ? Wire.error("server_error", status: 500, "No.") : Wire.completed("resp_1")], for: abandoned)
            try await peer.send([Wire.delta("w."), Wire.completed("resp_2")], for: wanted)
            while let request = try await peer.message() {
                try await peer.send(Wire.answer("resp_3", "Fine."), for: request)
            }
        } _: { server in
            let provider = LaneUse.lanes.provider(server.baseURL)
            let model = provider.model("m")
            // It shows that the server knows lanes.
            _ = try await model.generate("Zero")
            for try await part in model.stream("One") {
                if case .textDelta = part { break }
            }
            left.report()
            let (parts, error) = await model.stream("Two").outcome()
            #expect(error == nil)
            #expect(parts.text == "New.")
            #expect(try await model.generate("Three").text == "Fine.")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    // MARK: 23 · Numbers

    @Test(
        "23: with a number that was used, or that does not follow, is taken as it comes", arguments: LaneUse.allCases,
        [[0, 1, 2, 3, 4], [0, 0, 0, 0, 0], [0, 5, 100, 101, 7], [9, 8, 7, 6, 5], [1, 2, 2, 3, 3]])
    func edge23_numbers(_ lanes: LaneUse, _ numbers: [Int]) async throws {
        let events = [
            Wire.created("r"), Wire.delta("Fi"), Wire.delta("ne."), Wire.message("Fine."), Wire.completed("r"),
        ]
        let numbered = zip(numbers, events).map { #"{"sequence_number":\#($0),"# + $1.dropFirst() }
        try await Self.outcome(of: numbered, lanes) { parts in
            #expect(parts.text == "Fine.")
        }
    }

    // MARK: 24 · Changing ids

    @Test("24: with another item id every time, is of the item at its index", arguments: LaneUse.allCases)
    func edge24_changingIDs(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send(Self.withChangingIDs, for: request)
            return .servesOn
        } _: { server, received in
            let provider = lanes.provider(server.baseURL)
            var history: [Message] = []
            let response = try await provider.model("m").say(.user("One"), in: &history)
            #expect(response.text == "Fine.")
            #expect(response.toolCalls.map(\.name) == ["weather"])
            #expect(response.toolCalls.map(\.arguments) == [#"{"city":"Ghent"}"#])
            let call = try #require(response.toolCalls.first)
            let next = try await provider.model("m").say(.tool([ToolResult(for: call, output: "rain")]), in: &history)
            #expect(next.text == "Connection 0.")
            #expect(next.continuation == "incremental")
            // As the response was called in the end.
            #expect(received.all.last?["previous_response_id"] == "r3")
            #expect(received.all.last?["input"]?.arrayValue?.map { $0["call_id"] } == ["c1"])
        }
    }

    /// A text and a call, interleaved, as from GitHub Copilot: no id stays the same.
    private static let withChangingIDs = [
        Wire.created("r1"),
        #"{"type":"response.in_progress","response":{"id":"r2","status":"in_progress"}}"#,
        #"{"type":"response.output_item.added","output_index":0,"item":{"id":"a1","type":"message","#
            + #""role":"assistant","content":[]}}"#,
        #"{"type":"response.output_item.added","output_index":1,"item":{"id":"b1","type":"function_call","#
            + #""call_id":"c1","name":"weather","arguments":""}}"#,
        #"{"type":"response.output_text.delta","item_id":"a2","output_index":0,"content_index":0,"delta":"Fi"}"#,
        #"{"type":"response.function_call_arguments.delta","item_id":"b2","output_index":1,"delta":"{\"city\":"}"#,
        #"{"type":"response.output_text.delta","item_id":"a3","output_index":0,"content_index":0,"delta":"ne."}"#,
        #"{"type":"response.function_call_arguments.delta","item_id":"b3","output_index":1,"delta":"\"Ghent\"}"}"#,
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"a4","type":"message","#
            + #""role":"assistant","content":[{"type":"output_text","text":"Fine.","annotations":[]}]}}"#,
        #"{"type":"response.output_item.done","output_index":1,"item":{"id":"b4","type":"function_call","#
            + #""call_id":"c1","name":"weather","arguments":"{\"city\":\"Ghent\"}","status":"completed"}}"#,
        Wire.completed("r3"),
    ]

    // MARK: 25 · Without set-up

    @Test("25: a piece of text, needs no item that was announced", arguments: LaneUse.allCases)
    func edge25_noItemAdded(_ lanes: LaneUse) async throws {
        let events = [Wire.created("r"), Wire.delta("Fi"), Wire.delta("ne."), Wire.completed("r")]
        try await Self.outcome(of: events, lanes) { parts in
            #expect(
                parts.dropFirst().dropLast() == [
                    .textStart(id: "0"), .textDelta(id: "0", text: "Fi"), .textDelta(id: "0", text: "ne."),
                    .textEnd(id: "0"),
                ])
        }
    }

    @Test("25: a piece of text, needs no response that was announced either", arguments: LaneUse.allCases)
    func edge25_noResponseCreated(_ lanes: LaneUse) async throws {
        try await Self.outcome(of: Array(Wire.answer("r", "Fine.").dropFirst()), lanes) { parts in
            #expect(parts.text == "Fine.")
        }
    }
}
