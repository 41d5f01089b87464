import Dialect
import Testing

/// Cold, pulled, single-consumer.
struct ResponseStreamTests {
    private let record = Record()
    private let hello: [StreamPart] = [
        .textStart(id: "0"), .textDelta(id: "0", text: "Hel"), .textDelta(id: "0", text: "lo"),
    ]
    private let end: [StreamPart] = [.textEnd(id: "0"), .finish(.stop, Usage(), ResponseMetadata())]

    @Test func nothingHappensBeforeTheFirstPartIsAskedFor() async throws {
        let stream = ResponseStream([.batch(hello), .batch(end)], record)
        _ = stream.text
        let copy = stream
        #expect(record.all == [])
        var iterator = copy.makeAsyncIterator()
        #expect(!record.all.contains("asked"))
        _ = try await iterator.next()
        #expect(record.all == ["made", "asked"])
    }

    @Test func aBatchIsHandedOutBeforeTheSourceIsAskedAgain() async throws {
        var iterator = ResponseStream([.batch(hello), .batch([]), .batch(end)], record).makeAsyncIterator()
        for part in hello {
            #expect(try await iterator.next() == part)
            #expect(record.all.filter { $0 == "asked" }.count == 1)
        }
        #expect(try await iterator.next() == end[0])
        #expect(record.all == ["made", "asked", "asked", "asked", "released"])
        #expect(try await iterator.next() == end[1])
        #expect(try await iterator.next() == nil)
        #expect(try await iterator.next() == nil)
        #expect(record.all.filter { $0 == "asked" }.count == 3)
    }

    @Test func partsBeforeAFailureComeBeforeIt() async throws {
        let failure = LanguageModelError(.server, "broke")
        var iterator = ResponseStream([.failingBatch(hello, failure)], record).makeAsyncIterator()
        var seen: [StreamPart] = []
        let error = await #expect(throws: LanguageModelError.self) {
            while let part = try await iterator.next() { seen.append(part) }
        }
        #expect(seen == hello)
        #expect(error?.message == "broke")
        #expect(record.all == ["made", "asked", "released"])
        // It is over: the error is not thrown twice, and nobody is asked again.
        #expect(try await iterator.next() == nil)
    }

    @Test func aSecondIterationIsMisuse() async throws {
        let stream = ResponseStream([.batch(hello + end)], record)
        for try await _ in stream {}
        for second in [stream, stream] {
            let error = await #expect(throws: LanguageModelError.self) { for try await _ in second {} }
            #expect(error?.code == .misuse)
            #expect(error?.replaySafety == .safe)
        }
        #expect(record.all.filter { $0 == "made" }.count == 1)
    }

    @Test func ofManyTasksOneGetsTheStream() async throws {
        let stream = ResponseStream([.batch(hello + end)], record)
        let winners = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        for try await _ in stream {}
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
        #expect(record.all.filter { $0 == "made" }.count == 1)
    }

    @Test func whatMakingTheSourceThrowsTheIterationThrows() async {
        let stream = ResponseStream { throw LanguageModelError(.invalidRequest, "cannot be encoded") }
        let error = await #expect(throws: LanguageModelError.self) { for try await _ in stream {} }
        #expect(error?.code == .invalidRequest)
    }

    @Test func leavingTheLoopReleasesTheSource() async throws {
        for try await part in ResponseStream([.batch(hello), .silence], record) where part == hello[1] { break }
        #expect(record.all == ["made", "asked", "released"])
    }

    @Test func anIteratorThatIsDroppedUnusedReleasesTheSource() {
        do { _ = ResponseStream([.silence], record).makeAsyncIterator() }
        #expect(record.all == ["made", "released"])
    }

    @Test func cancellationPassesAsItself() async {
        let record = record
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for try await _ in ResponseStream([.batch(hello), .silence], record) { start.yield() }
        }
        var starts = started.makeAsyncIterator()
        await starts.next()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(record.all.last == "released")
    }

    // MARK: Views

    @Test func textIsOnlyText() async throws {
        let parts: [StreamPart] = [.reasoningStart(id: "r"), .reasoningDelta(id: "r", text: "hm")] + hello + end
        var pieces: [String] = []
        for try await piece in ResponseStream(parts).text { pieces.append(piece) }
        #expect(pieces == ["Hel", "lo"])
    }

    @Test func textThrowsWhatTheStreamThrows() async {
        var pieces: [String] = []
        await #expect(throws: LanguageModelError.self) {
            for try await piece in ResponseStream(hello, error: LanguageModelError(.server, "x")).text {
                pieces.append(piece)
            }
        }
        #expect(pieces == ["Hel", "lo"])
    }

    @Test func collectFoldsTheStream() async throws {
        let response = try await ResponseStream(hello + end).collect()
        #expect(response.text == "Hello")
        #expect(response.finishReason == .stop)
    }

    @Test func collectRefusesAStreamWithoutAFinish() async {
        let error = await #expect(throws: LanguageModelError.self) { try await ResponseStream(hello).collect() }
        #expect(error?.code == .connection)
    }

    @Test func aFailingStreamFails() async {
        let stream = ResponseStream(failing: LanguageModelError(.authentication, "No key."))
        let error = await #expect(throws: LanguageModelError.self) { try await stream.collect() }
        #expect(error?.code == .authentication)
    }

    @Test func generateIsTheCollectedStream() async throws {
        struct Fixed: LanguageModel {
            let id = ModelID(provider: "fixed", model: "one")
            let parts: [StreamPart]
            func stream(_ request: ModelRequest) -> ResponseStream { ResponseStream(parts) }
        }
        let model: any LanguageModel = Fixed(parts: hello + end)
        #expect(try await model.generate("Hi").text == "Hello")
        #expect(model.capabilities == .unknown)
    }
}
