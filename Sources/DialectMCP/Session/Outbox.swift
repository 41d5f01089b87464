import NIOConcurrencyHelpers

/// Messages on their way to the one task that sends them.
final class Outbox: Sendable {
    private struct State {
        var messages: [[UInt8]] = []
        var byteCount = 0
        var waiter: CheckedContinuation<[[UInt8]], Never>?
        var isClosed = false

        mutating func takeMessages() -> [[UInt8]] {
            defer {
                messages = []
                byteCount = 0
            }
            return messages
        }

        mutating func takeWaiter() -> CheckedContinuation<[[UInt8]], Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    /// So many small messages do not wait for a server that reads.
    static let maximumMessageCount = 10_000

    private let maximumByteCount: Int
    private let state = NIOLockedValueBox(State())

    /// - Parameter maximumByteCount: How much may wait. A message is taken whatever its size where none waits.
    init(maximumByteCount: Int) {
        self.maximumByteCount = maximumByteCount
    }

    /// - Returns: Whether it is on its way, or the outbox closed; false when too much waits already.
    func put(_ message: [UInt8]) -> Bool {
        let (isTaken, waiter, batch) = state.withLockedValue {
            state -> (Bool, CheckedContinuation<[[UInt8]], Never>?, [[UInt8]]) in
            guard !state.isClosed else { return (true, nil, []) }
            let hasRoom =
                state.messages.count < Self.maximumMessageCount
                && state.byteCount + message.count <= maximumByteCount
            guard hasRoom || state.messages.isEmpty else { return (false, nil, []) }
            state.messages.append(message)
            state.byteCount += message.count
            guard let waiter = state.takeWaiter() else { return (true, nil, []) }
            return (true, waiter, state.takeMessages())
        }
        waiter?.resume(returning: batch)
        return isTaken
    }

    /// Nothing more is sent; what waits is forgotten.
    func close() {
        state.withLockedValue { state -> CheckedContinuation<[[UInt8]], Never>? in
            state.isClosed = true
            _ = state.takeMessages()
            return state.takeWaiter()
        }?.resume(returning: [])
    }

    /// Waits for messages and takes all that are there; none once it was closed or the task cancelled.
    func next() async -> [[UInt8]] {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let batch = state.withLockedValue { state -> [[UInt8]]? in
                    if state.isClosed || Task.isCancelled { return [] }
                    guard state.messages.isEmpty else { return state.takeMessages() }
                    state.waiter = continuation
                    return nil
                }
                if let batch { continuation.resume(returning: batch) }
            }
        } onCancel: {
            state.withLockedValue { $0.takeWaiter() }?.resume(returning: [])
        }
    }
}
