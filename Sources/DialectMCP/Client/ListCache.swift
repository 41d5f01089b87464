import NIOConcurrencyHelpers

/// A server's list for as long as it would say that it has changed, and did not.
final class ListCache<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element]?
        /// The connection on which the server would have told that the elements have changed.
        var listening: Int?
        var changes = 0
    }

    private let state = NIOLockedValueBox(State())

    /// The elements when they were last asked for; nil if they were not, or have changed since.
    var lastKnown: [Element]? { state.withLockedValue { $0.elements } }

    func changed() {
        state.withLockedValue { state in
            state.elements = nil
            state.changes += 1
        }
    }

    /// - Parameter listening: The connection on which the server tells of changes, by its number; nil without one.
    func elements(listening: Int?, _ fetch: () async throws -> [Element]) async throws -> [Element] {
        let (known, changes) = state.withLockedValue { state in
            (listening == nil || listening != state.listening ? nil : state.elements, state.changes)
        }
        if let known { return known }
        let elements = try await fetch()
        state.withLockedValue { state in
            // A change that came in the meantime makes this list an old one.
            guard state.changes == changes else { return }
            state.elements = elements
            state.listening = listening
        }
        return elements
    }
}
