import Dialect
import DialectServer
import DialectSimulator
import Testing

/// Lanes of a WebSocket: what each remembers, and how they branch.
@Suite(.timeLimit(.minutes(5)))
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
}
