import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectWire
import Testing
import TestSupport

@Suite("Turns over a kept WebSocket", .throttled, .timeLimit(.minutes(10)))
struct WebSocketTurnTests {
    private static func tool(_ name: String) -> ToolDeclaration {
        .function(FunctionTool(name: name, inputSchema: ["type": "object"]))
    }

    /// Answers with the number of messages that it sees, so that a lost or doubled history shows.
    private static let counting = ScriptedModel { request in
        ScriptedTurn([.text("\(request.messages.count) messages")])
    }

    @Test("reuse the connection and send only what is new")
    func incremental() async throws {
        try await withSimulator(Self.counting, configuration: .recording) { simulator in
            let provider = OpenAIProvider(apiKey: Secret.key, baseURL: simulator.baseURL).withWebSocket()
            let model = provider.model("test-model")
            var history: [Message] = [.system("Be brief.")]
            let first = try await model.say(.user("One"), in: &history)
            let second = try await model.say(.user("Two"), in: &history)
            let third = try await model.say(.user("Three"), in: &history)
            #expect([first, second, third].map(\.text) == ["2 messages", "4 messages", "6 messages"])
            #expect([first, second, third].map(\.continuation) == ["firstTurn", "incremental", "incremental"])
            #expect([first, second, third].allSatisfy { $0.transport == "websocket" })
            let bodies = simulator.bodies
            #expect(bodies.map { $0["type"] } == ["response.create", "response.create", "response.create"])
            #expect(
                bodies.map { $0["input"]?.arrayValue?.map { $0["content"] } } == [
                    ["Be brief.", "One"], ["Two"], ["Three"],
                ])
            #expect(
                bodies.map { $0["previous_response_id"]?.stringValue } == [nil, first.metadata.id, second.metadata.id])
            #expect(bodies.allSatisfy { $0["stream"] == nil })
            #expect(simulator.statistics.connections == 1)
            let statistics = provider.statistics
            #expect(statistics.connectionsOpened == 1)
            #expect(statistics.requests == 3)
            #expect(statistics.incrementalRequests == 2)
            #expect(statistics.replays == 0)
            #expect(statistics.fallbacks == 0)
            #expect(statistics.bytesSent == simulator.statistics.bytesReceived)
        }
    }

    @Test("of a tool loop send only the results")
    func toolLoop() async throws {
        let turns: [ScriptedTurn] = [
            [.reasoning("Look it up."), .toolCall("weather", arguments: #"{"city":"Ghent"}"#, id: "c1")],
            [.toolCall("weather", arguments: "", id: "c2")], "It rains.",
        ]
        try await withSimulator(ScriptedModel(turns), configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var history: [Message] = []
            var response = try await model.say(.user("Weather?"), in: &history) { $0.tools = [Self.tool("weather")] }
            while let call = response.toolCalls.first {
                response = try await model.say(.tool([ToolResult(for: call, output: "rain")]), in: &history) {
                    $0.tools = [Self.tool("weather")]
                }
            }
            #expect(response.text == "It rains.")
            let bodies = simulator.bodies
            #expect(bodies.dropFirst().map { $0["input"]?.arrayValue?.map { $0["call_id"] } } == [["c1"], ["c2"]])
            // Tools are not inherited.
            #expect(bodies.allSatisfy { $0["tools"]?[0]?["name"] == "weather" })
        }
    }

    @Test("send everything when nothing is new, or less than before")
    func nothingNew() async throws {
        try await withSimulator(Self.counting, configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history)
            let again = try await model.generate(ModelRequest(messages: history))
            #expect(again.continuation == "nothingNew")
            let retry = try await model.generate("One")
            #expect(retry.continuation == "historyEdited")
            #expect(simulator.bodies.allSatisfy { $0["previous_response_id"] == nil })
        }
    }

    @Test("still send only what is new when a setting of one answer changed")
    func passingSettings() async throws {
        try await withSimulator(Self.counting, configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history)
            let second = try await model.say(.user("Two"), in: &history) {
                $0.options.temperature = 0.2
                $0.options.maxOutputTokens = 50
                $0.toolChoice = ToolChoice.none
            }
            #expect(second.continuation == "incremental")
            #expect(simulator.bodies.last?["max_output_tokens"] == 50)
        }
    }

    @Test("of two conversations find the connection that knows each")
    func alternating() async throws {
        try await withSimulator(MeetingModel(Self.counting, count: 2)) { simulator in
            let provider = Transport.webSocket.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var (left, right) = ([Message.system("L"), .user("One")], [Message.system("R"), .user("One")])
            let requests = (ModelRequest(messages: left), ModelRequest(messages: right))
            async let leftAnswer = model.generate(requests.0)
            async let rightAnswer = model.generate(requests.1)
            let (leftMessage, rightMessage) = try await (leftAnswer.message, rightAnswer.message)
            left.append(leftMessage)
            right.append(rightMessage)
            for _ in 0..<3 {
                let first = try await model.say(.user("More"), in: &left)
                let second = try await model.say(.user("More"), in: &right)
                #expect(first.continuation == "incremental")
                #expect(second.continuation == "incremental")
                #expect(first.text == second.text)
            }
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.incrementalRequests == 6)
            #expect(simulator.statistics.connections == 2)
        }
    }

    @Test("at the same time get connections of their own, which serve later ones")
    func concurrent() async throws {
        let count = 8
        try await withSimulator(MeetingModel(ScriptedModel.echo(), count: count)) { simulator in
            let provider = Transport.webSocket.provider(simulator.baseURL)
            let model = provider.model("test-model")
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for index in 0..<count {
                    group.addTask { (index, try await model.generate("Number \(index)").text) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, "Number \($0)") }))
            #expect(provider.statistics.connectionsOpened == count)
            _ = try await model.generate("Once more")
            #expect(provider.statistics.connectionsOpened == count)
            #expect(simulator.statistics.connections == count)
        }
    }

    @Test("do not warm up where there is no WebSocket")
    func warmUpWithoutWebSocket() async throws {
        try await withSimulator(Self.counting) { simulator in
            try await Transport.sse.model(simulator.baseURL).warmUp("One")
            #expect(simulator.statistics.connections == 0)
        }
    }

    @Test("obey a caller who chains", arguments: Transport.allCases)
    func callerChained(_ transport: Transport) async throws {
        try await withSimulator(Self.counting, configuration: .recording) { simulator in
            let model = transport.model(simulator.baseURL)
            let first = try await model.generate("One")
            var request = ModelRequest("Two")
            request.providerOptions[OpenAI.self].previousResponseID = first.metadata.id
            let second = try await model.generate(request)
            #expect(second.text == "3 messages")
            #expect(second.continuation == (transport == .sse ? nil : "callerChained"))
            #expect(second.metadata.provider[OpenAI.self].previousResponseID == first.metadata.id)
            #expect(simulator.bodies.last?["previous_response_id"]?.stringValue == first.metadata.id)
            #expect(simulator.bodies.last?["input"]?.arrayValue?.count == 1)
            // Without that response, the conversation is only what the caller says it is.
            let third = try await model.generate(
                ModelRequest(messages: [.user("Two"), second.message, .user("Three")]))
            #expect(third.text == "3 messages")
            #expect(third.continuation == (transport == .sse ? nil : "firstTurn"))
        }
    }

    @Test("show a caller that the response to continue is unknown", arguments: Transport.allCases)
    func callerChainLost(_ transport: Transport) async throws {
        try await withSimulator(Self.counting) { simulator in
            let provider = transport.provider(simulator.baseURL)
            var request = ModelRequest("Two")
            request.providerOptions[OpenAI.self].previousResponseID = "resp_unknown"
            let error = try await failure { try await provider.model("test-model").generate(request) }
            #expect(error.code == .notFound)
            #expect(error.details.code == "previous_response_not_found")
            #expect(simulator.statistics.requests == 1)
            #expect((provider.wsTransport?.statistics.replays ?? 0) == 0)
        }
    }

    @Test("of a caller who chains go to the connection that made the response")
    func callerChainedUnstored() async throws {
        try await withSimulator(MeetingModel(Self.counting, count: 2)) { simulator in
            let provider = Transport.webSocket.provider(simulator.baseURL)
            let model = provider.model("test-model")
            var request = ModelRequest("One")
            request.providerOptions[OpenAI.self].store = false
            let unstored = request
            async let left = model.generate(unstored)
            async let right = model.generate(unstored)
            for first in try await [left, right] {
                request.providerOptions[OpenAI.self].previousResponseID = first.metadata.id
                let second = try await model.generate(request)
                #expect(second.text == "3 messages")
            }
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("chain on the connection where nothing is stored")
    func unstored() async throws {
        try await withSimulator(Self.counting, configuration: .recording) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history) { $0.providerOptions[OpenAI.self].store = false }
            let second = try await model.say(.user("Two"), in: &history) {
                $0.providerOptions[OpenAI.self].store = false
            }
            #expect(second.text == "3 messages")
            #expect(second.continuation == "incremental")
            #expect(simulator.bodies.allSatisfy { $0["store"] == false })
        }
    }

    @Test("continue a response whose reasoning was left out because nobody stores it")
    func unstoredReasoning() async throws {
        let turns: [ScriptedTurn] = [[.reasoning("Hm."), .text("One.")], "Two."]
        try await withSimulator(ScriptedModel(turns)) { simulator in
            let model = Transport.webSocket.model(simulator.baseURL)
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history) { $0.providerOptions[OpenAI.self].store = false }
            let second = try await model.say(.user("Two"), in: &history) {
                $0.providerOptions[OpenAI.self].store = false
            }
            #expect(second.continuation == "incremental")
        }
    }

    @Test("share connections between models where the endpoint allows it", arguments: [true, false])
    func sharing(_ mixesModels: Bool) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: simulator.baseURL)
            endpoint.mixesModels = mixesModels
            let provider = OpenAIProvider(.init(endpoint: endpoint)).withWebSocket()
            for model in ["a", "b", "a", "b"] { _ = try await provider.model(model).generate("One") }
            #expect(simulator.statistics.connections == (mixesModels ? 1 : 2))
        }
    }

    @Test("do not share connections with a model of its own")
    func notSharing() async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let provider = OpenAIProvider(apiKey: Secret.key, baseURL: simulator.baseURL).withWebSocket()
            for _ in 0..<2 { _ = try await provider.model("c").generate("One") }
            #expect(simulator.statistics.connections == 1)
            let alone = OpenAIProvider(apiKey: Secret.key, baseURL: simulator.baseURL).model("c").withWebSocket()
            _ = try await alone.generate("Three")
            _ = try await alone.generate("Four")
            #expect(simulator.statistics.connections == 2)
            #expect(alone.wsTransport?.statistics.requests == 2)
            #expect(provider.statistics.requests == 2)
        }
    }
}
