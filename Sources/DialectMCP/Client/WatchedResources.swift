import NIOConcurrencyHelpers

/// The resources whose changes the app wants to know of: what a server is told that begins a session anew, or whose
/// protocol has a single request for all of them.
final class WatchedResources: Sendable {
    private struct State {
        var uris: Set<String> = []
        var changed = Latch<Void>()
    }

    private let state = NIOLockedValueBox(State())

    /// The resources as they are now, and what is settled when they are others.
    var current: (uris: [String], changed: Latch<Void>) { state.withLockedValue { ($0.uris.sorted(), $0.changed) } }

    func insert(_ uri: String) { change { $0.insert(uri).inserted } }
    func remove(_ uri: String) { change { $0.remove(uri) != nil } }

    private func change(_ body: (inout Set<String>) -> Bool) {
        state.withLockedValue { state -> Latch<Void>? in
            guard body(&state.uris) else { return nil }
            defer { state.changed = Latch() }
            return state.changed
        }?.settle()
    }
}
