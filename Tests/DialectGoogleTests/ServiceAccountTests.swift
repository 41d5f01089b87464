import CryptoExtras
import Dialect
import Foundation
import JWTKit
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import DialectGoogle

/// Access tokens: how they are asked for, kept and replaced.
@Suite(.throttled, .timeLimit(.minutes(10))) struct ServiceAccountTests {
    /// A key that is made for these tests and used nowhere else.
    private static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    private struct Assertion: JWTPayload {
        var iss: String
        var scope: String
        var aud: String
        var iat: Int
        var exp: Int

        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private static func keyFile(tokenURL: String) throws -> [UInt8] {
        let pem = try #require(key).pemRepresentation
        let json: JSONValue = [
            "type": "service_account", "client_email": "robot@p.example", "private_key_id": "kid-1",
            "private_key": .string(pem), "token_uri": .string(tokenURL),
        ]
        return json.jsonBytes()
    }

    private static let answer =
        #"{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}"#

    private static func model(_ server: JSONServer, _ credentials: GoogleCredentials) -> GoogleModel {
        let endpoint = GoogleEndpoint.vertex(project: "p", credentials: credentials, baseURL: "\(server.root)/v1")
        return GoogleProvider(.init(endpoint: endpoint)).model("m")
    }

    @Test func anAssertionBuysATokenForManyRequests() async throws {
        try await withJSONServer { request in
            request.target == "/token"
                ? .init(#"{"access_token":"tok-1","expires_in":3599,"token_type":"Bearer"}"#) : .init(Self.answer)
        } _: { server in
            let account = try GoogleCredentials.serviceAccount(
                json: Self.keyFile(tokenURL: "\(server.root)/token"))
            let model = Self.model(server, account)
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 { group.addTask { try await model.generate("Hi").text } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(texts == Array(repeating: "Hello", count: 8))
            let asked = server.requests.filter { $0.target == "/token" }
            #expect(asked.count == 1)
            #expect(
                server.requests.filter { $0.target != "/token" }.allSatisfy {
                    $0.headers["authorization"] == "Bearer tok-1"
                })
            let form = try #require(asked.first)
            #expect(form.headers["content-type"] == "application/x-www-form-urlencoded")
            let parts = form.body.split(separator: "&")
            #expect(parts.first == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer")
            let assertion = String(try #require(parts.last).dropFirst("assertion=".count))
            let publicKey = try JWTKit.Insecure.RSA.PublicKey(pem: try #require(Self.key).publicKey.pemRepresentation)
            let keys = await JWTKeyCollection().add(rsa: publicKey, digestAlgorithm: .sha256, kid: "kid-1")
            let claims = try await keys.verify(assertion, as: Assertion.self)
            #expect(claims.iss == "robot@p.example" && claims.aud == "\(server.root)/token")
            #expect(claims.scope == GoogleCredentials.cloudPlatformScope)
            #expect(claims.exp - claims.iat == 3600)
            #expect(abs(claims.iat - Int(Date().timeIntervalSince1970)) < 300)
        }
    }

    @Test func aRefusedTokenIsReplaced() async throws {
        let tokens = NIOLockedValueBox(0)
        try await withJSONServer { request in
            if request.target.hasSuffix("/token") {
                let number = tokens.withLockedValue { count in
                    count += 1
                    return count
                }
                return .init(#"{"access_token":"tok-\#(number)","expires_in":3599}"#)
            }
            return request.headers["authorization"] == "Bearer tok-1"
                ? .init(#"{"error":{"code":401,"message":"Expired.","status":"UNAUTHENTICATED"}}"#, status: 401)
                : .init(Self.answer)
        } _: { server in
            let model = Self.model(server, .metadataServer(baseURL: server.root))
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .authentication)
            #expect(try await model.generate("Hi").text == "Hello")
            let asked = try #require(server.requests.first)
            #expect(asked.method == "GET")
            #expect(asked.target == "/computeMetadata/v1/instance/service-accounts/default/token")
            #expect(asked.headers["metadata-flavor"] == "Google")
        }
    }

    @Test func aDumpShowsNoTokenThatWasFetched() async throws {
        try await withJSONServer { request in
            .init(request.target.hasSuffix("/token") ? #"{"access_token":"qzxw","expires_in":3599}"# : Self.answer)
        } _: { server in
            let model = Self.model(server, .metadataServer(baseURL: server.root))
            let response = try await model.generate("Hi")
            #expect(response.text == "Hello")
            var dumped = ""
            dump(model, to: &dumped)
            #expect(!dumped.contains("qzxw") && !String(reflecting: model).contains("qzxw"))
        }
    }

    @Test func aRefusedAssertionIsAnAuthenticationError() async throws {
        try await withJSONServer { _ in
            .init(#"{"error":"invalid_grant","error_description":"Invalid JWT Signature."}"#, status: 400)
        } _: { server in
            let account = try GoogleCredentials.serviceAccount(
                json: Self.keyFile(tokenURL: "\(server.root)/token"))
            let model = Self.model(server, account)
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .authentication)
            #expect(
                error?.message
                    == "No access token was given to service account robot@p.example: invalid_grant: Invalid JWT Signature."
            )
            #expect(error?.provider == "vertex")
            // Who waited for it learns the same, and nothing stays locked.
            await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(server.requests.count == 2)
        }
    }

    static let noTokens: [(String, Int, String)] = [
        (
            #"{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."}"#,
            400, "invalid_grant: Invalid JWT: Token must be a short-lived token"
        ),
        (#"{"error":"invalid_grant","error_description":"Not so: ASSERTION"}"#, 400, "Not so: …"),
        ("<html>ASSERTION was refused</html>", 403, "HTTP status 403"),
        (#"{"access_token":"","token":"ASSERTION"}"#, 200, "answered without an access token"),
        ("<html>secret-token</html>", 200, "answered without an access token"),
    ]

    @Test("what is no token is told without secrets", arguments: noTokens)
    func noToken(_ body: String, _ status: Int, _ words: String) async throws {
        let assertion = NIOLockedValueBox("")
        try await withJSONServer { request in
            guard request.target == "/token" else { return .init("{}", status: 500) }
            let proof = String(request.body.split(separator: "=").last ?? "")
            assertion.withLockedValue { $0 = proof }
            return .init(body.replacing("ASSERTION", with: proof), status: status)
        } _: { server in
            let account = try GoogleCredentials.serviceAccount(json: Self.keyFile(tokenURL: "\(server.root)/token"))
            let model = Self.model(server, account)
            let error = try #require(
                await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") })
            #expect(error.code == .authentication && !error.isRetryable)
            #expect(error.message.contains("robot@p.example") && error.message.contains(words))
            #expect(error.provider == "vertex" && error.model == "m")
            var shown = "\(error)"
            dump(error, to: &shown)
            let proof = assertion.withLockedValue { $0 }
            #expect(proof.count > 100 && !shown.contains(proof))
            #expect(!shown.contains("secret-token") && !shown.contains("PRIVATE KEY"))
            #expect(server.requests.allSatisfy { $0.target == "/token" })
        }
    }

    @Test func anOldTokenServesWhileNoneIsGiven() async throws {
        let now = ContinuousClock.now
        let fetches = NIOLockedValueBox(0)
        let store = GoogleTokenStore {
            let isFirst = fetches.withLockedValue { count in
                count += 1
                return count == 1
            }
            guard isFirst else { throw LanguageModelError(.server, "Later.") }
            // Due to be replaced, but not expired.
            return GoogleAccessToken(value: "old", fetchedAt: now - .seconds(3400), lifetime: .seconds(3600))
        }
        #expect(try await store.token() == "old")
        #expect(try await store.token() == "old")
        #expect(fetches.withLockedValue { $0 } == 2)
    }

    @Test func aTokenServerThatFailsMayBeAskedAgain() async throws {
        try await withJSONServer { _ in
            .init("Oops", status: 503, contentType: "text/plain")
        } _: { server in
            let model = Self.model(server, .metadataServer(baseURL: server.root))
            let error = await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
            #expect(error?.code == .overloaded && error?.isRetryable == true)
        }
    }

    static let noKeys = [
        "", "{}", #"{"type":"authorized_user"}"#,
        #"{"type":"service_account","client_email":"a","private_key":"SECRET-PEM"}"#,
    ]

    @Test("what is no key is refused, and not shown", arguments: noKeys)
    func noKey(_ json: String) {
        let error = #expect(throws: LanguageModelError.self) {
            try GoogleCredentials.serviceAccount(json: Array(json.utf8))
        }
        #expect(error?.code == .authentication)
        #expect(!"\(String(describing: error))".contains("SECRET-PEM"))
    }

    @Test func aMissingFileIsNamed() {
        let error = #expect(throws: LanguageModelError.self) {
            try GoogleCredentials.serviceAccount(file: URL(filePath: "/nowhere/key.json"))
        }
        #expect(error?.message.contains("key.json") == true)
    }

    @Test func credentialsAreNotShown() throws {
        let account = try GoogleCredentials.serviceAccount(json: Self.keyFile(tokenURL: "https://t.example"))
        for credentials in [account, .apiKey("secret-key"), .token { "secret-token" }] {
            var shown = "\(credentials)"
            dump(credentials, to: &shown)
            #expect(!shown.contains("PRIVATE KEY") && !shown.contains("secret"))
        }
        #expect("\(account)" == "service account robot@p.example")
    }
}
