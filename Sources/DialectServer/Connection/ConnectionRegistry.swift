import NIOCore
import NIOConcurrencyHelpers

/// The channels of a server, so that none outlives it: one that was accepted in the last moment has no task yet that
/// would close it.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isClosed = state.withLockedValue { state in
            if !state.isClosed { state.channels[id] = channel }
            return state.isClosed
        }
        if isClosed {
            channel.close(promise: nil)
        } else {
            channel.closeFuture.whenComplete { _ in self.state.withLockedValue { $0.channels[id] = nil } }
        }
    }

    func closeAll() {
        let channels = state.withLockedValue { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
