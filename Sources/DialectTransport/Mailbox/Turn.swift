/// Counts what a task has read without waiting for it. A peer that always has more to say would otherwise keep the thread
/// for itself, and tasks share as few threads as there are cores.
package struct Turn: Sendable {
    private static let length = 8
    private var count = 0

    package init() {}

    /// Something was read.
    ///
    /// - Returns: Whether it is time to yield.
    package mutating func isOver() -> Bool {
        count += 1
        guard count >= Self.length else { return false }
        count = 0
        return true
    }
}
