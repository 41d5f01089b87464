import Dialect
import DialectWire
import Testing

/// Input that is given to a response under way, and the responses that go on in one stream because of it.
@Suite struct SteeringTests {
    private static let created = #"{"type":"response.created","response":{"id":"resp_1","status":"in_progress"}}"#
    private static let accepted =
        #"{"type":"response.steer.accepted","steer":{"id":"steer_1","previous_response_id":"resp_1","input":[{"type":"message","role":"user","content":"Shorter"}]}}"#
    private static let steered =
        #"{"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete","incomplete_details":{"reason":"steered"},"output":[],"usage":{"input_tokens":10,"output_tokens":5}}}"#
    private static let completed =
        #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[],"usage":{"input_tokens":10,"output_tokens":5}}}"#
    private static let successor = #"{"type":"response.created","response":{"id":"resp_2","status":"in_progress"}}"#
    private static let end =
        #"{"type":"response.completed","response":{"id":"resp_2","status":"completed","output":[],"usage":{"input_tokens":20,"output_tokens":2}}}"#

    private static func text(_ text: String, id: String? = nil) -> String {
        let id = id.map { #""id":"\#($0)","# } ?? ""
        return
            #"{"type":"response.output_item.done","output_index":0,"item":{\#(id)"type":"message","role":"assistant","content":[{"type":"output_text","text":"\#(text)"}]}}"#
    }

    private static func call(_ callID: String) -> String {
        #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc_\#(callID)","type":"function_call","call_id":"\#(callID)","name":"f","arguments":"{}"}}"#
    }

    private static func stream(_ events: String...) -> ParsedStream { ParsedStream(events.joined(separator: "\n")) }

    @Test(arguments: [steered, completed]) func aSuccessorContinuesTheStream(firstEnd: String) throws {
        let stream = Self.stream(
            Self.created, Self.accepted, Self.text("Once upon"), firstEnd, Self.successor, Self.text("Hi"), Self.end)
        #expect(
            stream.lines == [
                "start resp_1", "steering accepted steer_1", "text 0 begins", "text 0: Once upon",
                "text 0 ends of output_0, kept", "item openai message", "text 1 begins", "text 1: Hi",
                "text 1 ends of output_1_0, kept", "finish stop (completed), 30 in, 7 out",
            ])
        #expect(stream.response.metadata.id == "resp_2")
        #expect(stream.response.usage.total == 37)
        // Sent back, the user's words stand where they were said.
        let lines = try ModelRequest(messages: [.user("Tell"), stream.response.message, .user("On")]).inputLines()
        #expect(lines.count == 5)
        #expect(lines[1].contains("Once upon"))
        #expect(lines[2] == #"{"type":"message","role":"user","content":"Shorter"}"#)
        #expect(lines[3].contains("Hi"))
    }

