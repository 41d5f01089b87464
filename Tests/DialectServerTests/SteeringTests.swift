import Dialect
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// `response.steer`: what the user says while a response is under way.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct SteeringTests {
    /// Says the last text, then, once released, a second message.
    private let twoMessages = GatedModel { text in
        [.textStart(id: "1"), .textDelta(id: "1", text: "more"), .textEnd(id: "1")]
    }

    private func create(_ input: String, after id: String? = nil, lane: String? = nil) -> String {
        var event: JSONValue = ["type": "response.create", "model": "m", "store": false, "input": .string(input)]
        event["previous_response_id"] = id.map(JSONValue.string)
        event["stream_id"] = lane.map(JSONValue.string)
        return event.jsonText
    }

    private func steer(_ id: String?, _ input: JSONValue) -> String {
        let event: JSONValue = [
            "type": "response.steer", "previous_response_id": .string(id ?? ""), "input": input,
        ]
        return event.jsonText
    }

    /// Begins a response and reads until the model speaks.
    private func begin(_ socket: TestWebSocket, _ request: String) async throws -> String? {
        try await socket.send(request)
        let created = try await socket.event("response.created")
        _ = try await socket.event("response.output_text.delta")
        return created["response"]?["id"]?.stringValue
    }

    @Test(arguments: [nil, "a"])
    func endsAtTheNextItemAndGoesOnUnasked(lane: String?) async throws {
        let model = twoMessages
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let id = try await begin(socket, create("first", lane: lane))
                try await socket.send(steer(id, "shorter"))
                let accepted = try await socket.event()
                #expect(accepted["type"] == "response.steer.accepted")
                #expect(accepted["steer"]?["previous_response_id"]?.stringValue == id)
                #expect(accepted["steer"]?["id"]?.stringValue?.hasPrefix("steer_") == true)
                #expect(accepted["sequence_number"] == 5)
                #expect(accepted["stream_id"]?.stringValue == lane)
                model.release("first")
                let steered = try await socket.response()
                #expect(
                    steered.types == [
                        "response.output_text.done", "response.content_part.done", "response.output_item.done",
                        "response.incomplete",
                    ])
                #expect(steered.first?["sequence_number"] == 6)
                #expect(steered.last?["response"]?["incomplete_details"]?["reason"] == "steered")
                // The successor comes unasked, in the same lane, and knows all that was said.
                let created = try await socket.event()
                #expect(created["type"] == "response.created")
                #expect(created["stream_id"]?.stringValue == lane)
                #expect(created["response"]?["previous_response_id"]?.stringValue == id)
                #expect(created["response"]?["id"]?.stringValue != id)
                model.release("shorter")
                let rest = try await socket.response()
                #expect(rest.deltaText == "shortermore")
                #expect(rest.types.last == "response.completed")
                // It can be continued.
                model.release("next")
                let next = try await socket.ask(create("next", after: rest.responseID, lane: lane))
                #expect(next.types.last == "response.completed")
            }
            #expect(model.begun == ["first", "shorter", "next"])
        }
    }

    @Test func successorSeesTheConversationTheOutputAndTheSteers() async throws {
        let model = ScriptedModel { request in
            ScriptedTurn([
                .text(request.messages.map { "\($0.role.rawValue):\($0.text)" }.joined(separator: "|")),
                .reasoning("Hm."), .text("Second message."),
            ])
        }
        let gate = GatedModel()
        try await withSimulator(SteeredModel(first: gate, then: model)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let id = try await begin(socket, create("question"))
                for words in ["one", "two"] {
                    try await socket.send(
                        steer(id, [["role": "user", "content": [["type": "input_text", "text": .string(words)]]]]))
                    #expect(try await socket.event()["type"] == "response.steer.accepted")
                }
                gate.release("question")
                // No item is left: the response completes, and its successor follows.
                #expect(try await socket.response().types.last == "response.completed")
                let events = try await socket.response()
                #expect(events.deltaText == "user:question|assistant:question|user:one|user:twoSecond message.")
            }
        }
    }

    @Test func steersWaitForTheResultsOfTools() async throws {
        let gate = GatedModel { _ in
            [
                .toolInputStart(id: "call_1", name: "weather"), .toolInputDelta(id: "call_1", text: "{}"),
                .toolInputEnd(id: "call_1"), .toolCall(ToolCall(id: "call_1", name: "weather", arguments: "{}")),
            ]
        }
        let model = ScriptedModel { request in
            ScriptedTurn([.text(request.messages.map(\.text).joined(separator: "|"))])
        }
        try await withSimulator(SteeredModel(first: gate, then: model)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let tools = #""tools":[{"type":"function","name":"weather","parameters":{}}]"#
                let id = try await begin(
                    socket, #"{"type":"response.create","model":"m","store":false,"input":"rain?",\#(tools)}"#)
                gate.release("rain?")
                let called = try await socket.response()
                #expect(called.types.last == "response.completed")
                // The response is complete and waits for the tool: the steer is taken all the same.
                try await socket.send(steer(id, "in Ghent"))
                #expect(try await socket.event()["type"] == "response.steer.accepted")
                let pending = try await socket.event()
                #expect(pending["type"] == "response.steer.pending")
                #expect(
                    pending["required_input"] == [
                        ["type": "function_call_output", "call_id": "call_1", "name": "weather"]
                    ])
                let next = try await socket.ask(
                    #"{"type":"response.create","model":"m","store":false,"previous_response_id":"\#(id ?? "")","input":[{"type":"function_call_output","call_id":"call_1","output":"yes"},{"role":"user","content":"thanks"}]}"#
                )
                #expect(next.deltaText == "rain?|rain?|in Ghent||thanks")
            }
        }
    }

    @Test func failuresGiveTheInputBack() async throws {
        let model = GatedModel()
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                func failure(_ message: String) async throws -> JSONValue {
                    try await socket.send(message)
                    return try await socket.event("response.steer.failed")
                }
                let unknown = try await failure(steer("resp_0", "words"))
                #expect(unknown["error"]?["code"] == "response_not_found")
                #expect(unknown["steer"] == ["input": "words", "previous_response_id": "resp_0"])
                let id = try await begin(socket, create("first"))
                for input: JSONValue in [
                    "", [], 7, nil, [["role": "assistant", "content": "x"]],
                    [["type": "function_call_output", "call_id": "c", "output": "x"]],
                ] {
                    let invalid = try await failure(steer(id, input))
                    #expect(invalid["error"]?["code"] == "invalid_input")
                    #expect(invalid["steer"]?["input"] == input)
                }
                for _ in 0..<16 {
                    try await socket.send(steer(id, "words"))
                    _ = try await socket.event("response.steer.accepted")
                }
                #expect(try await failure(steer(id, "words"))["error"]?["code"] == "too_many_pending_steers")
                model.release("first")
                #expect(try await socket.response().types.last == "response.completed")
                model.release("words")
                let successor = try await socket.response()
                let late = try await failure(steer(successor.responseID, "words"))
                #expect(late["error"]?["code"] == "response_already_completed")
                // Required by OpenAI's own SDKs, even where the event belongs to no response.
                #expect(late["sequence_number"] == 0)
            }
        }
    }

    @Test func serversMayNotSupportIt() async throws {
        var configuration = ResponsesServer.Configuration()
        configuration.steering = false
        let model = GatedModel()
        try await withSimulator(model, configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let id = try await begin(socket, create("first"))
                try await socket.send(steer(id, "words"))
                let failed = try await socket.event()
                #expect(failed["type"] == "response.steer.failed")
                #expect(failed["error"]?["code"] == "steering_not_supported")
                model.release("first")
                #expect(try await socket.response().types.last == "response.completed")
            }
        }
    }
}

/// Answers the first request with one model and all later ones with another.
private struct SteeredModel: LanguageModel {
    let id = ModelID(provider: "test", model: "steered")
    let first: GatedModel
    let then: ScriptedModel

    func stream(_ request: ModelRequest) -> ResponseStream {
        first.begun.isEmpty ? first.stream(request) : then.stream(request)
    }
}
