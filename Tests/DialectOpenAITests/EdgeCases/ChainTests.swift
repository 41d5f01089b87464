import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("A chain of turns", .throttled, .timeLimit(.minutes(10)))
struct ChainTests {
    private static func tool(_ name: String) -> ToolDeclaration {
        .function(FunctionTool(name: name, inputSchema: ["type": "object"]))
    }

    /// What a caller changes between two requests, and the reason that is given for sending everything.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: String
        let make: @Sendable (inout ModelRequest) -> Void

        init(_ name: String, _ reason: String, _ make: @escaping @Sendable (inout ModelRequest) -> Void) {
            testDescription = name
            self.reason = reason
            self.make = make
        }
    }

    /// Answers with the number of messages that it sees, so that a lost or doubled history shows.
    private static let counting = ScriptedModel { request in
        ScriptedTurn([.text("\(request.messages.count) messages")])
    }

    // MARK: 41 and 42: What the caller changes

    @Test(
        "is begun anew when a lasting setting changed", arguments: Sharing.allCases,
        [
            Change("other tool", "toolsChanged") { $0.tools = [tool("other")] },
            Change("no tool", "toolsChanged") { $0.tools = [] },
            Change("more tools", "toolsChanged") { $0.tools = [tool("weather"), tool("other")] },
            Change("instructions", "instructionsChanged") {
                $0.providerOptions[OpenAI.self].instructions = "Be rude."
            },
            Change("format", "settingsChanged") { $0.outputFormat = .json },
            Change("effort", "settingsChanged") { $0.options.reasoningEffort = .high },
            Change("storage", "settingsChanged") { $0.providerOptions[OpenAI.self].store = false },
        ])
    func edge41Changed(
        _ sharing: Sharing, _ change: Change
    ) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history) { $0.tools = [Self.tool("weather")] }
            let second = try await model.say(.user("Two"), in: &history) {
                $0.tools = [Self.tool("weather")]
                change.make(&$0)
            }
            #expect(second.continuation == change.reason)
            let body = try #require(simulator.bodies.last)
            #expect(body["previous_response_id"] == nil)
            #expect(body["input"]?.arrayValue?.count == 3)
            #expect(second.text == (body["instructions"] == nil ? "3 messages" : "4 messages"))
            // What is new is what the next turn continues.
            let third = try await model.say(.user("Three"), in: &history) {
                $0.tools = [Self.tool("weather")]
                change.make(&$0)
            }
            #expect(third.continuation == "incremental")
            #expect(simulator.bodies.last?["tools"] == body["tools"])
            #expect(simulator.bodies.last?["instructions"] == body["instructions"])
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("is continued only as far as the history was not edited", arguments: Sharing.allCases, [0, 1, 2])
    func edge42Edited(_ sharing: Sharing, _ index: Int) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var history: [Message] = []
            let first = try await model.say(.user("One"), in: &history)
            _ = try await model.say(.user("Two"), in: &history)
            history[index] = index == 1 ? .assistant("Something else.") : .user("Edited")
            let third = try await model.say(.user("Three"), in: &history)
            #expect(third.text == "5 messages")
            // With another beginning it is another conversation; what comes before the edit is continued.
            #expect(third.continuation == ["firstTurn", "historyEdited", "incremental"][index])
            #expect(
                simulator.bodies.last?["previous_response_id"]?.stringValue == (index == 2 ? first.metadata.id : nil))
            #expect(simulator.bodies.last?["input"]?.arrayValue?.count == (index == 2 ? 3 : 5))
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("is begun anew when its last turns were taken back", arguments: Sharing.allCases)
    func edge42Shortened(_ sharing: Sharing) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let model = sharing.provider(simulator.baseURL).model("test-model")
            var history: [Message] = []
            for text in ["One", "Two", "Three"] { _ = try await model.say(.user(text), in: &history) }
            history.removeLast(3)
            let retry = try await model.say(.user("Other"), in: &history)
            #expect(retry.text == "\(history.count - 1) messages")
            #expect(simulator.bodies.last?["input"]?.arrayValue?.last?["content"] == "Other")
        }
    }

    // MARK: 43: Forks

    /// What a held model says to a request: what it was asked, so that a wrong parent shows.
    private static func told(_ request: ModelRequest) -> String {
        request.messages.filter { $0.role == .user }.map(\.text).joined(separator: "|")
    }

    @Test("forks at once, each with what the parent knows", arguments: Sharing.allCases, [true, false])
    func edge43AtOnce(_ sharing: Sharing, _ isStored: Bool) async throws {
        let held = HeldModel(says: Self.told)
        try await withSimulator(held, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var parent: [Message] = []
            held.release("parent")
            _ = try await model.say(.user("parent"), in: &parent) {
                $0.providerOptions[OpenAI.self].store = isStored
            }
            _ = try await held.begun.next()
            let history = parent
            @Sendable func fork(_ text: String) async throws -> ModelResponse {
                var request = ModelRequest(messages: history + [.user(text)])
                request.providerOptions[OpenAI.self].store = isStored
                return try await model.generate(request)
            }
            async let left = fork("left")
            #expect(try await held.begun.next() == "left")
            async let right = fork("right")
            #expect(try await held.begun.next() == "right")
            for text in ["right", "left"] { held.release(text) }
            let answers = try await [left, right]
            #expect(answers.map(\.text) == ["parent|left", "parent|right"])
            #expect(answers[0].continuation == "incremental")
            let bodies = simulator.bodies
            #expect(bodies.count == 3)
            if sharing == .lanes, isStored {
                // Both continue the parent, in lanes of their own.
                #expect(answers[1].continuation == "incremental")
                #expect(bodies[1]["previous_response_id"] == bodies[2]["previous_response_id"])
                #expect(bodies[1]["stream_id"] != bodies[2]["stream_id"])
            } else {
                #expect(answers[1].continuation == "forked")
                #expect(bodies[2]["input"]?.arrayValue?.count == 3)
            }
            #expect(provider.statistics.connectionsOpened == (sharing == .lanes ? 1 : 2))
            #expect(provider.statistics.replays == 0)
            // Each branch goes on where it is known.
            for (text, answer) in zip(["left", "right"], answers) {
                held.release("more \(text)")
                var branch = ModelRequest(messages: history + [.user(text), answer.message, .user("more \(text)")])
                branch.providerOptions[OpenAI.self].store = isStored
                let next = try await model.generate(branch)
                #expect(next.text == "parent|\(text)|more \(text)")
                #expect(next.continuation == "incremental")
            }
        }
    }

    @Test("forks one after the other", arguments: Sharing.allCases, [true, false])
    func edge43InTurn(_ sharing: Sharing, _ isStored: Bool) async throws {
        let model = ScriptedModel { ScriptedTurn([.text(Self.told($0))]) }
        try await withSimulator(model, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var parent: [Message] = []
            let adjust: (inout ModelRequest) -> Void = { $0.providerOptions[OpenAI.self].store = isStored }
            let first = try await model.say(.user("parent"), in: &parent, adjust: adjust)
            for (index, text) in ["left", "right", "middle"].enumerated() {
                var branch = parent
                let answer = try await model.say(.user(text), in: &branch, adjust: adjust)
                #expect(answer.text == "parent|\(text)")
                // Only a server that stores a response knows it after another has continued it.
                let isKnown = isStored || index == 0
                #expect((answer.continuation == "incremental") == isKnown)
                let body = simulator.bodies.last
                #expect(body?["previous_response_id"]?.stringValue == (isKnown ? first.metadata.id : nil))
                #expect(body?["input"]?.arrayValue?.count == (isKnown ? 1 : 3))
            }
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    // MARK: 44: Warm-ups

    @Test("continues a warm-up with nothing but the chain", arguments: Sharing.allCases)
    func edge44Matches(_ sharing: Sharing) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            let request = ModelRequest(messages: [.system("Be brief."), .user("One")])
            try await model.warmUp(request)
            let response = try await model.generate(request)
            #expect(response.text == "2 messages")
            #expect(response.continuation == "incremental")
            let bodies = simulator.bodies
            #expect(bodies.count == 2)
            #expect(bodies.first?["generate"] == false)
            #expect(bodies.first?["input"]?.arrayValue?.count == 2)
            #expect(bodies.last?["generate"] == nil)
            #expect(bodies.last?["input"] == [])
            #expect(bodies.last?["stream_id"] == bodies.first?["stream_id"])
            #expect(bodies.last?["previous_response_id"]?.stringValue?.hasPrefix("resp_") == true)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("continues a warm-up of instructions and tools with the first message", arguments: Sharing.allCases)
    func edge44MatchesPrefix(_ sharing: Sharing) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let model = sharing.provider(simulator.baseURL).model("test-model")
            var request = ModelRequest(messages: [.system("Be brief.")])
            request.tools = [Self.tool("weather")]
            try await model.warmUp(request)
            request.messages.append(.user("One"))
            let response = try await model.generate(request)
            #expect(response.text == "2 messages")
            #expect(response.continuation == "incremental")
            #expect(simulator.bodies.last?["input"]?.arrayValue?.map { $0["content"] } == ["One"])
        }
    }

    @Test(
        "does not continue a warm-up that does not match", arguments: Sharing.allCases,
        [
            Change("messages", "firstTurn") { $0.messages[0] = .system("Be rude.") },
            Change("tools", "toolsChanged") { $0.tools = [tool("other")] },
            Change("format", "settingsChanged") { $0.outputFormat = .json },
        ])
    func edge44DoesNotMatch(
        _ sharing: Sharing, _ change: Change
    ) async throws {
        try await withSimulator(Self.counting, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var request = ModelRequest(messages: [.system("Be brief."), .user("One")])
            request.tools = [Self.tool("weather")]
            try await model.warmUp(request)
            change.make(&request)
            let response = try await model.generate(request)
            #expect(response.text == "2 messages")
            #expect(response.continuation == change.reason)
            #expect(simulator.bodies.last?["previous_response_id"] == nil)
            #expect(simulator.bodies.last?["input"]?.arrayValue?.count == 2)
            // The socket is warm all the same.
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    // MARK: 50: Encrypted reasoning

    @Test("that nobody stores keeps its reasoning encrypted, in the chain and without it", arguments: Sharing.allCases)
    func edge50EncryptedReasoning(_ sharing: Sharing) async throws {
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = [
            "itemID": "rs_1",
            "item": ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAA+/="],
        ]
        let turns: [ScriptedTurn] = [
            [.reasoning("Hm. ", metadata: metadata), .toolCall("weather", arguments: "{}", id: "c1")], "It rains.",
            "Again.",
        ]
        let adjust: (inout ModelRequest) -> Void = {
            $0.tools = [Self.tool("weather")]
            $0.providerOptions[OpenAI.self].store = false
            $0.providerOptions[OpenAI.self].include = [.encryptedReasoning]
        }
        try await withSimulator(ScriptedModel(turns), configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var history: [Message] = []
            let first = try await model.say(.user("Weather?"), in: &history, adjust: adjust)
            let item = try #require(
                first.content.compactMap { part in
                    if case .reasoning(_, let metadata) = part { metadata[OpenAI.self].item } else { nil }
                }.first)
            let encrypted = try #require(item["encrypted_content"]?.stringValue)
            let call = try #require(first.toolCalls.first)
            let second = try await model.say(
                .tool([ToolResult(for: call, output: "rain")]), in: &history, adjust: adjust)
            #expect(second.text == "It rains.")
            #expect(second.continuation == "incremental")
            #expect(second.warnings.isEmpty)
            #expect(simulator.bodies.last?["input"]?.arrayValue?.map { $0["type"] } == ["function_call_output"])
            // The connection alone knew the chain.
            simulator.closeConnections()
            while provider.statistics.connectionsOpen > 0 { await Task.yield() }
            let third = try await model.say(.user("And now?"), in: &history, adjust: adjust)
            #expect(third.text == "Again.")
            #expect(third.warnings.isEmpty)
            let body = try #require(simulator.bodies.last)
            #expect(body["previous_response_id"] == nil)
            #expect(body["store"] == false)
            #expect(
                body["input"]?.arrayValue?.map { $0["type"] } == [
                    "message", "reasoning", "function_call", "function_call_output", "message", "message",
                ])
            #expect(body["input"]?[1]?["encrypted_content"]?.stringValue == encrypted)
            #expect(body["input"]?[1] == item)
        }
    }
}
