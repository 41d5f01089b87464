/// How servers are reached: directly, or through an HTTP proxy.
///
/// Everything goes through a tunnel that the proxy is asked for with CONNECT (RFC 9110, section 9.3.6), plain HTTP too;
/// of what is encrypted the proxy sees host and port and nothing else.
public struct ProxyConfiguration: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case none, environment
        case server(ProxyServer)
    }

    let kind: Kind

    /// Always directly.
    public static let none = ProxyConfiguration(kind: .none)

    /// As the environment of the process says when a connection is made.
    ///
    /// `HTTPS_PROXY` holds for `https` and `wss`, `HTTP_PROXY` for `http` and `ws`, `ALL_PROXY` for both where these are
    /// not set; all of them in lower case too, which goes first. They are URLs: `http://user:password@host:port`.
    /// `NO_PROXY` names, separated by commas, what is reached directly: hosts with all below them, addresses, networks
    /// such as `10.0.0.0/8`, each with a port if only that is meant, or `*`. What runs on this machine (`localhost`,
    /// `127.0.0.0/8`, `::1`) is always reached directly.
    public static let environment = ProxyConfiguration(kind: .environment)

    /// Always through this proxy.
    ///
    /// - Parameter authorization: Sent to the proxy and to nobody else.
    public static func http(host: String, port: Int, authorization: ProxyAuthorization? = nil) -> ProxyConfiguration {
        ProxyConfiguration(kind: .server(ProxyServer(host: host, port: port, authorization: authorization)))
    }
}

extension ProxyConfiguration: CustomStringConvertible {
    /// Without credentials.
    public var description: String {
        switch kind {
        case .none: "none"
        case .environment: "environment"
        case .server(let server): "\(server)"
        }
    }
}

/// What a proxy knows a user by (RFC 7617). It never shows what it holds.
public struct ProxyAuthorization: Hashable, Sendable {
    let username: String
    let password: String

    public static func basic(username: String, password: String) -> ProxyAuthorization {
        ProxyAuthorization(username: username, password: password)
    }
}

extension ProxyAuthorization: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Basic …" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
