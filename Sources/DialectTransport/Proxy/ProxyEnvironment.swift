import Dialect

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#elseif canImport(Glibc)
    import Glibc
#endif

/// What the environment says about proxies: a pure function of its variables.
struct ProxyEnvironment: Sendable {
    private static let names = ["https_proxy", "http_proxy", "all_proxy", "no_proxy"]
    /// A web server's script gets the client's header `Proxy` in HTTP_PROXY; this variable tells such a script.
    private static let scriptSign = "REQUEST_METHOD"

    let variables: [String: String]

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// The process's variables of today, and of them only those that matter here.
    static var ofProcess: ProxyEnvironment {
        var variables: [String: String] = [:]
        for name in names + names.map({ $0.uppercased() }) + [scriptSign] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return ProxyEnvironment(variables)
    }

    /// - Returns: The proxy for this server; nil for the direct way.
    /// - Throws: ``LanguageModelError`` with code `misuse` for a proxy that cannot be used: going directly instead might
    ///   be what the proxy is there to prevent.
    func proxy(host: String, port: Int, isSecure: Bool) throws -> ProxyServer? {
        guard let (name, value) = setting(isSecure ? "https_proxy" : "http_proxy") ?? setting("all_proxy") else {
            return nil
        }
        if NoProxyList.isLoopback(host) { return nil }
        if NoProxyList(setting("no_proxy")?.value ?? "").contains(host: host, port: port) { return nil }
        return try ProxyServer(value, variable: name)
    }

    /// The lower-case name goes first, and an empty value is none.
    private func setting(_ name: String) -> (name: String, value: String)? {
        var names = [name, name.uppercased()]
        if name == "http_proxy", variables[Self.scriptSign] != nil { names.removeLast() }
        return names.lazy.compactMap { name in
            variables[name].flatMap { $0.isEmpty ? nil : (name, $0) }
        }.first
    }
}

extension ProxyConfiguration {
    /// - Returns: The proxy for this server; nil for the direct way.
    func proxy(
        host: String, port: Int, isSecure: Bool, environment: @autoclosure () -> ProxyEnvironment = .ofProcess
    ) throws -> ProxyServer? {
        switch kind {
        case .none: nil
        case .server(let server): server
        case .environment: try environment().proxy(host: host, port: port, isSecure: isSecure)
        }
    }
}
