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
    private static let delta = #"{"type":"response.output_text.delta","delta":"a"}"#
    private static let added = #"{"type":"response.output_item.added","item":{"type":"message"}}"#
    private static let notFound = error("previous_response_not_found")
    private static let limit = error("websocket_connection_limit_reached")

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
        Closing(testDescription: "after an event of a vendor", before: [rateLimits], action: .deliver),
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

    // MARK: What a lane remembers

    private func memory(after events: String..., isWarmUp: Bool = false) throws -> ResponsesLaneMemory? {
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

    @Test func aWarmUpIsRemembered() throws {
        let end = #"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#
        let memory = try memory(after: end, isWarmUp: true)
        #expect(
            ContinuationPlanner.plan(try ModelRequest("Hi").encoded(), memory: memory)
                == .incremental(previousResponseID: "resp_1", firstNewItem: 1))
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
