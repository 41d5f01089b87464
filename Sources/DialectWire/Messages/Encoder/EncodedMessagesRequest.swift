public import Dialect

/// A request in the words of the Messages API.
public struct EncodedMessagesRequest: Sendable {
    /// All top-level fields but those of ``MessagesDialect``: `model`, `stream`, the version and betas in the body.
    public let fields: [String: JSONValue]
    /// The betas that the request needs, sorted.
    public let betas: [String]
    /// What could not be said in this dialect.
    public let warnings: [ModelWarning]
    /// How schemas were said, so that the answer can be taken back to the form that the app asked for.
    package let schemas: RequestSchemas

    let model: String
    let dialect: MessagesDialect

    /// The headers that the dialect asks for, beside those of HTTP and of credentials.
    public var headers: [(name: String, value: String)] {
        var headers: [(String, String)] = []
        if let version = dialect.versionHeader { headers.append(("anthropic-version", version)) }
        if !betas.isEmpty, !dialect.namesBetasInBody {
            headers.append(("anthropic-beta", betas.joined(separator: ",")))
        }
        return headers
    }

    /// The body of a request for an answer.
    public func body(stream: Bool) -> [UInt8] {
        var all = fields
        if dialect.namesStreamInBody { all["stream"] = .bool(stream) }
        return bytes(all)
    }

    /// The body of a request that counts tokens, which takes only what is counted (Anthropic's "Count tokens").
    public func countingBody() -> [UInt8] {
        let counted: Set<String> = [
            "messages", "system", "tools", "tool_choice", "thinking", "output_config", "output_format",
            "mcp_servers", "context_management", "cache_control", "speed",
        ]
        return bytes(fields.filter { counted.contains($0.key) })
    }

    /// The parameters of a request in a batch (Anthropic's "Batch processing"), which is never streamed.
    public func batchParameters() -> JSONValue { .object(object(fields)) }

    private func bytes(_ fields: [String: JSONValue]) -> [UInt8] { JSONValue.object(object(fields)).jsonBytes() }

    /// Fields in the order of their names, so that equal requests are equal bytes.
    private func object(_ fields: [String: JSONValue]) -> JSONObject {
        var all = fields
        if dialect.namesModelInBody { all["model"] = .string(model) }
        if let version = dialect.bodyVersion { all["anthropic_version"] = .string(version) }
        if dialect.namesBetasInBody, !betas.isEmpty { all["anthropic_beta"] = .array(betas.map(JSONValue.string)) }
        var object = JSONObject()
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { object[key] = value }
        return object
    }
}
