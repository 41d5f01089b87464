#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect
import DialectTransport
import JWTKit

/// A service account, which proves itself by assertions that it signs (RFC 7523; Google's page "Using OAuth 2.0 for
/// Server to Server Applications").
struct GoogleServiceAccount: GoogleTokenSource {
    private let email: String
    private let keyID: JWKIdentifier?
    private let key: Insecure.RSA.PrivateKey
    private let tokenURL: String
    private let scopes: [String]

    /// How long an assertion is good for, the most that Google takes.
    private static let lifetime = 3600

    init(json bytes: some Sequence<UInt8>, scopes: [String]) throws {
        guard let json = try? JSONValue(parsing: bytes), json["type"] == "service_account",
            let email = json["client_email"]?.stringValue, let pem = json["private_key"]?.stringValue
        else {
            throw LanguageModelError(
                .authentication,
                "The JSON is not the key of a service account: it must have the type service_account, a client_email "
                    + "and a private_key.")
        }
        do {
            key = try Insecure.RSA.PrivateKey(pem: pem)
        } catch {
            // The error of the parser may quote what it could not read.
            throw LanguageModelError(
                .authentication, "The private_key of the service account \(email) is no RSA key in PEM form.")
        }
        self.email = email
        self.scopes = scopes
        keyID = json["private_key_id"]?.stringValue.map { JWKIdentifier(string: $0) }
        tokenURL = json["token_uri"]?.stringValue ?? "https://oauth2.googleapis.com/token"
    }

    var description: String { "service account \(email)" }

    func request() async throws -> (request: HTTPRequest, secret: String?) {
        let assertion = try await assertion(now: Date())
        // RFC 7523, section 2.1. An assertion has only characters that need no escape.
        let form = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(assertion)"
        let request = HTTPRequest(
            url: tokenURL,
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: Array(form.utf8))
        return (request, assertion)
    }

    private func assertion(now: Date) async throws -> String {
        let issued = Int(now.timeIntervalSince1970)
        let claims = Claims(
            iss: email, scope: scopes.joined(separator: " "), aud: tokenURL, iat: issued,
            exp: issued + Self.lifetime)
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256, kid: keyID)
        return try await keys.sign(claims, kid: keyID)
    }

    private struct Claims: JWTPayload {
        let iss: String
        let scope: String
        let aud: String
        let iat: Int
        let exp: Int

        // Assertions are only made here; whoever gets one verifies it.
        func verify(using algorithm: some JWTAlgorithm) {}
    }
}
