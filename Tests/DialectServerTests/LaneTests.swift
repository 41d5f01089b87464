import Dialect
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// Lanes of a WebSocket: what each remembers, and how they branch.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct LaneTests {
    private let model = ScriptedModel { request in
        let text = request.messages.map(\.text).joined(separator: "|")
        return text.hasSuffix("fail")
            ? [.error(LanguageModelError(.server, "Broken."))] : ScriptedTurn([.text("(\(text))")])
    }

    private func request(_ input: String, lane: String? = nil, after id: String? = nil) -> String {
        var event: JSONValue = ["type": "response.create", "model": "m", "store": false, "input": .string(input)]
        event["stream_id"] = lane.map(JSONValue.string)
        event["previous_response_id"] = id.map(JSONValue.string)
        return event.jsonText
    }

    @Test func eachLaneKeepsItsOwnLatestResponse() async throws {
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let a = try await socket.ask(request("A", lane: "a"))
                let b = try await socket.ask(request("B", lane: "b"))
                let onA = try await socket.ask(request("2", lane: "a", after: a.responseID))
                #expect(onA.deltaText == "(A|(A)|2)")
                let onB = try await socket.ask(request("2", lane: "b", after: b.responseID))
                #expect(onB.deltaText == "(B|(B)|2)")
            }
        }
    }

    @Test func forkThatFailsLeavesItsParentAlone() async throws {
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let parent = try await socket.ask(request("A")).responseID
                #expect(try await socket.ask(request("fail", lane: "fork", after: parent)).types == ["error"])
                let fork = try await socket.ask(request("F", lane: "fork", after: parent))
                #expect(fork.deltaText == "(A|(A)|F)")
                #expect(try await socket.ask(request("2", after: parent)).deltaText == "(A|(A)|2)")
            }
        }
    }

    @Test func connectionsDoNotShareWhatIsNotStored() async throws {
        try await withSimulator(model) { server in
            let id = try await TestWebSocket.connected(to: server) { try await $0.ask(request("A")).responseID }
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request("B", after: id)) }
            #expect(events.last?["error"]?["code"] == "previous_response_not_found")
        }
    }

    @Test func thirtyThirdNameIsRefused() async throws {
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for lane in 0..<32 {
                    #expect(try await socket.ask(request("A", lane: "\(lane)")).types.last == "response.completed")
                }
                let refused = try await socket.ask(request("A", lane: "32"))
                #expect(refused.last?["error"]?["code"] == "websocket_stream_limit_reached")
                // Known lanes and the unnamed one go on.
                #expect(try await socket.ask(request("A", lane: "7")).types.last == "response.completed")
                #expect(try await socket.ask(request("A")).types.last == "response.completed")
            }
        }
    }

    @Test func lanesRunAtOnceAndEachInOrder() async throws {
        let model = GatedModel()
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for (input, lane) in [("a1", "a"), ("a2", "a"), ("b1", "b"), ("d1", nil)] {
                    try await socket.send(request(input, lane: lane))
                }
                // All but the second of a lane begin, whatever the first of that lane does.
                for _ in 0..<3 { _ = try await socket.event("response.output_text.delta") }
                #expect(Set(model.begun) == ["a1", "b1", "d1"])
                #expect(server.statistics.responsesInFlight == 3)
                model.release("b1")
                let ended = try await socket.event("response.completed")
                #expect(ended["stream_id"] == "b")
                model.release("a1")
                #expect(try await socket.event("response.completed")["stream_id"] == "a")
                let next = try await socket.event("response.output_text.delta")
                #expect(next["stream_id"] == "a")
                #expect(next["delta"] == "a2")
                model.release("d1")
                #expect(try await socket.event("response.completed")["stream_id"] == nil)
                model.release("a2")
                #expect(try await socket.event("response.completed")["stream_id"] == "a")
            }
            #expect(server.statistics.lanes == 2)
            #expect(server.statistics.maximumResponsesInFlight == 3)
        }
    }

    @Test func requestsBeyondTheLimitWaitInTheOrderInWhichTheyCame() async throws {
        let model = GatedModel()
        var configuration = ResponsesServer.Configuration()
        configuration.lanes.maximumInFlight = 2
        try await withSimulator(model, configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for input in ["1", "2", "3", "4"] { try await socket.send(request(input, lane: input)) }
                for _ in 0..<2 { _ = try await socket.event("response.output_text.delta") }
                for (ended, begins) in [("2", "3"), ("1", "4")] {
                    model.release(ended)
                    #expect(try await socket.event("response.completed")["stream_id"] == .string(ended))
                    #expect(try await socket.event("response.output_text.delta")["delta"] == .string(begins))
                }
                #expect(model.begun == ["1", "2", "3", "4"] || model.begun == ["2", "1", "3", "4"])
                model.release("3")
                model.release("4")
                _ = try await socket.responses(2)
            }
            #expect(server.statistics.maximumResponsesInFlight == 2)
        }
    }

    @Test func lanesDoNotMixTheirEvents() async throws {
        let word = String(repeating: "x", count: 3_000)
        let model = ScriptedModel { request in
            let text = request.messages.last?.text ?? ""
            return ScriptedTurn(Array(repeating: .text(deltas: [text + word]), count: 40))
        }
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for lane in 0..<20 { try await socket.send(request("\(lane)-", lane: "\(lane)")) }
                let lanes = try await socket.responses(20)
                for lane in 0..<20 {
                    let events = try #require(lanes["\(lane)"])
                    #expect(events.map { $0["sequence_number"]?.intValue } == events.indices.map(Optional.init))
                    #expect(events.deltaText == String(repeating: "\(lane)-" + word, count: 40))
                }
            }
        }
    }

    @Test func aForkHasToBeginBeforeItsSourceGoesOn() async throws {
        let model = GatedModel()
        for input in ["parent", "next", "fork"] { model.release(input) }
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let parent = try await socket.ask(request("parent", lane: "a")).responseID
                // While the fork is under way the source may go on.
                try await socket.send(request("held", lane: "b", after: parent))
                _ = try await socket.event("response.in_progress", lane: "b")
                try await socket.send(request("held too", lane: "a", after: parent))
                _ = try await socket.event("response.in_progress", lane: "a")
                // The source has begun its next response: its former one is gone, before the new one is complete.
                try await socket.send(request("late", lane: "c", after: parent))
                let refused = try await socket.event("error", lane: "c")
                #expect(refused["error"]?["code"] == "previous_response_not_found")
                model.release("held")
                model.release("held too")
                let ended = try await socket.responses(2)
                #expect(ended.values.allSatisfy { $0.types.last == "response.completed" })
            }
        }
    }

    @Test func refusalsWaitForTheirTurnInTheLane() async throws {
        let model = GatedModel()
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request("held", lane: "a"))
                try await socket.send(#"{"type":"response.create","stream_id":"a","input":"no model"}"#)
                // What belongs to no lane is refused at once.
                try await socket.send(#"{"type":"response.create","stream_id":"a b","model":"m","input":"x"}"#)
                let unlawful = try await socket.event("error")
                #expect(unlawful["stream_id"] == nil)
                #expect(unlawful["error"]?["code"] == "invalid_stream_id")
                model.release("held")
                #expect(try await socket.event("response.completed")["stream_id"] == "a")
                #expect(try await socket.event()["error"]?["param"] == "model")
            }
        }
    }

    @Test func serversWithoutLanesIgnoreTheirNames() async throws {
        let model = GatedModel()
        var configuration = ResponsesServer.Configuration()
        configuration.lanes = .unsupported
        try await withSimulator(model, configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request("1", lane: "a"))
                try await socket.send(request("2", lane: "not lawful"))
                _ = try await socket.event("response.output_text.delta")
                #expect(model.begun == ["1"])
                model.release("1")
                model.release("2")
                let first = try await socket.event("response.completed")
                #expect(first["stream_id"] == nil)
                let second = try await socket.response()
                #expect(second.deltaText == "2")
                #expect(second.allSatisfy { $0["stream_id"] == nil })
            }
            #expect(server.statistics.lanes == 0)
            #expect(server.statistics.maximumResponsesInFlight == 1)
        }
    }

    @Test(.throttled, .timeLimit(.minutes(10)))
    func clientThatLeavesEndsAllLanes() async throws {
        let model = EndlessModel()
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                for lane in ["a", "b", "c"] { try await socket.send(request("x", lane: lane)) }
                for _ in 0..<3 { _ = try await socket.event("response.output_text.delta") }
            }
            await model.released.wait()
        }
    }
}
