import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One proxy.
struct ProxyServer: Hashable, Sendable, CustomStringConvertible {
    let host: String
    let port: Int
    let authorization: ProxyAuthorization?

    var peer: Peer { Peer(host: host, port: port) }
    var description: String { "proxy \(peer)" }

    init(host: String, port: Int, authorization: ProxyAuthorization? = nil) {
        self.host = host
        self.port = port
        self.authorization = authorization
    }

    /// - Parameters:
    ///   - text: `http://user:password@host:port`; the scheme may be left out.
    ///   - variable: Where it was read, for the error, which does not show the text since it may hold a password.
    /// - Throws: ``LanguageModelError`` with code `misuse`.
    init(_ text: String, variable: String) throws {
        let hasScheme = text.contains("://")
        guard let url = URL(string: hasScheme ? text : "http://" + text), let scheme = url.scheme?.lowercased(),
            let host = url.host(percentEncoded: false), !host.isEmpty
        else {
            throw LanguageModelError(.misuse, "The environment's \(variable) is not the URL of a proxy.")
        }
        guard scheme == "http" else {
            throw LanguageModelError(
                .misuse, "The environment's \(variable) names a proxy of the kind \(scheme); only http is supported.")
        }
        self.host = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        port = url.port ?? 80
        authorization = url.user(percentEncoded: false).map {
            .basic(username: $0, password: url.password(percentEncoded: false) ?? "")
        }
    }
}

extension ProxyServer {
    /// The value of `Proxy-Authorization` (RFC 7617).
    var authorizationHeader: String? {
        authorization.map { "Basic " + Data("\($0.username):\($0.password)".utf8).base64EncodedString() }
    }
}

extension ProxyServer {
    /// What it means that there is no connection to the proxy.
    func connectFailure(_ error: any Error) -> LanguageModelError {
        var failure = LanguageModelError(network: error, peer: peer, phase: .connecting)
        failure.message = "The proxy cannot be reached. " + failure.message
        return failure
    }
}
