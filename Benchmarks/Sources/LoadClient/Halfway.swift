import Measuring
import Synchronization

/// Looks at the memory of the process when all streams have had half of their events, so that all are under way.
final class Halfway: Sendable {
    private let state: Mutex<(missing: Int, residentKiB: Int)>

    init(_ count: Int) { state = Mutex((count, 0)) }

    var residentKiB: Int { state.withLock { $0.residentKiB } }

    func reached() {
        state.withLock { state in
            state.missing -= 1
            if state.missing == 0 { state.residentKiB = ThisProcess.residentKiB }
        }
    }
}
