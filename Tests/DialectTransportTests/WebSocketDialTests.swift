import NIOCore
import NIOEmbedded
import Testing

@testable import DialectTransport

@Suite struct WebSocketDialTests {
    private let channel = NIOAsyncTestingChannel()

    @Test func aChannelIsKeptThoughItsUpgradeWasOverFirst() async throws {
        let dial = WebSocketDial(eventLoop: channel.testingEventLoop, peer: Peer(host: "localhost", port: 1))
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        try await channel.testingEventLoop.executeInContext {
            let handler = WebSocketFrameHandler(
                link: WebSocketLink(peer: dial.peer), configuration: WebSocketConfiguration())
            dial.succeed(
                WebSocketDial.Opened(
                    channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.testingEventLoop), headers: [:])
            )
        }
        dial.connecting(channel)
        await channel.testingEventLoop.run()
        #expect(channel.isActive)
        _ = try await dial.opened()
        _ = try await channel.finish(acceptAlreadyClosed: true)
    }

    @Test func aChannelThatComesTooLateIsClosed() async throws {
        let dial = WebSocketDial(eventLoop: channel.testingEventLoop, peer: Peer(host: "localhost", port: 1))
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
        dial.fail(CancellationError())
        dial.connecting(channel)
        await channel.testingEventLoop.run()
        #expect(!channel.isActive)
        await #expect(throws: CancellationError.self) { try await dial.opened() }
        _ = try await channel.finish(acceptAlreadyClosed: true)
    }

    /// A proxy's name may have several addresses, the first of which leads nowhere.
    @Test func anAddressOfAProxyThatIsNotReachedDecidesNothing() async throws {
        let dial = WebSocketDial(eventLoop: channel.testingEventLoop, peer: Peer(host: "api.example", port: 443))
        try await channel.testingEventLoop.executeInContext {
            try WebSocketProxyTunnel.addHandlers(
                to: channel, proxy: ProxyServer(host: "localhost", port: 1), dial: dial, deadline: .distantFuture
            ) { _ in }
        }
        // As the bootstrap closes it, when it could not be connected; NIO's handler complains.
        _ = try? await channel.finish(acceptAlreadyClosed: true)
        await channel.testingEventLoop.run()
        dial.fail(CancellationError())
        await #expect(throws: CancellationError.self) { try await dial.opened() }
    }
}
