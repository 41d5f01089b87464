import Dialect
import DialectTransport

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How requests to Bedrock prove who asks: by an API key, or by a signature (Signature Version 4).
///
/// Credentials are found with the first request, kept until shortly before they expire, and never shown.
public struct BedrockAuthorization: Sendable {
    private enum Kind: Sendable {
        case apiKey(String)
        case signature(CredentialCache)
    }

    private let kind: Kind
    private let environment: AWSEnvironment

    private init(_ kind: Kind, _ environment: AWSEnvironment) {
        self.kind = kind
        self.environment = environment
    }

    /// An API key of Bedrock, as in `AWS_BEARER_TOKEN_BEDROCK`.
    public static func apiKey(_ key: String) -> BedrockAuthorization {
        BedrockAuthorization(.apiKey(key), AWSEnvironment())
    }

    /// An access key.
    ///
    /// - Parameter sessionToken: Comes with temporary credentials.
    public static func accessKey(
        id: String, secret: String, sessionToken: String? = nil
    ) -> BedrockAuthorization {
        let credentials = AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: sessionToken)
        return self.credentials { credentials }
    }

    /// Credentials that the app gets by itself; asked for before the first request, and again before they expire.
    public static func credentials(
        _ provider: @escaping @Sendable () async throws -> AWSCredentials
    ) -> BedrockAuthorization {
        credentials(in: AWSEnvironment(), provider)
    }

    package static func credentials(
        in environment: AWSEnvironment, _ provider: @escaping @Sendable () async throws -> AWSCredentials
    ) -> BedrockAuthorization {
        BedrockAuthorization(.signature(CredentialCache(now: environment.now, fetch: provider)), environment)
    }

    /// A profile of the shared credentials file.
    ///
    /// - Parameter name: Nil takes the one that `AWS_PROFILE` names, else `default`.
    public static func profile(_ name: String? = nil) -> BedrockAuthorization {
        profile(name, in: AWSEnvironment())
    }

    package static func profile(_ name: String?, in environment: AWSEnvironment) -> BedrockAuthorization {
        signed(by: .profile(name, environment), environment)
    }

    /// The endpoint that ECS and EKS give to a container.
    public static var container: BedrockAuthorization { container(in: AWSEnvironment()) }

    package static func container(in environment: AWSEnvironment) -> BedrockAuthorization {
        signed(by: .container(environment), environment)
    }

    /// The metadata service of an EC2 instance, version 2.
    public static var instance: BedrockAuthorization { instance(in: AWSEnvironment()) }

    package static func instance(in environment: AWSEnvironment) -> BedrockAuthorization {
        signed(by: .instance(environment), environment)
    }

    /// What is set up where the process runs: `AWS_BEARER_TOKEN_BEDROCK`, else the credentials of the environment, of
    /// the profile, of the container or of the instance.
    public static var automatic: BedrockAuthorization { automatic(in: AWSEnvironment()) }

    package static func automatic(in environment: AWSEnvironment) -> BedrockAuthorization {
        if let key = environment["AWS_BEARER_TOKEN_BEDROCK"] {
            return BedrockAuthorization(.apiKey(key), environment)
        }
        return signed(
            by: .chain([
                .environment(environment), .profile(nil, environment), .container(environment), .instance(environment),
            ]), environment)
    }

    private static func signed(by source: CredentialSource, _ environment: AWSEnvironment) -> BedrockAuthorization {
        credentials(in: environment) {
            if let credentials = try await source.find() { return credentials }
            throw LanguageModelError(
                .authentication, "No AWS credentials were found: \(source.name) has none.", provider: Bedrock.name,
                replaySafety: .safe)
        }
    }
}

extension BedrockAuthorization {
    /// What the machine's clock says.
    var now: Date { environment.now() }

    /// The request with the proof, as the last step before it is sent.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError` where no credentials are to be had.
    func authorize(_ request: HTTPRequest, region: String) async throws -> HTTPRequest {
        switch kind {
        case .apiKey(let key):
            var request = request
            request.set(["Authorization": "Bearer \(key)"])
            return request
        case .signature(let cache):
            let credentials = try await cache.credentials()
            return SignatureV4(region: region, service: "bedrock").sign(request, with: credentials, at: now)
        }
    }

    /// What a refusal means; a proof that the server did not accept is not used again.
    func error(of refusal: ModelHTTPClient.Refusal) -> LanguageModelError {
        let error = LanguageModelError(bedrock: refusal, now: now)
        if error.code == .authentication, case .signature(let cache) = kind { cache.forget() }
        return error
    }
}

extension BedrockAuthorization: CustomStringConvertible, CustomReflectable {
    public var description: String {
        switch kind {
        case .apiKey: "API key"
        case .signature: "Signature Version 4"
        }
    }

    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
