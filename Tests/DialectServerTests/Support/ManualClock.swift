import NIOConcurrencyHelpers

/// A clock on which every sleep is over at once, and remembered.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = NIOLockedValueBox((now: Instant(), slept: [Duration]()))

    var now: Instant { state.withLockedValue { $0.now } }
    var minimumResolution: Duration { .zero }
    var slept: [Duration] { state.withLockedValue { $0.slept } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLockedValue { state in
            state.slept.append(state.now.duration(to: deadline))
            state.now = deadline
        }
    }
}
