import Dialect
import NIOCore
import NIOConcurrencyHelpers

/// An attempt to open a WebSocket: succeeds, fails or is given up, whichever comes first.
final class WebSocketDial: Sendable {
    struct Opened: Sendable {
        let channel: any Channel
        let handler: NIOLoopBound<WebSocketFrameHandler>
        let headers: [String: String]
    }

    private struct State {
        var channel: (any Channel)?
        var isDone = false
        var isGivenUp = false
    }

    private let state = NIOLockedValueBox(State())
    private let promise: EventLoopPromise<Opened>
    let peer: Peer

    init(eventLoop: any EventLoop, peer: Peer) {
        promise = eventLoop.makePromise()
        self.peer = peer
    }

    func opened() async throws -> Opened { try await promise.futureResult.get() }

    /// There is a TCP connection, which is to be closed if the attempt was or is given up.
    func connecting(_ channel: any Channel) {
        // The upgrade may be over before this is called: only a failure closes.
        let isGivenUp = state.withLockedValue { state in
            state.channel = channel
            return state.isGivenUp
        }
        if isGivenUp { channel.close(promise: nil) }
    }

    func succeed(_ opened: Opened) {
        if claim() {
            promise.succeed(opened)
        } else {
            opened.channel.close(promise: nil)
        }
    }

    func fail(_ error: any Error) {
        guard claim() else { return }
        promise.fail(error is CancellationError ? error : LanguageModelError(handshake: error, peer: peer))
        let channel = state.withLockedValue { state in
            state.isGivenUp = true
            return state.channel
        }
        channel?.close(promise: nil)
    }

    private func claim() -> Bool {
        state.withLockedValue { state in
            defer { state.isDone = true }
            return !state.isDone
        }
    }
}
