import NIOCore
import NIOConcurrencyHelpers

/// Hands elements from an event loop to the one task that takes them.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements = CircularBuffer<Element>()
        var isClosed = false
        var waiter: CheckedContinuation<Element?, Never>?
    }

    private let state = NIOLockedValueBox(State())

    /// The elements that wait.
    var count: Int { state.withLockedValue { $0.elements.count } }

    func push(_ element: Element) {
        let waiter = state.withLockedValue { state -> CheckedContinuation<Element?, Never>? in
            guard !state.isClosed else { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.elements.append(element)
            return nil
        }
        waiter?.resume(returning: element)
    }

    /// No more elements will come, and those that wait are dropped: whoever sent them is gone.
    func close() {
        let waiter = state.withLockedValue { state in
            state.isClosed = true
            state.elements.removeAll()
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }

    /// The next element; nil once closed.
    func next() async -> Element? {
        await withCheckedContinuation { continuation in
            let (isReady, element) = state.withLockedValue { state -> (Bool, Element?) in
                if let element = state.elements.popFirst() { return (true, element) }
                if state.isClosed { return (true, nil) }
                state.waiter = continuation
                return (false, nil)
            }
            if isReady { continuation.resume(returning: element) }
        }
    }
}
