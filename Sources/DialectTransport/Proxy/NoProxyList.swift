import NIOCore

/// The hosts that are reached without a proxy: the value of `NO_PROXY`.
struct NoProxyList: Sendable {
    private let entries: [Substring]

    init(_ text: String) {
        entries = text.split { $0 == "," || $0.isWhitespace }
    }

    func contains(host: String, port: Int) -> Bool {
        let host = Self.normal(host)
        let address = Self.address(host)
        return entries.contains { Self.matches($0, host: host, address: address, port: port) }
    }

    /// Whether the host is this machine.
    static func isLoopback(_ host: String) -> Bool {
        let host = normal(host)
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        guard let address = address(host) else { return false }
        return address.count == 4 ? address[0] == 127 : address.dropLast().allSatisfy { $0 == 0 } && address[15] == 1
    }

    private static func matches(_ entry: Substring, host: String, address: [UInt8]?, port: Int) -> Bool {
        if entry == "*" { return true }
        var name = entry
        if Self.address(String(entry)) == nil, let (bare, entryPort) = splitPort(entry) {
            guard entryPort == port else { return false }
            name = bare
        }
        if let (network, length) = network(name) {
            return address.map { hasPrefix($0, network, length: length) } ?? false
        }
        var domain = normal(String(name))
        if let address { return address == Self.address(domain) }
        if domain.hasPrefix("*") { domain.removeFirst() }
        if domain.hasPrefix(".") { domain.removeFirst() }
        return !domain.isEmpty && (host == domain || host.hasSuffix("." + domain))
    }

    private static func splitPort(_ entry: Substring) -> (Substring, Int)? {
        guard let colon = entry.lastIndex(of: ":"), let port = Int(entry[entry.index(after: colon)...]) else {
            return nil
        }
        return (entry[..<colon], port)
    }

    private static func network(_ entry: Substring) -> ([UInt8], Int)? {
        let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), let address = address(normal(String(parts[0]))),
            0...(address.count * 8) ~= length
        else { return nil }
        return (address, length)
    }

    private static func hasPrefix(_ address: [UInt8], _ network: [UInt8], length: Int) -> Bool {
        guard address.count == network.count else { return false }
        let whole = length / 8
        guard address.prefix(whole) == network.prefix(whole) else { return false }
        let rest = length % 8
        return rest == 0 || (address[whole] ^ network[whole]) >> (8 - rest) == 0
    }

    /// Lower case, without brackets and without the dot at the end.
    private static func normal(_ host: String) -> String {
        var host = host.lowercased()
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.hasSuffix(".") { host.removeLast() }
        return host
    }

    /// The bytes of an address; nil for a name.
    private static func address(_ host: String) -> [UInt8]? {
        guard let socketAddress = try? SocketAddress(ipAddress: host, port: 0) else { return nil }
        // In both systems' structures an IPv4 address stands at offset 4 and an IPv6 address at 8.
        let (offset, count) = socketAddress.protocol == .inet ? (4, 4) : (8, 16)
        return socketAddress.withSockAddr { pointer, size in
            let bytes = UnsafeRawBufferPointer(start: pointer, count: size)
            return Array(bytes[offset..<offset + count])
        }
    }
}
