import NIOConcurrencyHelpers
import NIOCore

/// The channels of a server, so that none outlives it: one that was accepted in the last moment has no task yet that
/// would close it.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var accepted: [ServerConnection] = []
        var webSockets: [ObjectIdentifier: ServerConnection] = [:]
        var isClosed = false
    }

    private let state = NIOLockedValueBox(State())

    /// The connections that speak WebSocket now.
    var webSockets: [ServerConnection] { state.withLockedValue { Array($0.webSockets.values) } }

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isClosed = state.withLockedValue { state in
            if !state.isClosed { state.channels[id] = channel }
            return state.isClosed
        }
        if isClosed {
            channel.close(promise: nil)
        } else {
            channel.closeFuture.whenComplete { _ in
                self.state.withLockedValue { state in
                    state.channels[id] = nil
                    state.webSockets[id] = nil
                }
            }
        }
    }

    /// A connection is ready to be served.
    ///
    /// It is handed over behind the lock and not by the listening channel's stream: of a continuation that is resumed
    /// before it is awaited, the thread sanitizer does not see what came before.
    func accept(_ connection: ServerConnection) {
        state.withLockedValue { if !$0.isClosed { $0.accepted.append(connection) } }
    }

    /// The connections that nobody serves yet.
    func takeAccepted() -> [ServerConnection] {
        state.withLockedValue { state in
            defer { state.accepted = [] }
            return state.accepted
        }
    }

    /// A connection that was added speaks WebSocket from now on.
    func upgraded(_ connection: ServerConnection) {
        let id = ObjectIdentifier(connection.channel)
        state.withLockedValue { if $0.channels[id] != nil { $0.webSockets[id] = connection } }
    }

    func closeAll() {
        let channels = state.withLockedValue { state in
            state.isClosed = true
            state.accepted = []
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
