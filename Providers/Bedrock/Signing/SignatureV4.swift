import Crypto
import DialectTransport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs requests by AWS's Signature Version 4. Pure: the time comes in.
///
/// The steps are those of "Create a signed AWS API request" in the IAM user guide.
struct SignatureV4: Sendable {
    static let algorithm = "AWS4-HMAC-SHA256"
    /// Headers that a client or a proxy may change on the way.
    private static let unsignedHeaders: Set<String> = [
        "accept-encoding", "authorization", "connection", "content-length", "expect", "transfer-encoding", "user-agent",
        "x-amzn-trace-id",
    ]

    let region: String
    let service: String

    /// The request with the headers that prove who sends it. Nothing of it may be changed afterwards.
    func sign(_ request: HTTPRequest, with credentials: AWSCredentials, at date: Date) -> HTTPRequest {
        let time = SigningTime(date)
        var signed = request
        signed.headers.removeAll { ["authorization", "x-amz-date"].contains($0.name.lowercased()) }
        signed.headers.append(("X-Amz-Date", time.text))
        if let token = credentials.sessionToken {
            signed.headers.removeAll { $0.name.lowercased() == "x-amz-security-token" }
            signed.headers.append(("X-Amz-Security-Token", token))
        }
        let canonical = CanonicalRequest(signed, unsigned: Self.unsignedHeaders)
        let scope = "\(time.day)/\(region)/\(service)/aws4_request"
        let text = [Self.algorithm, time.text, scope, Self.hex(SHA256.hash(data: Array(canonical.text.utf8)))]
            .joined(separator: "\n")
        let signature = Self.hex(Self.code(text, key: key(credentials, day: time.day)))
        signed.headers.append(
            (
                "Authorization",
                "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
            ))
        return signed
    }

    private func key(_ credentials: AWSCredentials, day: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array(("AWS4" + credentials.secretAccessKey).utf8))
        for step in [day, region, service, "aws4_request"] { key = SymmetricKey(data: Self.code(step, key: key)) }
        return key
    }

    private static func code(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// A request in the one form that both sides sign.
struct CanonicalRequest {
    let text: String
    let signedHeaders: String

    init(_ request: HTTPRequest, unsigned: Set<String>) {
        let url = URLParts(request.url)
        var fields: [String: [String]] = ["host": [url.authority]]
        for (name, value) in request.headers where !unsigned.contains(name.lowercased()) {
            if name.lowercased() == "host" {
                fields["host"] = [value]
            } else {
                fields[name.lowercased(), default: []].append(Self.trimmed(value))
            }
        }
        let names = fields.keys.sorted()
        signedHeaders = names.joined(separator: ";")
        let headers = names.map { "\($0):\(fields[$0, default: []].joined(separator: ","))\n" }.joined()
        text = [
            request.method, Self.path(url.path), Self.query(url.query), headers, signedHeaders,
            SignatureV4.hex(SHA256.hash(data: request.body ?? [])),
        ].joined(separator: "\n")
    }

    /// Without white space around it, and with single spaces inside.
    private static func trimmed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// The path without dot segments, encoded once more than it is on the wire, as all services but S3 want it.
    private static func path(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == ".." { _ = segments.popLast() } else { segments.append(segment) }
        }
        let encoded = segments.map { PercentEncoding.encode(String($0)) }.joined(separator: "/")
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return "/" + encoded + (isFolder && !encoded.isEmpty ? "/" : "")
    }

    /// The parameters in order of their names, then of their values.
    private static func query(_ query: String) -> String {
        var pairs: [(name: String, value: String)] = []
        for pair in query.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value = halves.count > 1 ? PercentEncoding.normalise(halves[1]) : ""
            pairs.append((PercentEncoding.normalise(halves[0]), value))
        }
        pairs.sort { $0.name == $1.name ? $0.value < $1.value : $0.name < $1.name }
        return pairs.map { $0.name + "=" + $0.value }.joined(separator: "&")
    }
}

/// The parts of an absolute URL that are signed.
private struct URLParts {
    let authority: String
    let path: String
    let query: String

    init(_ url: String) {
        let parts = url.split(separator: "://", maxSplits: 1)
        let rest = (parts.last ?? "").prefix { $0 != "#" }
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        let halves = rest.dropFirst(host.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        // The port is part of the `Host` header unless it is the scheme's own (RFC 9110, section 7.2).
        let port = parts.first?.lowercased() == "https" ? ":443" : ":80"
        authority = host.hasSuffix(port) ? String(host.dropLast(port.count)) : String(host)
        path = halves.first.map(String.init) ?? ""
        query = halves.count > 1 ? String(halves[1]) : ""
    }
}
