import NIOCore
import NIOHTTP1
import NIOWebSocket

extension TestConnection {
    /// Accepts a client's upgrade, with more bytes in the same write if wanted.
    ///
    /// - Parameter extensions: The value of Sec-WebSocket-Extensions.
    package func upgrade(_ head: String, extensions: String? = nil, extra: [TestFrame] = []) {
        var request = HTTPHeaders()
        request.add(name: "Sec-WebSocket-Key", value: head.header("sec-websocket-key") ?? "")
        request.add(name: "Sec-WebSocket-Version", value: "13")
        let upgrader = NIOWebSocketServerUpgrader(
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
            upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })
        upgrader.buildUpgradeResponse(
            channel: channel,
            upgradeRequest: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: request),
            initialResponseHeaders: [:]
        ).whenSuccess { headers in
            let accept = headers.first(name: "Sec-WebSocket-Accept") ?? ""
            let response =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + (extensions.map { "Sec-WebSocket-Extensions: \($0)\r\n" } ?? "")
                + "Sec-WebSocket-Accept: \(accept)\r\nX-Request-ID: ws-1\r\n\r\n"
            self.write(Array(response.utf8) + extra.flatMap(\.bytes))
        }
    }
}
