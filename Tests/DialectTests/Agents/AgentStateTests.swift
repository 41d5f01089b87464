import Dialect
import Foundation
import Testing

/// The saved form of runs. A change here breaks what people have stored: add, never alter.
struct AgentStateTests {
    /// JSON whose members are in no order, and numbers that a Double does not hold.
    private static let odd = #"{"z":1,"a":{"y":[1e400,0.1,12345678901234567890],"b":null},"m":"\u0000é"}"#

    /// A suspended run that holds such JSON wherever there may be JSON.
    private func suspended() async throws -> AgentState {
        let json = try JSONValue(parsing: Self.odd)
        var metadata = ProviderMetadata()
        metadata[raw: "toy"] = json
        let pay = ToolCall(id: "p", name: "pay", arguments: Self.odd, metadata: metadata)
        let tools: ToolSet = [
            AnyTool.any("look") { _, _ in .json(json) },
            AnyTool.any("pay", settings: ToolSettings(approval: .always)),
        ]
        let model = TestModel(.calls(call("look", id: "a")), .calls(pay, call("look", id: "b")))
        let input = Message(
            role: .user, content: ["Go", .providerItem(ProviderItem(provider: "toy", type: "t", json: json))])
        return try await Agent(model: model, tools: tools).run([input], runID: "r").state
    }

    /// What a model is asked when the run goes on.
    private func resumed(_ state: AgentState) async throws -> [Message] {
        var state = state
        try state.decide(.deny(), for: "p")
        let model = TestModel(.text("Well."))
        let tools: ToolSet = [AnyTool.any("look"), AnyTool.any("pay")]
        _ = try await Agent(model: model, tools: tools).run(resuming: state)
        return model.requests[0].messages
    }

    /// The JSON in messages, byte by byte.
    private func texts(_ messages: [Message]) -> [String] {
        messages.flatMap(\.content).compactMap { part -> String? in
            switch part {
            case .toolResult(let result): if case .json(let json) = result.output { json.jsonText } else { nil }
            case .toolCall(let call): call.metadata[raw: "toy"]?.jsonText
            case .providerItem(let item): item.json.jsonText
            default: nil
            }
        }
    }

    @Test(arguments: ["json", "plist"]) func aRunGoesOnWithTheHistoryThatTheModelWasTold(_ form: String) async throws {
        let state = try await suspended()
        let read =
            form == "json"
            ? try JSONDecoder().decode(AgentState.self, from: JSONEncoder().encode(state))
            : try PropertyListDecoder().decode(AgentState.self, from: PropertyListEncoder().encode(state))
        #expect(read == state)
        let (told, later) = (try await resumed(state), try await resumed(read))
        #expect(told == later)
        #expect(texts(later) == texts(told))
        let odd = try JSONValue(parsing: Self.odd).jsonText
        #expect(texts(later) == [odd, odd, odd, odd])
    }

    /// It stands some levels down in what is saved.
    @Test func theDeepestJSONIsReadAgain() async throws {
        let depth = JSONReader.maximumDepth
        let deep = try JSONValue(parsing: String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        let tools: ToolSet = [
            AnyTool.any("look") { _, _ in .json(deep) },
            AnyTool.any("pay", settings: ToolSettings(approval: .always)),
        ]
        let model = TestModel(.calls(call("look", id: "a")), .calls(call("pay"), call("look", id: "b")))
        let state = try await Agent(model: model, tools: tools).run("Go").state
        let read = try JSONDecoder().decode(AgentState.self, from: JSONEncoder().encode(state))
        #expect(read == state)
    }

    // MARK: Version one

    private static let input = #"[{"role": "user", "content": [{"type": "text", "text": "Go"}]}]"#

    private static let steps = #"""
        [
            {
                "index": 0, "agent": "agent", "model": "test/scripted",
                "response": {
                    "content": [
                        {
                            "type": "toolCall", "id": "p", "name": "pay", "arguments": "{\"sum\":5}",
                            "kind": "function", "isProviderExecuted": false, "metadata": {}
                        },
                        {
                            "type": "toolCall", "id": "l", "name": "look", "arguments": "{}", "kind": "function",
                            "isProviderExecuted": false, "metadata": {}
                        }
                    ],
                    "finishReason": {"kind": "toolCalls"},
                    "usage": {"input": {"total": 10}, "output": {"total": 5}, "isPartial": false}, "warnings": [],
                    "metadata": {"model": "test", "headers": {}, "provider": {}}
                },
                "toolResults": [], "toolUsage": {"input": {}, "output": {}, "isPartial": false}
            }
        ]
        """#

    private static let pending = #"""
        {
            "calls": [
                {
                    "call": {
                        "id": "p", "name": "pay", "arguments": "{\"sum\":5}", "kind": "function",
                        "isProviderExecuted": false, "metadata": {}
                    },
                    "status": "needsApproval"
                },
                {
                    "call": {
                        "id": "l", "name": "look", "arguments": "{}", "kind": "function",
                        "isProviderExecuted": false, "metadata": {}
                    },
                    "status": "done", "output": {"text": "seen"}
                }
            ],
            "tools": ["look", "pay"]
        }
        """#

    private static func saved() throws -> String {
        func text(_ json: String) throws -> String { JSONValue.string(try JSONValue(parsing: json).jsonText).jsonText }
        return """
            {
                "agents": ["agent"], "ending": "suspended", "input": \(try text(input)),
                "pending": \(try text(pending)), "runID": "r1", "steps": \(try text(steps)),
                "usage": {"input": {"total": 10}, "isPartial": false, "output": {"total": 5}}, "version": 1
            }
            """
    }

    @Test func whatVersionOneSavedCanBeRead() async throws {
        let tools: ToolSet = [
            AnyTool.any("look") { _, _ in "seen" }, AnyTool.any("pay", settings: ToolSettings(approval: .always)),
        ]
        let model = TestModel(.calls(call("pay", #"{"sum":5}"#, id: "p"), call("look", id: "l")))
        let state = try await Agent(model: model, tools: tools).run([.user("Go")], runID: "r1").state
        try expectGolden(state, Self.saved())
    }

    @Test(arguments: [0, 2, 1_000])
    func whatAnotherVersionSavedIsRefused(_ version: Int) throws {
        let text = try Self.saved().replacingOccurrences(of: "\"version\": 1", with: "\"version\": \(version)")
        let error = #expect(throws: LanguageModelError.self) {
            try JSONDecoder().decode(AgentState.self, from: Data(text.utf8))
        }
        #expect(error?.code == .misuse)
        #expect(error?.message.contains("version \(version) of its form") == true)
    }

    @Test(arguments: [
        ("\"agents\": [\"agent\"]", "\"agents\": []"), ("\"version\": 1", "\"agents\": []"),
        ("\"pending\": \"{", "\"pending\": \""),
    ])
    func whatIsNoStateIsRefused(_ part: String, _ other: String) throws {
        let text = try Self.saved()
        #expect(text.contains(part))
        let broken = Data(text.replacingOccurrences(of: part, with: other).utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(AgentState.self, from: broken) }
    }
}
