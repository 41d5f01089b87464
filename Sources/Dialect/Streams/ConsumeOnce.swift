import Synchronization

/// A flag that can be claimed once, by whichever task comes first.
final class ConsumeOnce: Sendable {
    private let isClaimed = Atomic(false)

    func claim() -> Bool {
        isClaimed.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
    }
}
