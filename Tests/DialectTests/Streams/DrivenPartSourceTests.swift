import Dialect
import Testing

/// A transport and a parser, joined: when things are opened, completed and let go.
struct DrivenPartSourceTests {
    private let record = Record()

    private func stream(_ reads: [ScriptedEvents.Read], deadline: ContinuousClock.Instant? = nil) -> ResponseStream {
        let record = record
        return ResponseStream {
            DrivenPartSource(
                parser: ToyParser(), model: ModelID(provider: "toy", model: "toy-1"), deadline: deadline
            ) {
                ScriptedEvents(reads, record)
            }
        }
    }

    @Test func oneReadMayHoldManyEventsOrNone() async throws {
        var parts: [StreamPart] = []
        for try await part in stream([.events("text:a", "text:b"), .events(), .events("end", "finish:s")]) {
            parts.append(part)
        }
        #expect(parts.words == "begin text(0 0:a 0:b 0) finish:stop (s)")
        #expect(parts.first == .responseMetadata(ResponseMetadata(requestID: "req")))
        #expect(record.all == ["opened", "read", "read", "read", "completed", "released"])
    }

    @Test func theTransportIsNotReadPastTheTerminal() async throws {
        _ = try await stream([.events("finish:s", "text:late"), .events("text:later")]).collect()
        #expect(record.all == ["opened", "read", "completed", "released"])
    }

    @Test func aTruncatedResponseIsNotCompleted() async {
        let error = await #expect(throws: LanguageModelError.self) {
            _ = try await stream([.events("text:a"), .end]).collect()
        }
        #expect(error?.code == .connection)
        #expect(error?.requestID == "req")
        #expect(record.all == ["opened", "read", "read", "released"])
    }

    @Test func theLastReadMayHoldTheTerminal() async throws {
        _ = try await stream([.lastEvents("text:a", "finish:s")]).collect()
        #expect(record.all == ["opened", "read", "completed", "released"])
    }

    @Test func anErrorEventEndsTheResponse() async {
        var words: [String] = []
        let error = await #expect(throws: LanguageModelError.self) {
            for try await part in stream([.events("text:a", "error:full")]) { words.append(part.word) }
        }
        #expect(words == ["begin", "text(0", "0:a"])
        #expect(error?.code == .overloaded)
        #expect(record.all == ["opened", "read", "released"])
    }

    @Test func aFailureToOpenIsThrown() async {
        struct Refused: Error {}
        let stream = ResponseStream {
            DrivenPartSource(parser: ToyParser(), model: ModelID(provider: "toy", model: "toy-1")) { throw Refused() }
        }
        let error = await #expect(throws: LanguageModelError.self) { _ = try await stream.collect() }
        #expect(error?.code == .connection)
        #expect(error?.underlying is Refused)
        #expect(error?.provider == "toy")
    }

    @Test func pastTheDeadlineNothingIsOpened() async {
        let error = await #expect(throws: LanguageModelError.self) {
            _ = try await stream([.events("finish:s")], deadline: .now).collect()
        }
        #expect(error?.code == .timeout)
        #expect(error?.replaySafety == .safe)
        #expect(record.all == [])
    }

    @Test func aCancelledTaskOpensNothing() async {
        let stream = stream([.events("finish:s")])
        let task = Task {
            try? await untilCancelled()
            _ = try await stream.collect()
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(record.all == [])
    }

    @Test func leavingTheLoopReleasesTheTransportUncompleted() async throws {
        for try await part in stream([.events("text:a"), .silence]) where part.word == "0:a" { break }
        #expect(record.all == ["opened", "read", "released"])
    }

    @Test func cancellationReachesTheTransport() async {
        let stream = stream([.events("text:a"), .silence])
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task { for try await _ in stream { start.yield() } }
        var starts = started.makeAsyncIterator()
        await starts.next()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(record.all.last == "released")
        #expect(!record.all.contains("completed"))
    }
}

/// A transport that plays a script.
private final class ScriptedEvents: EventSource {
    enum Read: Sendable {
        case some([String], mayContinue: Bool)
        case silence

        static func events(_ events: String...) -> Read { .some(events, mayContinue: true) }
        static func lastEvents(_ events: String...) -> Read { .some(events, mayContinue: false) }
        static let end = Read.some([], mayContinue: false)
    }

    let metadata = ResponseMetadata(requestID: "req")
    private var reads: [Read]
    private let record: Record

    init(_ reads: [Read], _ record: Record) {
        self.reads = reads
        self.record = record
        record.note("opened")
    }

    deinit { record.note("released") }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        record.note("read")
        switch reads.removeFirst() {
        case .silence:
            try await untilCancelled()
            return true
        case .some(let events, let mayContinue):
            for event in events { Array(event.utf8).withUnsafeBytes(receive) }
            return mayContinue
        }
    }

    func complete() { record.note("completed") }
}
