import Dialect
import DialectTesting
import Testing

/// Faults strike where they should, and nowhere else.
struct FaultTests {
    private func whole() async throws -> [StreamPart] {
        try await ScriptedModel(["Hello, world!"]).stream("Hi").parts()
    }

    @Test(arguments: 0...3) func anAnswerFailsAfterSoManyParts(count: Int) async throws {
        let model = FaultyModel(ScriptedModel(["Hello, world!", "Again."]), faults: [0: .connectionLost(after: count)])
        let (parts, error) = await model.stream("Hi").partsAndError()
        #expect(parts == Array(try await whole().prefix(count)))
        #expect((error as? LanguageModelError)?.code == .connection)
        #expect((error as? LanguageModelError)?.replaySafety == (count == 0 ? .safe : .unsafe))
        #expect(try await model.generate("Hi").text == "Again.")
    }

    @Test func anAnswerShorterThanTheFaultFailsAtItsEnd() async throws {
        let model = FaultyModel(ScriptedModel(["Hello"]), faults: [0: .connectionLost(after: 1_000)])
        let (_, error) = await model.stream("Hi").partsAndError()
        #expect(error is LanguageModelError)
    }

    @Test func aStreamIsCutOff() async throws {
        let model = FaultyModel(ScriptedModel(["Hello, world!"]), faults: [0: .cutOff(after: 3)])
        let (parts, error) = await model.stream("Hi").partsAndError()
        #expect(parts.count == 3)
        #expect(error == nil)
    }

    @Test func aStalledAnswerEndsWithItsTask() async throws {
        let model = FaultyModel(ScriptedModel(["Hello"]), faults: [0: .stall(after: 1)])
        let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for try await _ in model.stream("Hi") { continuation.yield() }
        }
        for await _ in begun { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func aPauseChangesNothingElse() async throws {
        let model = FaultyModel(ScriptedModel(["Hello, world!"])) { _, _ in .pause(.milliseconds(1), after: 2) }
        #expect(try await model.stream("Hi").parts() == whole())
    }

    @Test func aSpyKeepsRequests() async throws {
        let model = ModelSpy(FaultyModel(ScriptedModel(["One"]), faults: [0: .connectionLost()]))
        _ = try? await model.generate("a")
        _ = await model.stream("b").partsAndError()
        #expect(model.requests == ["a", "b"])
    }

    @Test(
        arguments: [
            (nil, ["a", "b", "c"], false), (.lose(before: 1), ["a"], true), (.end(before: 2), ["a", "b"], false),
            (.drop(at: 1), ["a", "c"], false), (.repetition(at: 0), ["a", "a", "b", "c"], false),
            (.spoil(at: 2, bytes: Array("x".utf8)), ["a", "b", "x"], false),
            (.truncate(at: 1, to: 0), ["a", "", "c"], false),
        ] as [(FaultyEventSource.Fault?, [String], Bool)])
    func transportsGoWrong(fault: FaultyEventSource.Fault?, received: [String], fails: Bool) async throws {
        // Two events in one read, then one.
        let source = FaultyEventSource(FixedEvents([["a", "b"], ["c"]]), fault: fault)
        var events: [String] = []
        var failure: (any Error)?
        do {
            while try await source.next({ events.append(String(decoding: $0, as: UTF8.self)) }) {}
        } catch {
            failure = error
        }
        #expect(events == received)
        #expect((failure != nil) == fails)
    }
}

private final class FixedEvents: EventSource {
    let metadata = ResponseMetadata()
    private var reads: [[String]]

    init(_ reads: [[String]]) {
        self.reads = reads
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        guard !reads.isEmpty else { return false }
        for event in reads.removeFirst() { Array(event.utf8).withUnsafeBytes(receive) }
        return true
    }

    func complete() {}
}
