import NIOConcurrencyHelpers

/// Where the answer to a request comes in.
final class AnswerSlot: Sendable {
    private let latch = Latch<SessionAnswer>()
    private let sign = NIOLockedValueBox(ContinuousClock.now)
    private let onProgress: (@Sendable (MCPProgress) -> Void)?

    init(onProgress: (@Sendable (MCPProgress) -> Void)?) {
        self.onProgress = onProgress
    }

    var isAnswered: Bool { latch.isSettled }
    var lastSign: ContinuousClock.Instant { sign.withLockedValue { $0 } }

    func answered(_ answer: SessionAnswer) { latch.settle(.success(answer)) }
    func failed(_ error: any Error) { latch.settle(.failure(error)) }

    func progressed(_ progress: MCPProgress) {
        sign.withLockedValue { $0 = .now }
        onProgress?(progress)
    }

    func answer() async throws -> SessionAnswer { try await latch.value() }
}
