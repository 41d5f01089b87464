import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Hides a part's metadata in the text that a dialect has for proofs: a signature, encrypted content. Clients send it
/// back as it is, so that any provider's own survives in any dialect.
enum SealedMetadata {
    private static let prefix = "dialect."

    static func seal(_ metadata: ProviderMetadata) -> String {
        let json = (try? JSONValue(encoding: metadata)) ?? .object(JSONObject())
        return prefix + Data(json.jsonBytes(sortedKeys: true)).base64EncodedString()
    }

    /// Nil for a text that ``seal(_:)`` did not make.
    static func open(_ text: String?) -> ProviderMetadata? {
        guard let text, text.hasPrefix(prefix), let data = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            let json = try? JSONValue(parsing: data)
        else { return nil }
        return try? json.decode(ProviderMetadata.self)
    }
}
