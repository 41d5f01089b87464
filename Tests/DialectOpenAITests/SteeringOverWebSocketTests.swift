import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("Steering a response over a WebSocket", .throttled, .timeLimit(.minutes(10)))
struct SteeringOverWebSocketTests {
    private static let weather = ToolDeclaration.function(
        FunctionTool(name: "weather", inputSchema: ["type": "object"]))

    /// What all users' messages say, so that lost or misplaced input shows; then, later, one message more.
    private static func model(
        calls: @escaping @Sendable (ModelRequest) -> [ToolCall] = { _ in [] }
    ) -> HeldModel {
        HeldModel(
            says: { $0.messages.filter { $0.role == .user }.map(\.text).joined(separator: "|") }, calls: calls,
            rest: { request in
                calls(request).isEmpty
                    ? [.textStart(id: "1"), .textDelta(id: "1", text: " more"), .textEnd(id: "1")] : []
            })
    }

    /// Reads a stream to its end, and reports texts as they come.
    private static func read(_ stream: ResponseStream, _ texts: Reports<String>) -> Task<[StreamPart], any Error> {
        Task {
            var parts: [StreamPart] = []
            for try await part in stream {
                parts.append(part)
                if case .textDelta(_, let text) = part { texts.report(text) }
            }
            return parts
        }
    }

