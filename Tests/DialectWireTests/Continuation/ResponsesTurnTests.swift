import Dialect
import DialectWire
import Testing

/// What a connection does with the events of a turn, and with its failure.
@Suite struct ResponsesTurnTests {
    private static let full = ContinuationPlanner.Plan.full(.firstTurn)
    private static let incremental = ContinuationPlanner.Plan.incremental(previousResponseID: "resp_0", firstNewItem: 1)
    private static let created = #"{"type":"response.created","response":{"id":"resp_1"}}"#
    private static let queued = #"{"type":"response.queued","response":{"id":"resp_1"}}"#
    private static let rateLimits = #"{"type":"codex.rate_limits","rate_limits":{}}"#
    private static let keepAlive = #"{"type":"keepalive","sequence_number":3}"#
    private static let headers = #"{"type":"response.metadata","headers":{"x-codex-turn-state":"t"}}"#
    private static let delta = #"{"type":"response.output_text.delta","delta":"a"}"#
    private static let added =
        #"{"type":"response.output_item.added","output_index":0,"item":{"type":"message"}}"#
    private static let notFound = error("previous_response_not_found")
    private static let limit = error("websocket_connection_limit_reached")
    private static let lostCall =
        #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":null,"message":"No tool call found for function call output with call_id call_1.","param":"input"}}"#

    private static func error(_ code: String) -> String {
        #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"\#(code)","message":"M"}}"#
    }

    private static func receive(_ event: String, in turn: inout ResponsesTurn) -> ResponsesTurn.Action {
        Array(event.utf8).withUnsafeBytes { turn.received($0) }
    }

    // MARK: Failures that the server reports

