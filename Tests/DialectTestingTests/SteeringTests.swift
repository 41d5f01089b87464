import Dialect
import DialectTesting
import Testing

/// What wraps a model leaves its answers as steerable as they are.
struct SteeringTests {
    /// A model whose answer can be steered.
    private struct Steerable: LanguageModel {
        let id = ModelID(provider: "test", model: "steerable")
        let steering = ResponseSteering()

        func stream(_ request: ModelRequest) -> ResponseStream {
            ResponseStream(steering: steering) { Source() }
        }

        private final class Source: PartSource {
            func next(into parts: inout [StreamPart]) async throws -> Bool {
                parts.append(.finish(.stop, Usage(), ResponseMetadata()))
                return false
            }
        }
    }

    private func expectSteering(_ stream: ResponseStream, by steering: ResponseSteering) async throws {
        let (sent, continuation) = AsyncStream.makeStream(of: [Message].self)
        steering.began(responseID: "resp_1") { messages, _ in continuation.yield(messages) }
        let receipt = Task {
            defer { continuation.finish() }
            return try await stream.steer("Shorter, please.")
        }
        let messages = await sent.first { _ in true }
        #expect(messages?.map(\.text) == ["Shorter, please."])
        steering.accepted(id: "steer_1")
        #expect(try await receipt.value.id == "steer_1")
        // The end of the stream that is consumed is the end of steering.
        #expect(try await stream.parts().count == 1)
        let error = await #expect(throws: LanguageModelError.self) { try await stream.steer("Longer.") }
        #expect(error?.message.contains("over") == true)
    }

    @Test func aRecordedAnswerIsSteered() async throws {
        let base = Steerable()
        try await expectSteering(RecordingModel(base).stream("Hi"), by: base.steering)
    }

    @Test func aFaultyAnswerIsSteered() async throws {
        let base = Steerable()
        try await expectSteering(FaultyModel(base, faults: [:]).stream("Hi"), by: base.steering)
    }
}
