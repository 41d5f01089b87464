import DialectTransport

/// A server that is asked over HTTP.
struct HTTPServer: Sendable {
    var url: String
    var headers: [String: String]
    var authorization: (@Sendable () async throws -> String)?
    var transport: TransportConfiguration

    /// The host's name, for messages and logs.
    var name: String {
        var rest = url[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // What stands before the @ may be a password.
        return String(authority.split(separator: "@").last ?? "http")
    }
}
