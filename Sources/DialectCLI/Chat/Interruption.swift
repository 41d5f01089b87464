import Dialect
import Foundation

/// What Ctrl-C does: it stops the answer that is being given; without one, or a second time, it ends the program.
final class Interruption: Sendable {
    private let cancel = LockedValue<(@Sendable () -> Void)?>(nil)

    /// Ctrl-C was pressed.
    func receive() {
        let action = cancel.withLock { action in
            defer { action = nil }
            return action
        }
        guard let action else {
            Terminal.line()
            // The shell's way to say that a program was ended by SIGINT.
            exit(130)
        }
        action()
    }

    /// Runs an operation that the next Ctrl-C cancels.
    func cancelling<Result: Sendable>(_ operation: @Sendable @escaping () async -> Result) async -> Result {
        // Owned by this call: it is awaited below, and cancelled with its caller.
        let task = Task { await operation() }
        cancel.withLock { $0 = { task.cancel() } }
        defer { cancel.withLock { $0 = nil } }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
