import AsyncHTTPClient
import Dialect
import NIOCore
import NIOHTTP1

/// A request as it goes over the wire.
public struct HTTPRequest: Sendable {
    /// `GET`, `POST` …
    public var method: String
    /// With scheme and host: `https://api.openai.com/v1/responses`.
    public var url: String
    /// Sent in this order; `Host`, `Content-Length` and `Transfer-Encoding` are added.
    public var headers: [(name: String, value: String)]
    /// What is sent after the headers; nil sends none.
    public var body: [UInt8]?

    public init(
        method: String = "POST", url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest {
    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for a URL that cannot be asked.
    func clientRequest() throws -> HTTPClient.Request {
        do {
            let request = try HTTPClient.Request(
                url: url, method: HTTPMethod(rawValue: method),
                headers: HTTPHeaders(headers.map { ($0.name, $0.value) }),
                body: body.map { .byteBuffer(ByteBuffer(bytes: $0)) })
            guard ["http", "https"].contains(request.scheme.lowercased()) else {
                throw HTTPClientError.unsupportedScheme(request.scheme)
            }
            return request
        } catch {
            throw LanguageModelError(invalidURL: url, schemes: "http:// or https://", underlying: error)
        }
    }
}

extension LanguageModelError {
    /// A query may hold a key, so that it is left out of the message.
    init(invalidURL url: String, schemes: String, underlying: (any Error)? = nil) {
        let shown = url.prefix { $0 != "?" && $0 != "#" }
        let userless = shown.lastIndex(of: "@").map { "…" + shown[$0...] } ?? String(shown)
        self.init(
            .invalidRequest, "\"\(userless)\" is not a URL that can be asked; it must be \(schemes) with a host.",
            underlying: underlying)
    }
}

extension Peer {
    init(_ request: HTTPClient.Request) {
        self.init(host: request.host, port: request.port)
    }
}
