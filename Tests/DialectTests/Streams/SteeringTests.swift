import Dialect
import Testing

/// What an app gives a model while it answers, and how it learns what became of it.
struct SteeringTests {
    private let steering = ResponseSteering()

    /// A stream that can be steered, and what was sent into it.
    private func steered(_ parts: [StreamPart] = []) -> (ResponseStream, AsyncStream<String>) {
        let (sent, continuation) = AsyncStream.makeStream(of: String.self)
        steering.began(responseID: "resp_1") { messages, id in
            continuation.yield("\(id): \(messages.map(\.text).joined(separator: "|"))")
        }
        return (ResponseStream(steering: steering) { Silent(parts) }, sent)
    }

    private final class Silent: PartSource {
        private let parts: [StreamPart]
        init(_ parts: [StreamPart]) { self.parts = parts }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            parts += self.parts
            return false
        }
    }

    @Test func acceptedInputHasAReceipt() async throws {
        let (stream, sent) = steered()
        let receipt = Task { try await stream.steer([.user("Shorter"), .user("please")]) }
        #expect(await sent.first { _ in true } == "resp_1: Shorter|please")
        #expect(steering.accepted(id: "steer_1") == [.user("Shorter"), .user("please")])
        #expect(try await receipt.value.id == "steer_1")
    }

    @Test func inputGoesToTheSuccessor() async throws {
        let (stream, _) = steered()
        let (sent, continuation) = AsyncStream.makeStream(of: String.self)
        steering.began(responseID: "resp_2") { _, id in continuation.yield(id) }
        let receipt = Task { try await stream.steer("Shorter") }
        #expect(await sent.first { _ in true } == "resp_2")
        steering.accepted(id: nil)
        #expect(try await receipt.value == SteeringReceipt(id: nil))
    }

    @Test func refusedInputFails() async throws {
        let (stream, sent) = steered()
        let receipt = Task { try await stream.steer("Shorter") }
        _ = await sent.first { _ in true }
        #expect(steering.failed(LanguageModelError(.invalidRequest, "No.")) == [.user("Shorter")])
        let error = await #expect(throws: LanguageModelError.self) { try await receipt.value }
        #expect(error?.message == "No.")
    }

    @Test func whatFailsAfterItWasAcceptedAnswersNobodyElse() async throws {
        let (stream, sent) = steered()
        var iterator = sent.makeAsyncIterator()
        let first = Task { try await stream.steer("One") }
        _ = await iterator.next()
        steering.accepted(id: "steer_1")
        #expect(try await first.value.id == "steer_1")
        let second = Task { try await stream.steer("Two") }
        _ = await iterator.next()
        #expect(steering.failed(id: "steer_1", LanguageModelError(.server, "Gone.")) == nil)
        #expect(steering.accepted(id: "steer_2") == [.user("Two")])
        #expect(try await second.value.id == "steer_2")
    }

    @Test func whatCannotBeSentFails() async {
        steering.began(responseID: "resp_1") { _, _ in throw LanguageModelError(.connection, "Closed.") }
        let stream = ResponseStream(steering: steering) { Silent([]) }
        let error = await #expect(throws: LanguageModelError.self) { try await stream.steer("Shorter") }
        #expect(error?.message == "Closed.")
        #expect(steering.accepted(id: "steer_1") == nil)
    }

    // MARK: Streams that cannot be steered

    @Test func onlyAStreamThatIsUnderWayCanBeSteered() async throws {
        func misuse(_ stream: ResponseStream, _ location: SourceLocation = #_sourceLocation) async -> String {
            let error = await #expect(throws: LanguageModelError.self, sourceLocation: location) {
                try await stream.steer("Shorter")
            }
            #expect(error?.code == .misuse, sourceLocation: location)
            #expect(error?.replaySafety == .safe, sourceLocation: location)
            return error?.message ?? ""
        }
        #expect(await misuse(ResponseStream([StreamPart]())).contains("cannot be steered"))
        let stream = ResponseStream(steering: steering) { Silent([.textStart(id: "0")]) }
        #expect(await misuse(stream).contains("has not begun"))
        steering.began(responseID: "resp_1") { _, _ in }
        for try await _ in stream {}
        #expect(await misuse(stream).contains("is over"))
        // What is over does not begin again.
        steering.began(responseID: "resp_2") { _, _ in }
        #expect(await misuse(stream).contains("is over"))
    }

    @Test func aDroppedIteratorEndsSteering() async {
        let (stream, _) = steered()
        do { _ = stream.makeAsyncIterator() }
        let error = await #expect(throws: LanguageModelError.self) { try await stream.steer("Shorter") }
        #expect(error?.code == .misuse)
    }

    @Test(arguments: [[], [Message.system("Shorter")], [.user("a"), .assistant("b")]])
    func onlyTheUserSteers(_ messages: [Message]) async {
        let (stream, _) = steered()
        let error = await #expect(throws: LanguageModelError.self) { try await stream.steer(messages) }
        #expect(error?.code == .misuse)
    }

    // MARK: Ends

    @Test func whoWaitsLearnsOfTheEnd() async {
        let (stream, sent) = steered()
        let receipt = Task { try await stream.steer("Shorter") }
        _ = await sent.first { _ in true }
        steering.ended()
        let error = await #expect(throws: LanguageModelError.self) { try await receipt.value }
        #expect(error?.code == .connection)
        #expect(error?.replaySafety == .unknown)
    }

    @Test func aCancelledTaskKeepsItsPlaceInLine() async throws {
        let (stream, sent) = steered()
        var iterator = sent.makeAsyncIterator()
        let first = Task { try await stream.steer("One") }
        _ = await iterator.next()
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        let second = Task { try await stream.steer("Two") }
        _ = await iterator.next()
        #expect(steering.accepted(id: "steer_1") == [.user("One")])
        #expect(steering.accepted(id: "steer_2") == [.user("Two")])
        #expect(try await second.value.id == "steer_2")
    }

    @Test func aTaskCancelledBeforeSendsNothing() async {
        let (stream, _) = steered()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await stream.steer("One")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(steering.accepted(id: "steer_1") == nil)
    }

    @Test func manyTasksSteerAtOnce() async throws {
        let (stream, sent) = steered()
        try await withThrowingTaskGroup(of: String?.self) { group in
            for index in 0..<100 { group.addTask { try await stream.steer("\(index)").id } }
            var answered = 0
            for await line in sent {
                // Answered in the order in which it was sent.
                #expect(steering.accepted(id: line)?.map { "resp_1: \($0.text)" } == [line])
                answered += 1
                if answered == 100 { break }
            }
            var ids: Set<String> = []
            for try await id in group { if let id { ids.insert(id) } }
            #expect(ids.count == 100)
        }
    }
}
