import Dialect
import Testing

/// The policy that every dialect shares.
struct StreamDriverTests {
    private var driver = StreamDriver<ToyParser>()

    @Test mutating func aResponseBeginsAndEndsOnce() {
        driver.opened(ResponseMetadata(requestID: "req", headers: ["a": "b"]))
        driver.received("begin:r1", "begin:r2", "text:Hel", "text:", "text:lo", "end", "finish:done", "finish:again")
        let parts = driver.takeParts()
        #expect(parts.words == "begin text(0 0:Hel 0:lo 0) finish:stop (done)")
        #expect(parts.first == .responseMetadata(ResponseMetadata(id: "r1", requestID: "req", headers: ["a": "b"])))
        guard case .finish(_, _, let metadata) = parts.last else {
            Issue.record("The last part is \(String(describing: parts.last))")
            return
        }
        #expect(metadata.requestID == "req")
        #expect(metadata.model == "toy-1")
        #expect(driver.isFinished && driver.isDone && driver.failure == nil)
    }

    @Test(arguments: [
        ("text:a", "begin text(0 0:a"),
        ("new:x", "begin unknown:new:x"),
        ("warn:w", "begin warning:w"),
        ("call:c", "begin call:c"),
        ("finish:s", "begin finish:stop (s)"),
    ])
    mutating func nothingComesBeforeTheBegin(_ event: String, _ words: String) {
        driver.received(event)
        #expect(driver.takeParts().words == words)
    }

    @Test func warningsOfTheRequestFollowTheBegin() {
        let warning = ModelWarning(.unsupportedSetting, subject: "topK", message: "No such setting.")
        var driver = StreamDriver<ToyParser>(warnings: [warning])
        driver.received("text:a", "begin:r")
        #expect(driver.takeParts().words == "begin warning:topK text(0 0:a")
    }

    @Test func warningsOfTheTransportFollowThem() {
        let early = ModelWarning(.unsupportedSetting, subject: "topK", message: "No such setting.")
        let late = ModelWarning(.transportFallback, subject: "WebSocket", message: "Over HTTP.")
        var driver = StreamDriver<ToyParser>(warnings: [early])
        driver.opened(ResponseMetadata(), warnings: [late])
        driver.received("begin:r")
        #expect(driver.takeParts().words == "begin warning:topK warning:WebSocket")
    }

    @Test mutating func eventsAfterTheTerminalAreIgnored() {
        driver.received("finish:done")
        driver.received("text:late", "error:late", "broken")
        driver.ended()
        driver.fail(CancellationError())
        #expect(driver.takeParts().words == "begin finish:stop (done)")
        #expect(driver.failure == nil)
    }

    @Test(arguments: [[], ["begin:r"], ["text:a", "end"], ["call:c"]])
    mutating func aResponseWithoutItsTerminalIsTruncated(_ events: [String]) throws {
        for event in events { driver.received(event) }
        driver.ended()
        let error = try #require(driver.failure as? LanguageModelError)
        #expect(error.code == .connection)
        #expect(error.isRetryable)
        #expect(error.message.contains("truncated"))
        #expect(error.message.contains(events.isEmpty ? "before its first event" : "after \(events.count) events"))
        #expect(error.provider == "toy" && error.model == "toy-1")
        #expect(!driver.isFinished && driver.isDone)
    }

    @Test mutating func partsBeforeAFailureAreKept() {
        driver.received("text:a", "error:no room", "text:b")
        #expect(driver.takeParts().words == "begin text(0 0:a")
        #expect((driver.failure as? LanguageModelError)?.message == "no room")
    }

    @Test mutating func unknownEventsPass() {
        driver.received("new:one", "text:a", "new:two", "finish:s")
        #expect(driver.takeParts().words == "begin unknown:new:one text(0 0:a unknown:new:two 0) finish:stop (s)")
    }

    @Test mutating func brokenJSONIsADecodingErrorThatShowsTheEvent() throws {
        driver.received("text:a", "broken")
        let error = try #require(driver.failure as? LanguageModelError)
        #expect(error.code == .decoding)
        #expect(error.message.contains("Event 2"))
        #expect(error.message.contains("at byte 3"))
        #expect(error.rawBody == "broken")
        #expect(error.underlying is JSONError)
    }