    @Test func aTurnAndItsPartsAgree() throws {
        let events = [
            Self.created, Self.accepted, Self.text("Once", id: "msg_1"), Self.steered, Self.successor,
            Self.text("Hi", id: "msg_2"), Self.end,
        ]
        var turn = ResponsesTurn(plan: .full(.firstTurn))
        for event in events { _ = Array(event.utf8).withUnsafeBytes { turn.received($0) } }
        let history: [Message] = [.user("Tell"), ParsedStream(events.joined(separator: "\n")).response.message]
        let memory = turn.memory(of: try ModelRequest(messages: [.user("Tell")]).encoded())
        let next = try ModelRequest(messages: history + [.user("On")]).encoded()
        #expect(
            ContinuationPlanner.plan(next, memory: memory)
                == .incremental(previousResponseID: "resp_2", firstNewItem: 4))
    }

    @Test func inputThatWaitsForToolsStandsBeforeTheirResults() throws {
        let stream = Self.stream(Self.created, Self.accepted, Self.call("c"), Self.completed)
        #expect(
            stream.lines.suffix(3) == [
                "steering pending steer_1 for function_call_output", "item openai message",
                "finish toolCalls (completed), 10 in, 5 out",
            ])
        let lines = try ModelRequest(messages: [
            stream.response.message, .tool([ToolResult(callID: "c", name: "f", output: "sun")]),
        ]).inputLines()
        #expect(lines.count == 3)
        #expect(lines[1].contains("Shorter"))
    }

    @Test func aToolThatTheProviderRunsHoldsNothingUp() {
        let search =
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"ws_1","type":"web_search_call","status":"completed"}}"#
        let stream = Self.stream(Self.created, Self.accepted, search, Self.completed, Self.successor, Self.end)
        #expect(stream.error == nil)
        #expect(stream.response.metadata.id == "resp_2")
    }

    @Test func aSuccessorThatFailsToComeEndsTheStream() {
        let failed =
            #"{"type":"response.steer.failed","error":{"code":"successor_creation_failed","message":"M"},"steer":{"id":"steer_1","input":[{"type":"message","role":"user","content":"Shorter"}]}}"#
        let stream = Self.stream(Self.created, Self.accepted, Self.text("A"), Self.completed, failed)
        #expect(stream.lines.suffix(2) == ["steering failed steer_1: M", "finish stop (completed), 10 in, 5 out"])
        guard case .steering(let news) = stream.parts[stream.parts.count - 2] else { return #expect(Bool(false)) }
        #expect(news.input == [["type": "message", "role": "user", "content": "Shorter"]])
        #expect(!stream.response.content.contains { if case .providerItem = $0 { true } else { false } })
    }

    @Test func aConnectionLostBeforeTheSuccessorIsAnError() {
        let stream = Self.stream(Self.created, Self.accepted, Self.text("A"), Self.completed)
        #expect(stream.error?.code == .connection)
        #expect(stream.error?.replaySafety == .unsafe)
    }

    @Test func steeringThatNobodyAskedForEndsTheStream() {
        let stream = Self.stream(Self.created, Self.text("A"), Self.steered)
        #expect(stream.response.finishReason == FinishReason(.other, raw: "steered"))
    }

    // MARK: What is sent

    @Test func theEventHasThreeFields() throws {
        let input = try ResponsesSteer.input(of: [.user("Shorter"), .user("please")])
        #expect(
            String(decoding: ResponsesSteer.event(previousResponseID: "resp_1", input: input), as: UTF8.self)
                == #"{"input":[{"type":"message","role":"user","content":"Shorter"},{"type":"message","role":"user","content":"please"}],"previous_response_id":"resp_1","type":"response.steer"}"#
        )
    }

    @Test(arguments: [
        [], [Message.system("Shorter")], [.assistant("Shorter")], [.user([])],
        [.user([.audio(Media(.url("https://a"), mediaType: "audio/wav"))])],
        [.tool([ToolResult(callID: "c", name: "f", output: "sun")])],
    ])
    func onlyWhatTheUserSaysCanSteer(_ messages: [Message]) {
        let error = #expect(throws: LanguageModelError.self) { try ResponsesSteer.input(of: messages) }
        #expect(error?.code == .invalidRequest)
    }

    // MARK: What is answered

    private func relay(_ event: String, to steering: ResponseSteering) -> String? {
        Array(event.utf8).withUnsafeBytes { ResponsesSteer.relay($0, to: steering) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func anAcceptanceIsCompletedByWhatWasSent() async throws {
        let steering = ResponseSteering()
        let (sent, continuation) = AsyncStream.makeStream(of: String.self)
        steering.began(responseID: "resp_1") { _, id in continuation.yield(id) }
        let stream = ResponseStream(steering: steering) { throw LanguageModelError(.misuse, "Not iterated") }
        let receipt = Task { try await stream.steer("Shorter") }
        _ = await sent.first { _ in true }
        #expect(relay(Self.created, to: steering) == nil)
        let bare = #"{"type":"response.steer.accepted","steer":{"id":"steer_1","previous_response_id":"resp_1"}}"#
        #expect(relay(bare, to: steering) == Self.accepted)
        #expect(try await receipt.value.id == "steer_1")
        // Nobody waits any more.
        #expect(relay(bare, to: steering) == nil)
    }

    @Test(arguments: [
        ("response_not_found", LanguageModelError.Code.notFound), ("invalid_input", .invalidRequest),
        ("steering_not_supported", .invalidRequest), ("too_many_pending_steers", .invalidRequest),
        ("response_not_active", .invalidRequest),
    ])
    func aRefusalIsClassified(word: String, code: LanguageModelError.Code) async {
        let steering = ResponseSteering()
        let (sent, continuation) = AsyncStream.makeStream(of: String.self)
        steering.began(responseID: "resp_1") { _, id in continuation.yield(id) }
        let stream = ResponseStream(steering: steering) { throw LanguageModelError(.misuse, "Not iterated") }
        let receipt = Task { try await stream.steer("Shorter") }
        _ = await sent.first { _ in true }
        let event =
            #"{"type":"response.steer.failed","error":{"code":"\#(word)","message":"M"},"steer":{"previous_response_id":"resp_1","input":"Shorter"}}"#
        #expect(relay(event, to: steering) == nil)
        let error = await #expect(throws: LanguageModelError.self) { try await receipt.value }
        #expect(error?.code == code)
        #expect(error?.details.code == word)
        #expect(error?.replaySafety == .safe)
    }
}
