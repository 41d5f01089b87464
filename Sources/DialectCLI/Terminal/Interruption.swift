import Dialect
import Foundation

/// Ctrl-C, as ``InterruptionMachine`` has it.
final class Interruption: Sendable {
    private struct State {
        var machine: InterruptionMachine
        var cancel: (@Sendable () -> Void)?
    }

    private let state: LockedValue<State>
    private let screen: Screen

    init(screen: Screen) {
        state = LockedValue(State(machine: InterruptionMachine(reminds: screen.isInteractive)))
        self.screen = screen
    }

    /// Whether the session is to be left because of it.
    var hasLeft: Bool { state.withLock { $0.machine.hasLeft } }

    /// Ctrl-C was pressed.
    func receive() {
        let (action, cancel) = state.withLock { ($0.machine.received(), $0.cancel) }
        switch action {
        case .cancelTurn: cancel?()
        case .remind: screen.note("\nCtrl-C again, Ctrl-D or /quit leaves.")
        case .leave:
            cancel?()
            screen.closeInput()
        // The shell's way to say that a program was ended by SIGINT.
        case .exit: exit(130)
        }
    }

    /// A line was typed.
    func typed() { state.withLock { $0.machine.typed() } }

    /// Runs a turn that the next Ctrl-C cancels.
    func cancelling<Result: Sendable>(_ turn: @Sendable @escaping () async -> Result) async -> Result {
        // Owned by this call: it is awaited below, and cancelled with its caller.
        let task = Task { await turn() }
        state.withLock { state in
            state.machine.turnBegan()
            state.cancel = { task.cancel() }
        }
        defer {
            state.withLock { state in
                state.machine.turnEnded()
                state.cancel = nil
            }
        }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