    private static func response(of parts: [StreamPart]) throws -> ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return try collector.response()
    }

    @Test("is one stream with the successor, and one chain", arguments: Sharing.allCases)
    func accepted(_ sharing: Sharing) async throws {
        let held = Self.model()
        try await withSimulator(held, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("m")
            let stream = model.stream("first")
            let texts = Reports<String>()
            let reading = Self.read(stream, texts)
            #expect(try await texts.next() == "first")
            let receipt = try await stream.steer("shorter")
            #expect(receipt.id?.hasPrefix("steer_") == true)
            held.release("first")
            #expect(try await texts.next() == "first|shorter")
            held.release("shorter")
            let parts = try await reading.value
            #expect(parts.textDeltas == ["first", "first|shorter", " more"])
            #expect(parts.steering.map(\.kind) == [.accepted])
            #expect(parts.steering.first?.id == receipt.id)
            #expect(parts.count { if case .responseMetadata = $0 { true } else { false } } == 1)
            #expect(parts.count { if case .finish = $0 { true } else { false } } == 1)
            #expect(parts.finishReason?.kind == .stop)
            #expect(provider.statistics.lanesInUse == 0)
            // The input stands where the model took it in, and the next turn continues the successor.
            let response = try Self.response(of: parts)
            let kinds = response.content.map { part in
                switch part {
                case .text(let text, _): text
                case .providerItem(let item): "\(item.json["role"]?.stringValue ?? "?")"
                default: "?"
                }
            }
            #expect(kinds == ["first", "user", "first|shorter", " more"])
            held.release("next")
            let next = try await model.generate(
                ModelRequest(messages: [.user("first"), response.message, .user("next")]))
            #expect(next.text == "first|shorter|next more")
            #expect(next.continuation == "incremental")
            #expect(simulator.bodies.last?["input"]?.arrayValue?.count == 1)
            #expect(simulator.bodies.last?["previous_response_id"]?.stringValue == response.metadata.id)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("leaves the other lane alone")
    func otherLane() async throws {
        let held = Self.model()
        try await withSimulator(held, configuration: Sharing.lanes.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            held.release("warm")
            _ = try await model.generate("warm")
            let (left, right) = (model.stream("left"), model.stream("right"))
            let (leftTexts, rightTexts) = (Reports<String>(), Reports<String>())
            let (leftReading, rightReading) = (Self.read(left, leftTexts), Self.read(right, rightTexts))
            #expect(try await leftTexts.next() == "left")
            #expect(try await rightTexts.next() == "right")
            try await left.steer("shorter")
            for text in ["right", "left", "shorter"] { held.release(text) }
            #expect(try await leftReading.value.textDeltas == ["left", "left|shorter", " more"])
            let parts = try await rightReading.value
            #expect(parts.textDeltas == ["right", " more"])
            #expect(parts.steering.isEmpty)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("waits for the results of tools, and is heeded with them", arguments: Sharing.allCases)
    func pending(_ sharing: Sharing) async throws {
        let held = Self.model { request in
            request.messages.contains { $0.role == .tool }
                ? [] : [ToolCall(id: "call_1", name: "weather", arguments: "{}")]
        }
        try await withSimulator(held, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("m")
            var request = ModelRequest("rain?")
            request.tools = [Self.weather]
            let stream = model.stream(request)
            let called = Reports<Void>()
            let reading = Task {
                var parts: [StreamPart] = []
                for try await part in stream {
                    parts.append(part)
                    if case .toolCall = part { called.report() }
                }
                return parts
            }
            try await called.next()
            let receipt = try await stream.steer("in Ghent")
            held.release("rain?")
            let parts = try await reading.value
            #expect(parts.steering.map(\.kind) == [.accepted, .pending])
            #expect(parts.steering.map(\.id) == [receipt.id, receipt.id])
            #expect(parts.steering.last?.requiredInput.first?["call_id"] == "call_1")
            #expect(parts.finishReason?.kind == .toolCalls)
            let first = try Self.response(of: parts)
            let call = try #require(first.toolCalls.first)
            held.release("in Ghent")
            request.messages += [first.message, .tool([ToolResult(for: call, output: "yes")])]
            let second = try await model.generate(request)
            #expect(second.text == "rain?|in Ghent more")
            #expect(second.continuation == "incremental")
            #expect(simulator.bodies.last?["input"]?.arrayValue?.map { $0["type"] } == ["function_call_output"])
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("gives the input back where the server takes none", arguments: Sharing.allCases)
    func failed(_ sharing: Sharing) async throws {
        var configuration = sharing.server
        configuration.steering = false
        let held = Self.model()
        try await withSimulator(held, configuration: configuration) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("m")
            let stream = model.stream("first")
            let texts = Reports<String>()
            let reading = Self.read(stream, texts)
            #expect(try await texts.next() == "first")
            let error = try await failure { try await stream.steer("shorter") }
            #expect(error.message.hasPrefix("The server did not take the input"))
            #expect(error.details.code == "steering_not_supported")
            #expect(error.replaySafety == .safe)
            held.release("first")
            let parts = try await reading.value
            #expect(parts.textDeltas == ["first", " more"])
            #expect(parts.finishReason?.kind == .stop)
            #expect(parts.steering.map(\.kind) == [.failed])
            #expect(parts.steering.first?.input.first?["content"] == "shorter")
            // It can be said with the next request.
            held.release("shorter")
            let next = try await model.generate(
                ModelRequest(messages: [.user("first"), try Self.response(of: parts).message, .user("shorter")]))
            #expect(next.text == "first|shorter more")
            #expect(next.continuation == "incremental")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("is refused before the response has begun and after it is over", arguments: Sharing.allCases)
    func tooEarlyAndTooLate(_ sharing: Sharing) async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: sharing.server) { simulator in
            let stream = sharing.provider(simulator.baseURL).model("m").stream("first")
            let early = try await failure { try await stream.steer("shorter") }
            #expect(early.code == .misuse)
            #expect(early.message.contains("not begun"))
            let (parts, error) = await stream.outcome()
            #expect(error == nil)
            #expect(parts.text == "first")
            let late = try await failure { try await stream.steer("shorter") }
            #expect(late.code == .misuse)
            #expect(late.message.contains("over"))
            #expect(simulator.statistics.requests == 1)
        }
    }

    @Test("is refused where nothing can be steered", arguments: ["http", "xAI"])
    func notSteerable(_ place: String) async throws {
        let held = Self.model()
        try await withSimulator(held, configuration: Sharing.alone.server) { simulator in
            let provider =
                place == "http"
                ? OpenAIProvider(apiKey: Secret.key, baseURL: simulator.baseURL)
                : OpenAIProvider(.init(endpoint: .xAI(apiKey: Secret.key, baseURL: simulator.baseURL)))
                    .withWebSocket()
            let stream = provider.model("m").stream("first")
            let texts = Reports<String>()
            let reading = Self.read(stream, texts)
            #expect(try await texts.next() == "first")
            let error = try await failure { try await stream.steer("shorter") }
            #expect(error.code == .misuse)
            #expect(error.message.contains("cannot be steered"))
            #expect(error.message.contains("next request"))
            held.release("first")
            #expect(try await reading.value.textDeltas == ["first", " more"])
        }
    }

    @Test("is given up with the response when its consumer leaves", arguments: Sharing.allCases)
    func leaving(_ sharing: Sharing) async throws {
        let held = Self.model()
        try await withSimulator(held, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("m")
            let stream = model.stream("first")
            let texts = Reports<String>()
            let reading = Self.read(stream, texts)
            #expect(try await texts.next() == "first")
            try await stream.steer("shorter")
            reading.cancel()
            await #expect(throws: CancellationError.self) { try await reading.value }
            // A successor may follow that nobody waits for: the connection is not used again.
            held.release("second")
            let next = try await model.generate("second")
            #expect(next.text == "second more")
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.connectionsOpen == 1)
            let error = try await failure { try await stream.steer("shorter") }
            #expect(error.code == .misuse)
        }
    }
}
