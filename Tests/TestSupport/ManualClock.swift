import NIOConcurrencyHelpers

/// A clock on which every sleep is over at once, and remembered.
package final class ManualClock: Clock {
    package struct Instant: InstantProtocol {
        var offset: Duration = .zero

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = NIOLockedValueBox((now: Instant(), slept: [Duration]()))

    package init() {}

    package var now: Instant { state.withLockedValue { $0.now } }
    package var minimumResolution: Duration { .zero }
    package var slept: [Duration] { state.withLockedValue { $0.slept } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLockedValue { state in
            state.slept.append(state.now.duration(to: deadline))
            state.now = deadline
        }
    }
}