    struct Failing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var plan = incremental
        var mayReplay = true
        var before: [String] = [created]
        var event: String
        var action: ResponsesTurn.Action
    }

    static let failing = [
        Failing(testDescription: "lost chain", before: [], event: notFound, action: .replay(on: .sameConnection)),
        Failing(
            testDescription: "lost chain, after set-up", before: [rateLimits, created, queued], event: notFound,
            action: .replay(on: .sameConnection)),
        Failing(
            testDescription: "lost chain, flat",
            event: #"{"type":"error","code":"previous_response_not_found","message":"M"}"#,
            action: .replay(on: .sameConnection)),
        Failing(
            testDescription: "lost chain, as a failed response",
            event: #"{"type":"response.failed","response":{"error":{"code":"previous_response_not_found"}}}"#,
            action: .replay(on: .sameConnection)),
        Failing(testDescription: "lost chain of the caller", plan: full, event: notFound, action: .deliver),
        Failing(testDescription: "lost chain, again", mayReplay: false, event: notFound, action: .deliver),
        Failing(
            testDescription: "lost chain, after content", before: [created, delta], event: notFound, action: .deliver),
        Failing(
            testDescription: "lost chain, after an item", before: [created, added], event: notFound, action: .deliver),
        Failing(testDescription: "old connection", event: limit, action: .replay(on: .newConnection)),
        Failing(
            testDescription: "old connection, whole turn", plan: full, event: limit, action: .replay(on: .newConnection)
        ),
        Failing(testDescription: "old connection, again", mayReplay: false, event: limit, action: .deliver),
        Failing(testDescription: "old connection, after content", before: [delta], event: limit, action: .deliver),
        Failing(
            testDescription: "too many lanes", event: error("websocket_stream_limit_reached"),
            action: .replay(on: .newConnection)),
        Failing(
            testDescription: "too many lanes, again", mayReplay: false,
            event: error("websocket_stream_limit_reached"), action: .deliver),
        Failing(testDescription: "lost call", event: lostCall, action: .replay(on: .sameConnection)),
        Failing(testDescription: "lost call of the caller", plan: full, event: lostCall, action: .deliver),
        Failing(
            testDescription: "another fault of the input",
            event: lostCall.replacing("No tool call", with: "No tool output"), action: .deliver),
        Failing(testDescription: "rate limit", event: error("rate_limit_exceeded"), action: .deliver),
        Failing(testDescription: "fault of the server", event: error("server_error"), action: .deliver),
        Failing(testDescription: "no words", event: #"{"type":"error"}"#, action: .deliver),
    ]

    @Test(arguments: failing) func reactsToAFailure(_ failing: Failing) throws {
        var turn = ResponsesTurn(plan: failing.plan, mayReplay: failing.mayReplay)
        for event in failing.before { #expect(Self.receive(event, in: &turn) == .deliver) }
        #expect(Self.receive(failing.event, in: &turn) == failing.action)
        #expect(turn.isFinished)
        #expect(turn.memory(of: try ModelRequest("Hi").encoded()) == nil)
    }

    // MARK: Connections that fail

    struct Closing: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code = LanguageModelError.Code.connection
        var safety = ReplaySafety.unknown
        var mayReplay = true
        var before: [String] = []
        var isWarranted = true
        var action: ResponsesTurn.Action
    }

    static let closing = [
        Closing(testDescription: "before the first event", action: .replay(on: .newConnection)),
        Closing(testDescription: "before the first event, unwarranted", isWarranted: false, action: .deliver),
        Closing(
            testDescription: "before anything was written", safety: .safe, isWarranted: false,
            action: .replay(on: .newConnection)),
        Closing(testDescription: "again", mayReplay: false, action: .deliver),
        Closing(testDescription: "after an event", before: [created], action: .deliver),
        Closing(
            testDescription: "after an event of a vendor", before: [rateLimits, keepAlive, headers],
            action: .replay(on: .newConnection)),
        Closing(testDescription: "after content", safety: .safe, before: [created, delta], action: .deliver),
        Closing(testDescription: "by a time-out", code: .timeout, action: .deliver),
        Closing(testDescription: "by a broken rule", code: .protocolViolation, action: .deliver),
    ]

    @Test(arguments: closing) func reactsToAClosedConnection(_ closing: Closing) throws {
        var turn = ResponsesTurn(plan: Self.incremental, mayReplay: closing.mayReplay)
        for event in closing.before { _ = Self.receive(event, in: &turn) }
        let error = LanguageModelError(closing.code, "Closed", replaySafety: closing.safety)
        #expect(turn.failed(error, isWarranted: closing.isWarranted) == closing.action)
        #expect(!turn.isFinished)
        #expect(turn.memory(of: try ModelRequest("Hi").encoded()) == nil)
    }

    @Test func asidesAreNoContent() {
        var turn = ResponsesTurn(plan: Self.incremental)
        for event in [Self.rateLimits, Self.keepAlive, Self.headers, Self.created, Self.keepAlive] {
            #expect(Self.receive(event, in: &turn) == .deliver)
        }
        #expect(Self.receive(Self.notFound, in: &turn) == .replay(on: .sameConnection))
    }

    @Test(arguments: [
        (notFound, ContinuationPlanner.Reason.chainLost), (lostCall, .chainLost), (limit, .connectionExpired),
        (error("websocket_stream_limit_reached"), .lanesExhausted), (error("server_error"), nil),
    ])
    func aReplayHasAReason(event: String, reason: ContinuationPlanner.Reason?) {
        var turn = ResponsesTurn(plan: Self.incremental)
        _ = Self.receive(event, in: &turn)
        #expect(turn.replayReason == reason)
    }

    @Test func aLostConnectionIsAReasonToo() {
        var turn = ResponsesTurn(plan: Self.full)
        _ = turn.failed(LanguageModelError(.connection, "Closed"), isWarranted: true)
        #expect(turn.replayReason == .connectionLost)
    }

    // MARK: Events of others

    private static func event(_ type: String, _ id: String) -> String {
        #"{"type":"response.\#(type)","response":{"output":[],"id":"\#(id)","status":"completed"}}"#
    }

    struct Foreign: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lane: String?
        var before: [String] = []
        var event: String
        var isForeign = true
    }

    static let foreign = [
        Foreign(testDescription: "what is continued begins again", event: event("created", "resp_0")),
        Foreign(testDescription: "what is continued ends again", event: event("completed", "resp_0")),
        Foreign(testDescription: "an earlier response ends", event: event("completed", "resp_early")),
        Foreign(
            testDescription: "another response ends", before: [created, event("created", "resp_9")],
            event: event("completed", "resp_9")),
        Foreign(
            testDescription: "another response is cut", before: [created, event("created", "resp_9")],
            event: event("incomplete", "resp_9")),
        Foreign(
            testDescription: "another response fails", before: [created, event("created", "resp_9")],
            event: event("failed", "resp_9")),
        Foreign(testDescription: "another response begins", before: [created], event: event("created", "resp_9")),
        Foreign(
            testDescription: "the response ends", before: [created], event: event("completed", "resp_1"),
            isForeign: false),
        Foreign(
            testDescription: "the response ends under another name", before: [created],
            event: event("completed", "resp_2"), isForeign: false),
        Foreign(testDescription: "a response without beginning", event: event("completed", "resp_1"), isForeign: false),
        Foreign(
            testDescription: "a terminal without id", before: [created],
            event: #"{"type":"response.completed","response":{}}"#, isForeign: false),
        Foreign(testDescription: "a delta of another lane", lane: "a", event: inLane("b", delta)),
        Foreign(testDescription: "an error of another lane", lane: "a", event: inLane("b", limit)),
        Foreign(testDescription: "a delta of a lane, where none was asked for", event: inLane("a", delta)),
        Foreign(testDescription: "a delta of the lane", lane: "a", event: inLane("a", delta), isForeign: false),
        Foreign(testDescription: "a delta of no lane", lane: "a", event: delta, isForeign: false),
        Foreign(testDescription: "a lane without a name", event: inLane("", delta), isForeign: false),
        Foreign(
            testDescription: "a lane without a name, where one was asked for", lane: "a", event: inLane("", created),
            isForeign: false),
        Foreign(
            testDescription: "input for what is continued is accepted",
            event: accepted.replacing("resp_1", with: "resp_0")),
        Foreign(
            testDescription: "input for an earlier response is refused", before: [created],
            event: lateRefusal.replacing("resp_1", with: "resp_early")),
        Foreign(
            testDescription: "input for the response is refused", before: [created], event: lateRefusal,
            isForeign: false),
        Foreign(
            testDescription: "input for the response is refused when a successor has begun",
            before: [created, accepted, event("completed", "resp_1"), event("created", "resp_2")], event: lateRefusal,
            isForeign: false),
    ]

    private static let lateRefusal =
        #"{"type":"response.steer.failed","error":{"code":"response_already_completed"},"steer":{"input":[],"previous_response_id":"resp_1"}}"#

    private static func inLane(_ lane: String, _ event: String) -> String {
        event.dropLast() + #","stream_id":"\#(lane)"}"#
    }

    @Test(arguments: foreign) func eventsOfOthersAreIgnored(_ foreign: Foreign) {
        var turn = ResponsesTurn(plan: Self.incremental, lane: foreign.lane, earlierResponses: ["resp_early"])
        for event in foreign.before { _ = Self.receive(event, in: &turn) }
        #expect((Self.receive(foreign.event, in: &turn) == .ignore) == foreign.isForeign)
        #expect(!turn.isFinished || !foreign.isForeign)
    }

    // MARK: Lanes

    struct Echo: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lane: String? = "a"
        var events: [String]
        var isEchoed: Bool?
    }

    static let echoes = [
        Echo(testDescription: "nothing yet", events: []),
        Echo(testDescription: "an event", events: [inLane("a", created)], isEchoed: true),
        Echo(testDescription: "an event without lane", events: [created], isEchoed: false),
        Echo(testDescription: "an event of a vendor", events: [rateLimits, headers]),
        Echo(testDescription: "no lane was sent", lane: nil, events: [created]),
        Echo(testDescription: "an error", events: [inLane("a", error("server_error"))], isEchoed: true),
        Echo(testDescription: "an error without lane", events: [error("server_error")], isEchoed: false),
        Echo(testDescription: "the end of the connection", events: [limit]),
        Echo(testDescription: "a bad name", events: [error("invalid_stream_id")]),
        Echo(testDescription: "later events do not change it", events: [inLane("a", created), delta], isEchoed: true),
        Echo(testDescription: "a refusal", events: [unknownParameter], isEchoed: false),
    ]

    private static let unknownParameter =
        #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"unknown_parameter","message":"Unknown parameter: 'stream_id'.","param":"stream_id"}}"#

    @Test(arguments: echoes) func aServerWithoutLanesIsNoticed(_ echo: Echo) {
        var turn = ResponsesTurn(plan: Self.full, lane: echo.lane)
        for event in echo.events { _ = Self.receive(event, in: &turn) }
        #expect(turn.laneIsEchoed == echo.isEchoed)
    }

    @Test func aRequestWhoseLaneIsRefusedIsSentWithoutOne() {
        var turn = ResponsesTurn(plan: Self.full, mayReplay: false, lane: "a")
        #expect(Self.receive(Self.unknownParameter, in: &turn) == .replay(on: .sameConnection))
        #expect(turn.replayReason == .lanesRefused)
        var bare = ResponsesTurn(plan: Self.full)
        #expect(Self.receive(Self.unknownParameter, in: &bare) == .deliver)
        var misnamed = ResponsesTurn(plan: Self.full, lane: "a b")
        let error = Self.unknownParameter.replacing("unknown_parameter", with: "invalid_stream_id")
        #expect(Self.receive(error, in: &misnamed) == .deliver)
    }

    // MARK: Steering

    private static let accepted =
        #"{"type":"response.steer.accepted","steer":{"id":"steer_1","previous_response_id":"resp_1","input":[{"type":"message","role":"user","content":"Shorter"}]}}"#
    private static let steered =
        #"{"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete","incomplete_details":{"reason":"steered"}}}"#
    private static let refused =
        #"{"type":"response.steer.failed","error":{"code":"successor_creation_failed"},"steer":{"id":"steer_1","input":[]}}"#

    @Test(arguments: [steered, event("completed", "resp_1")])
    func aSteeredTurnEndsWithTheSuccessor(end: String) throws {
        var turn = ResponsesTurn(plan: Self.full)
        let events = [
            Self.created, Self.accepted, Self.done(0, "A"), end, Self.event("created", "resp_2"), Self.done(0, "B"),
        ]
        for event in events {
            #expect(Self.receive(event, in: &turn) == .deliver)
            #expect(!turn.isFinished)
        }
        #expect(turn.responseID == "resp_2")
        #expect(Self.receive(end, in: &turn) == .ignore)
        _ = Self.receive(Self.event("completed", "resp_2"), in: &turn)
        #expect(turn.isFinished)
        let memory = turn.memory(of: try ModelRequest("Hi").encoded())
        let messages: [Message] = [
            .user("Hi"), .assistant("A"), .user("Shorter"), .assistant("B"), .user("On"),
        ]
        #expect(
            ContinuationPlanner.plan(try ModelRequest(messages: messages).encoded(), memory: memory)
                == .incremental(previousResponseID: "resp_2", firstNewItem: 4))
    }

    @Test func inputThatWaitsForToolsStandsBeforeTheirResults() throws {
        let call =
            #"{"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}}"#
        var turn = ResponsesTurn(plan: Self.full)
        for event in [Self.created, Self.accepted, call, Self.event("completed", "resp_1")] {
            #expect(Self.receive(event, in: &turn) == .deliver)
        }
        #expect(turn.isFinished)
        let messages: [Message] = [
            .user("Hi"),
            Message(role: .assistant, content: [.toolCall(ToolCall(id: "c", name: "f", arguments: "{}"))]),
            .user("Shorter"), .tool([ToolResult(callID: "c", name: "f", output: "sun")]),
        ]
        #expect(
            ContinuationPlanner.plan(
                try ModelRequest(messages: messages).encoded(),
                memory: turn.memory(of: try ModelRequest("Hi").encoded()))
                == .incremental(previousResponseID: "resp_1", firstNewItem: 3))
    }

    @Test func aSuccessorThatFailsToComeEndsTheTurn() throws {
        var turn = ResponsesTurn(plan: Self.full)
        for event in [Self.created, Self.accepted, Self.event("completed", "resp_1")] {
            _ = Self.receive(event, in: &turn)
            #expect(!turn.isFinished)
        }
        #expect(Self.receive(Self.refused, in: &turn) == .deliver)
        #expect(turn.isFinished)
        #expect(turn.memory(of: try ModelRequest("Hi").encoded())?.responseID == "resp_1")
    }

    @Test func inputThatIsRefusedChangesNothing() {
        var turn = ResponsesTurn(plan: Self.full)
        for event in [Self.created, Self.accepted, Self.refused, Self.event("completed", "resp_1")] {
            _ = Self.receive(event, in: &turn)
        }
        #expect(turn.isFinished)
    }

    @Test func noOneElseBeginsASuccessor() {
        var turn = ResponsesTurn(plan: Self.full)
        for event in [Self.created, Self.steered] { _ = Self.receive(event, in: &turn) }
        #expect(turn.isFinished)
    }

    // MARK: What a lane remembers

    private func memory(after events: String..., isWarmUp: Bool = false) throws -> ResponsesLaneMemory? {
        try memory(after: events, isWarmUp: isWarmUp)
    }

    private func memory(after events: [String], isWarmUp: Bool = false) throws -> ResponsesLaneMemory? {
        var turn = ResponsesTurn(plan: Self.full, isWarmUp: isWarmUp)
        for event in events { #expect(Self.receive(event, in: &turn) == .deliver) }
        #expect(turn.isFinished)
        return turn.memory(of: try ModelRequest("Hi").encoded())
    }

    private static func done(_ index: Int, _ text: String) -> String {
        #"{"type":"response.output_item.done","output_index":\#(index),"item":{"id":"msg_\#(index)","type":"message","role":"assistant","content":[{"type":"output_text","text":"\#(text)"}]}}"#
    }

    private func plan(_ texts: String..., memory: ResponsesLaneMemory?) throws -> ContinuationPlanner.Plan {
        let messages = [.user("Hi")] + texts.map(Message.assistant) + [.user("On")]
        return ContinuationPlanner.plan(try ModelRequest(messages: messages).encoded(), memory: memory)
    }

    @Test func aTerminalGivesMemory() throws {
        let end = #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#
        // Items are ordered by their index, whatever the order of their ends.
        let memory = try memory(after: Self.created, Self.done(1, "B"), Self.done(0, "A"), end)
        #expect(memory?.responseID == "resp_1")
        #expect(try plan("A", "B", memory: memory) == .incremental(previousResponseID: "resp_1", firstNewItem: 3))
        #expect(try plan("B", "A", memory: memory) == .full(.historyEdited))
    }

    @Test func aTerminalMayBringTheItems() throws {
        let end =
            #"{"type":"response.done","response":{"id":"resp_1","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]}]}}"#
        let memory = try memory(after: Self.created, end)
        #expect(try plan("A", memory: memory) == .incremental(previousResponseID: "resp_1", firstNewItem: 2))
    }

    @Test func anItemThatOnlyTheTerminalHasIsRememberedToo() throws {
        let restated =
            #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"A"}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"B"}]}]}}"#
        for events in [
            [Self.done(0, "A")], [Self.done(0, "A"), Self.done(1, "B")], [Self.done(1, "B"), Self.done(4, "A")],
        ] {
            let memory = try memory(after: [Self.created] + events + [restated])
            #expect(memory?.itemCount == 3)
        }
        let memory = try memory(after: Self.created, Self.done(0, "A"), restated)
        #expect(try plan("A", "B", memory: memory) == .incremental(previousResponseID: "resp_1", firstNewItem: 3))
        #expect(try plan("A", memory: memory) == .full(.historyEdited))
    }

    /// The app was given it as part of the answer: sent again, it would be there twice.
    @Test(arguments: [
        [delta], [textDone(0)], [added], [done(0, "A"), textDone(1)], [textDone(0), done(1, "B")],
        [done(0, "A"), delta],
    ])
    func whatBelongsToNoItemThatIsKnownKeepsTheResponseFromBeingContinued(_ events: [String]) throws {
        #expect(try memory(after: [Self.created] + events + [Self.event("completed", "resp_1")]) == nil)
    }

    @Test(arguments: [
        [delta, textDone(0), done(0, "A")], [textDone(0), textDone(1), done(1, "B"), done(0, "A")],
        [done(0, "A"), textDone(0)], [delta, done(0, "A").replacing(#""output_index":0,"#, with: "")],
        [textDone(0).replacing(#""output_index":0,"#, with: ""), done(3, "A").replacing("msg_3", with: "msg_0")],
    ])
    func whatAnItemCoversIsNoReasonToDoubt(_ events: [String]) throws {
        #expect(try memory(after: [Self.created] + events + [Self.event("completed", "resp_1")]) != nil)
    }

    private static func textDone(_ index: Int) -> String {
        #"{"type":"response.output_text.done","output_index":\#(index),"item_id":"msg_\#(index)","text":"A"}"#
    }

    @Test func aWarmUpIsRemembered() throws {
        let end = #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#
        let memory = try memory(after: end, isWarmUp: true)
        #expect(
            ContinuationPlanner.plan(try ModelRequest("Hi").encoded(), memory: memory)
                == .incremental(previousResponseID: "resp_1", firstNewItem: 1))
    }

    /// As LiteLLM 1.106 answers for a provider that takes no warm-up; what was sent is nowhere.
    @Test func aWarmUpThatTheGatewayAnswersItselfIsNot() throws {
        let end =
            #"{"type":"response.completed","response":{"id":"resp_warmup_d83a6fa2","status":"completed","output":[]}}"#
        #expect(try memory(after: end, isWarmUp: true) == nil)
    }

    @Test(arguments: [
        #"{"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete"}}"#,
        #"{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"message":"M"}}}"#,
        #"{"type":"response.done","response":{"id":"resp_1","status":"failed","output":[]}}"#,
        #"{"type":"response.completed","response":{"id":"resp_1","status":"cancelled","output":[]}}"#,
        #"{"type":"response.completed","response":{"output":[]}}"#,
        #"{"type":"response.error","error":{"message":"M"}}"#,
    ])
    func whatCannotBeContinuedGivesNone(_ end: String) throws {
        #expect(try memory(after: Self.created, Self.done(0, "A"), end) == nil)
    }

    @Test func theTurnGoesOnUntilItsTerminal() throws {
        var turn = ResponsesTurn(plan: Self.full)
        for event in [Self.created, Self.delta, Self.done(0, "A"), Self.rateLimits, "no JSON", "[]"] {
            #expect(Self.receive(event, in: &turn) == .deliver)
            #expect(!turn.isFinished)
        }
        #expect(turn.memory(of: try ModelRequest("Hi").encoded()) == nil)
    }

    @Test(arguments: [
        (limit, true), (#"{"type":"response.error"}"#, true), (rateLimits, false), (created, false), ("7", false),
    ])
    func anErrorWhileIdleIsAFailure(message: String, isFailure: Bool) {
        #expect(ResponsesTurn.isFailure(Array(message.utf8)) == isFailure)
    }
}