    /// A call of a client tool makes the reason `toolCalls`, whatever the wire says, and keeps the wire's word.
    @Test(arguments: [("call:c", "toolCalls (length)"), ("served:c", "stop (length)"), ("text:a", "stop (length)")])
    mutating func clientToolCallsDecideTheReason(_ event: String, _ reason: String) {
        driver.received(event, "finish:length")
        guard case .finish(let found, _, _) = driver.takeParts().last else {
            Issue.record("No finish")
            return
        }
        #expect(found.description == reason)
        #expect(found.raw == "length")
    }

    @Test mutating func openBlocksAreClosedAtTheFinish() {
        driver.received("text:a", "input:c", "json:{", "finish:s")
        #expect(driver.takeParts().words == "begin text(0 0:a input(c c:{ 0) c) finish:stop (s)")
    }

    @Test mutating func blockIDsAreUniqueAndDeltasFindTheirs() {
        driver.received("text:a", "end", "reasoning:b", "end", "text:c", "finish:s")
        #expect(driver.takeParts().words == "begin text(0 0:a 0) reasoning(1 1:b 1) text(2 2:c 2) finish:stop (s)")
    }

    @Test mutating func clashingToolIDsAreMadeUnique() {
        driver.received("input:c", "json:1", "input:c", "json:2", "input:c#2", "input:c", "json:4", "finish:s")
        let words = driver.takeParts().words
        #expect(
            words == "begin input(c c:1 input(c#2 c#2:2 input(c#2#2 input(c#3 c#3:4 c) c#2) c#2#2) c#3) finish:stop (s)"
        )
    }

    // MARK: What an error tells

    @Test(arguments: [
        ([], ReplaySafety.unknown),
        (["begin:r", "new:x", "warn:w"], .unknown),
        (["text:"], .unsafe),
        (["text:a"], .unsafe),
        (["reasoning:a"], .unsafe),
        (["input:c"], .unsafe),
        (["call:c"], .unsafe),
        (["served:c"], .unsafe),
    ])
    mutating func aReplayIsUnsafeOnceThereIsContent(_ events: [String], _ expected: ReplaySafety) {
        for event in events { driver.received(event) }
        driver.ended()
        #expect((driver.failure as? LanguageModelError)?.replaySafety == expected)
    }

    @Test mutating func contentOverridesWhatAnErrorSaysOfItself() {
        driver.received("text:a")
        driver.fail(LanguageModelError(.rateLimited, "slow down", replaySafety: .safe))
        #expect((driver.failure as? LanguageModelError)?.replaySafety == .unsafe)
    }

    @Test mutating func usageSoFarIsReportedAsPartial() throws {
        driver.received("usage:7", "error:gone")
        let usage = try #require((driver.failure as? LanguageModelError)?.usage)
        #expect(usage.output.total == 7)
        #expect(usage.isPartial)
    }

    @Test mutating func anErrorKeepsWhatItKnows() throws {
        driver.opened(ResponseMetadata(requestID: "from transport"))
        driver.received("usage:7")
        driver.fail(
            LanguageModelError(
                .server, "x", provider: "p", model: "m", requestID: "r", usage: Usage(output: Usage.Output(total: 9))))
        let error = try #require(driver.failure as? LanguageModelError)
        #expect(error.provider == "p" && error.model == "m" && error.requestID == "r")
        #expect(error.usage == Usage(output: Usage.Output(total: 9)))
    }

    @Test mutating func foreignErrorsBecomeConnectionErrors() throws {
        struct Reset: Error {}
        driver.opened(ResponseMetadata(requestID: "req"))
        driver.fail(Reset())
        let error = try #require(driver.failure as? LanguageModelError)
        #expect(error.code == .connection)
        #expect(error.underlying is Reset)
        #expect(error.requestID == "req")
    }

    @Test mutating func cancellationPassesUntouchedAndTheFirstFailureStays() {
        driver.received("text:a")
        driver.fail(CancellationError())
        driver.received("error:late")
        driver.ended()
        #expect(driver.failure is CancellationError)
        #expect(driver.takeParts().words == "begin text(0 0:a")
    }
}
