#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
import Dialect

/// Proves to Google who asks: with an API key, or with access tokens that are fetched when they are needed, kept, and
/// replaced before they expire.
public struct GoogleCredentials: Sendable {
    enum Kind: Sendable {
        case none
        case apiKey(String)
        case token(@Sendable () async throws -> String)
        case source(any GoogleTokenSource)
    }

    let kind: Kind

    /// No proof: for a server that asks for none, or gets it by the endpoint's headers.
    public static let none = GoogleCredentials(kind: .none)

    /// A key of Google AI Studio, or of Vertex AI's express mode. It travels in the header `x-goog-api-key`.
    public static func apiKey(_ key: String) -> GoogleCredentials { GoogleCredentials(kind: .apiKey(key)) }

    /// Access tokens of the app's own making, for the scope `https://www.googleapis.com/auth/cloud-platform`.
    ///
    /// - Parameter token: Called before every request; keep a token as long as it is valid.
    public static func token(_ token: @escaping @Sendable () async throws -> String) -> GoogleCredentials {
        GoogleCredentials(kind: .token(token))
    }

    /// A service account, by the JSON of its key as Google Cloud's console gives it.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `authentication` when the JSON is no such key.
    public static func serviceAccount(
        json: some Sequence<UInt8>, scopes: [String] = [cloudPlatformScope]
    ) throws -> GoogleCredentials {
        GoogleCredentials(kind: .source(try GoogleServiceAccount(json: json, scopes: scopes)))
    }

    /// A service account, by the file that holds its key.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `authentication` when the file holds no such key.
    public static func serviceAccount(
        file: URL, scopes: [String] = [cloudPlatformScope]
    ) throws -> GoogleCredentials {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw LanguageModelError(
                .authentication, "The key of the service account cannot be read from \(file.lastPathComponent).",
                underlying: error)
        }
        return try serviceAccount(json: data, scopes: scopes)
    }

    /// The account that Google Cloud gives to a virtual machine, a container or a function.
    ///
    /// - Parameters:
    ///   - account: Which of several; `default` as a rule.
    ///   - baseURL: Where the metadata server is.
    public static func metadataServer(
        account: String = "default", baseURL: String = "http://metadata.google.internal"
    ) -> GoogleCredentials {
        GoogleCredentials(kind: .source(GoogleMetadataServer(account: account, baseURL: baseURL)))
    }

    /// The scope that covers Vertex AI.
    public static let cloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform"

    /// Where tokens come from, if they are kept between requests.
    var source: (any GoogleTokenSource)? {
        if case .source(let source) = kind { source } else { nil }
    }
}

extension GoogleCredentials: CustomStringConvertible, CustomReflectable {
    /// What kind they are; never the key or a token.
    public var description: String {
        switch kind {
        case .none: "none"
        case .apiKey: "API key"
        case .token: "access token"
        case .source(let source): source.description
        }
    }

    public var customMirror: Mirror { Mirror(self, children: ["kind": description], displayStyle: .struct) }
}
