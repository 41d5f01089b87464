public import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why there is no WebSocket; the `underlying` error of what
/// ``WebSocketConnection/connect(url:headers:configuration:deadline:)`` throws. It tells whether the fault lies
/// with WebSocket, so that another transport may do better.
public struct WebSocketHandshakeFailure: Error, Sendable {
    /// The kind of failure. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The server or a proxy answered with something other than an upgrade; `status` is set.
        public static let rejected = Kind("rejected")
        /// No answer in time.
        public static let timedOut = Kind("timedOut")
        /// Nobody listens, the name is unknown, or the connection broke before there was an answer.
        public static let unreachable = Kind("unreachable")
        /// The server's certificate is not trusted, or TLS failed otherwise.
        public static let tls = Kind("tls")
        /// The answer is not HTTP, or an upgrade that breaks the rules.
        public static let protocolViolation = Kind("protocolViolation")
        /// The proxy opened no tunnel to the server; `status` and `headers` are the proxy's, if it answered.
        public static let proxyRefused = Kind("proxyRefused")
    }

    /// What went wrong.
    public var kind: Kind
    /// The status of the HTTP answer, if there was one.
    public var status: Int?
    /// The answer's headers, names in lower case.
    public var headers: [String: String] = [:]
    /// The answer's body, at most 64 KB of it.
    public var body: String = ""
    /// The id to quote to the provider's support.
    public var requestID: String?
    /// The network's own error.
    public var cause: (any Error)?
}

extension WebSocketHandshakeFailure {
    /// An HTTP answer that is no upgrade.
    init(status: Int, headers: [String: String], body: String) {
        self.init(
            kind: .rejected, status: status, headers: headers, body: body,
            requestID: HTTPResponseBody.requestID(in: headers))
    }

    /// What a caller of a model gets to see. The exchange never began, so that it is always safe to send it again.
    func error(peer: Peer) -> LanguageModelError {
        guard let status else {
            return LanguageModelError(
                .protocolViolation, "\(peer) answered the WebSocket handshake wrongly: \(body)", replaySafety: .safe,
                underlying: self)
        }
        let what =
            switch status {
            case 101: "\(peer) accepted the WebSocket handshake wrongly (\(body))"
            case 200..<300: "\(peer) answered the WebSocket handshake with HTTP \(status) instead of an upgrade"
            case 300..<400:
                "\(peer) redirects the WebSocket handshake\(redirectTarget) (HTTP \(status)), which is not followed "
                    + "since the credentials would go along"
            default: "\(peer) refused the WebSocket handshake with HTTP \(status)"
            }
        // The page of a redirect repeats its URL, which may hold a key.
        let said = status < 400 && status / 100 != 2 || body.isEmpty ? "." : ": \(body.prefix(200))"
        return LanguageModelError(
            status < 400 ? .protocolViolation : .init(httpStatus: status), what + said, httpStatus: status,
            requestID: requestID, replaySafety: .safe, rawBody: body.isEmpty ? nil : body, underlying: self)
    }
}

extension WebSocketHandshakeFailure {
    /// To be read after "redirects": the origin alone, since the rest may hold a key.
    private var redirectTarget: String {
        guard let location = headers["location"] else { return "" }
        guard let url = URL(string: location), let scheme = url.scheme,
            let host = url.host(percentEncoded: false), !host.isEmpty
        else { return " within its own origin" }
        return " to \(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
    }
}

extension LanguageModelError {
    /// A network's failure before the WebSocket was open.
    init(handshake error: any Error, peer: Peer) {
        self.init(network: error, peer: peer, phase: .connecting)
        let isTLS = code == .connection && !isRetryable
        let kind: WebSocketHandshakeFailure.Kind =
            switch code {
            case .timeout: .timedOut
            case .protocolViolation: .protocolViolation
            default: isTLS ? .tls : .unreachable
            }
        replaySafety = .safe
        if !(underlying is WebSocketHandshakeFailure) {
            underlying = WebSocketHandshakeFailure(kind: kind, cause: underlying)
        }
    }
}
