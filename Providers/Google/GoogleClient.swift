import Dialect
import DialectTransport
import DialectWire

/// What all models of a provider share: the endpoint, the way to it, and the token that is valid at the moment.
struct GoogleClient: Sendable {
    let endpoint: GoogleEndpoint
    let http: ModelHTTPClient
    private let tokens: GoogleTokenStore?

    init(_ configuration: GoogleProvider.Configuration) {
        endpoint = configuration.endpoint
        let http = ModelHTTPClient(configuration.transport)
        self.http = http
        tokens = configuration.endpoint.credentials.source.map { source in
            GoogleTokenStore { try await source.fetch(http) }
        }
    }

    /// Adds the credentials to a request, unless its own headers hold some.
    func authorized(_ request: HTTPRequest) async throws -> HTTPRequest {
        let names = request.headers.map { $0.name.lowercased() }
        guard !names.contains("authorization"), !names.contains("x-goog-api-key") else { return request }
        var request = request
        switch endpoint.credentials.kind {
        case .none: break
        case .apiKey(let key): request.set(["x-goog-api-key": key])
        case .token(let token): request.set(["Authorization": "Bearer \(try await token())"])
        case .source:
            if let tokens { request.set(["Authorization": "Bearer \(try await tokens.token())"]) }
        }
        return request
    }

    /// Classifies a refusal. A token that is refused is not used again.
    func refused(_ refusal: ModelHTTPClient.Refusal) -> LanguageModelError {
        if refusal.status == 401 { tokens?.rejected() }
        return LanguageModelError(
            refusal: refusal.status, body: refusal.body, headers: refusal.headers, requestID: refusal.requestID,
            provider: endpoint.provider)
    }

    func request(method: String = "POST", url: String, accept: String, body: [UInt8]? = nil) -> HTTPRequest {
        var request = HTTPRequest(
            method: method, url: url, headers: [("Accept", accept), ("User-Agent", "dialect-swift")], body: body)
        if body != nil { request.headers.append(("Content-Type", "application/json")) }
        request.set(endpoint.headers)
        return request
    }

    /// Asks for a JSON document.
    ///
    /// - Parameter headers: Added to those of every request, and win.
    func document(
        method: String = "POST", url: String, headers: [String: String] = [:], body: [UInt8]? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> JSONValue {
        var plain = request(method: method, url: url, accept: "application/json", body: body)
        plain.set(headers)
        return try await http.json(
            try await authorized(plain), provider: endpoint.provider, deadline: deadline, refused: refused)
    }
}
