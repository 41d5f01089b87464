import Dialect
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a `ws://` or `wss://` URL says.
struct WebSocketTarget: Hashable, Sendable {
    let peer: Peer
    let isSecure: Bool
    /// Path and query, as in the request line.
    let path: String
    private let hasUsualPort: Bool

    /// - Throws: ``LanguageModelError`` with code `invalidRequest`.
    init(_ url: String) throws {
        guard let parsed = URL(string: url), let scheme = parsed.scheme?.lowercased(), ["ws", "wss"].contains(scheme),
            let host = parsed.host(percentEncoded: false), !host.isEmpty
        else { throw LanguageModelError(invalidURL: url, schemes: "ws:// or wss://") }
        isSecure = scheme == "wss"
        let usualPort = isSecure ? 443 : 80
        let bareHost = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        peer = Peer(host: bareHost, port: parsed.port ?? usualPort)
        hasUsualPort = peer.port == usualPort
        let path = parsed.path(percentEncoded: true)
        self.path = (path.isEmpty ? "/" : path) + (parsed.query(percentEncoded: true).map { "?" + $0 } ?? "")
    }

    /// The name for TLS; an address has none and is looked for in the certificate by itself.
    var serverName: String? {
        (try? SocketAddress(ipAddress: peer.host, port: peer.port)) == nil ? peer.host : nil
    }

    func requestHead(headers: [(String, String)]) -> HTTPRequestHead {
        var all = HTTPHeaders()
        let host = peer.host.contains(":") ? "[\(peer.host)]" : peer.host
        all.add(name: "Host", value: hasUsualPort ? host : "\(host):\(peer.port)")
        all.add(name: "Upgrade", value: "websocket")
        all.add(name: "Connection", value: "Upgrade")
        for (name, value) in headers { all.add(name: name, value: value) }
        return HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: all)
    }
}
