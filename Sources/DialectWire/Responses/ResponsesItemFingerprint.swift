import Crypto
public import Dialect

/// The meaning of an input or output item, without what only the server adds to it.
///
/// Two items with the same fingerprint say the same to a model.
public struct ResponsesItemFingerprint: Hashable, Sendable {
    fileprivate let canonical: [UInt8]

    /// Reads an item of a request or of a response.
    public init(_ item: JSONValue) {
        canonical = Self.normalised(item, isItem: true).jsonBytes(sortedKeys: true)
    }

    /// Fields that the server adds or that a client may leave out when it sends an item back.
    private static let serverFields: Set<String> = [
        "id", "status", "annotations", "logprobs", "phase", "created_by", "metadata", "format",
    ]

    private static func normalised(_ json: JSONValue, isItem: Bool) -> JSONValue {
        guard let object = json.objectValue else { return json }
        // Only here the status is the app's own word: whether the patch could be applied.
        let isPatchOutput = object["type"] == "apply_patch_call_output"
        var result = JSONObject()
        for (key, value) in object where !value.isNull {
            guard !serverFields.contains(key) || (isPatchOutput && key == "status") else { continue }
            result[key] = key == "content" || key == "summary" ? content(value) : value
        }
        if isItem, result["type"] == nil, result["role"] != nil { result["type"] = "message" }
        if result["summary"] == .array([]) { result["summary"] = nil }
        if result["content"] == .array([]) { result["content"] = nil }
        // An item that says nothing else refers to one that the server keeps.
        if isItem, result.count == 1, result["type"] != nil { result["id"] = object["id"] }
        return .object(result)
    }

    /// A string is shorthand for a single text part; how the part is called follows from the role.
    private static func content(_ json: JSONValue) -> JSONValue {
        let parts =
            json.stringValue.map { [JSONValue.object(["type": "text", "text": .string($0)])] } ?? json.arrayValue
        guard let parts else { return json }
        return .array(
            parts.map { part in
                var part = normalised(part, isItem: false)
                if part["type"] == "input_text" || part["type"] == "output_text" { part["type"] = "text" }
                return part
            })
    }
}

/// Stands for the meaning of a whole conversation up to some item, in 32 bytes.
///
/// A digest is the SHA-256 of the digest before it and the next item's fingerprint. Equal digests prove equal
/// beginnings, as docs/decisions/0013-continuation-by-digests.md argues.
struct ResponsesConversationDigest: Hashable, Sendable {
    private var words: SIMD4<UInt64>

    /// The conversation in which nothing was said.
    static let empty = ResponsesConversationDigest(words: .zero)

    /// The conversation with one more item.
    func appending(_ item: JSONValue) -> ResponsesConversationDigest {
        var hash = SHA256()
        withUnsafeBytes(of: words) { hash.update(bufferPointer: $0) }
        ResponsesItemFingerprint(item).canonical.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes {
            ResponsesConversationDigest(words: $0.loadUnaligned(as: SIMD4<UInt64>.self))
        }
    }
}
