#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect
import DialectTransport

/// A token that opens Google's APIs for a while.
struct GoogleAccessToken: Sendable {
    let value: String
    let expiresAt: ContinuousClock.Instant
    /// When to fetch the next.
    let freshUntil: ContinuousClock.Instant

    init(value: String, fetchedAt: ContinuousClock.Instant, lifetime: Duration) {
        self.value = value
        expiresAt = fetchedAt + lifetime
        // A token of a short life is good for half of it, or it would be replaced at every request.
        freshUntil = expiresAt - min(GoogleTokenMachine.margin, lifetime / 2)
    }
}

/// Fetches access tokens over HTTP.
protocol GoogleTokenSource: Sendable, CustomStringConvertible {
    /// What to ask for a token, and what of it nobody else may see.
    func request() async throws -> (request: HTTPRequest, secret: String?)
}

extension GoogleTokenSource {
    /// Fetches a token.
    ///
    /// - Throws: ``LanguageModelError`` with code `authentication` when the server refuses; other codes when it fails.
    func fetch(_ http: ModelHTTPClient) async throws -> GoogleAccessToken {
        let (request, secret) = try await self.request()
        let (bytes, _) = try await http.document(request) { refused($0, secret: secret) }
        guard let json = try? JSONValue(parsing: bytes), let value = json["access_token"]?.stringValue, !value.isEmpty
        else {
            // The answer may hold a token after all, so that it is not shown.
            throw LanguageModelError(
                .authentication, "The server that gives tokens for \(self) answered without an access token.")
        }
        // RFC 6749, section 5.1: the lifetime in seconds, which may be left out.
        let lifetime = min(max(json["expires_in"]?.intValue ?? 300, 0), 86_400)
        return GoogleAccessToken(value: value, fetchedAt: .now, lifetime: .seconds(lifetime))
    }

    /// A refusal in the form of RFC 6749, section 5.2.
    ///
    /// - Parameter secret: Left out of the error where the server repeats it.
    private func refused(_ refusal: ModelHTTPClient.Refusal, secret: String?) -> LanguageModelError {
        var body = String(decoding: refusal.body, as: UTF8.self)
        if let secret { body = body.replacing(secret, with: "…") }
        let json = try? JSONValue(parsing: body)
        let words = [json?["error"]?.stringValue, json?["error_description"]?.stringValue].compactMap(\.self)
        let said = words.isEmpty ? "HTTP status \(refusal.status)" : words.joined(separator: ": ")
        let byStatus = LanguageModelError.Code(httpStatus: refusal.status)
        let isTheirs: Set<LanguageModelError.Code> = [.server, .overloaded, .rateLimited, .timeout]
        return LanguageModelError(
            isTheirs.contains(byStatus) ? byStatus : .authentication,
            "No access token was given to \(self): \(said)\(said.hasSuffix(".") ? "" : ".")",
            httpStatus: refusal.status,
            details: .init(code: words.first), retryAfter: .retryAfter(headers: refusal.headers),
            replaySafety: .safe, rawBody: body)
    }
}

/// Asks Google Cloud's metadata server ("About VM metadata" in the documentation of Compute Engine).
struct GoogleMetadataServer: GoogleTokenSource {
    let account: String
    let baseURL: String

    var description: String { "account \(account) of the metadata server" }

    func request() -> (request: HTTPRequest, secret: String?) {
        let path = "/computeMetadata/v1/instance/service-accounts/\(GoogleEndpoint.escaped(account))/token"
        let request = HTTPRequest(
            method: "GET", url: BaseURL(baseURL).appending(path), headers: [("Metadata-Flavor", "Google")])
        return (request, nil)
    }
}
