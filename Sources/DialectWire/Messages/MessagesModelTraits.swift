import Dialect

/// What the encoder must know of a model, from its name (Anthropic's "Models overview" and "Adaptive thinking").
public struct MessagesModelTraits: Hashable, Sendable {
    /// Hundreds are the major version: 307 for Claude 3.7; nil for what is no Claude model.
    let version: Int?
    /// Whether thinking cannot be turned off.
    package let alwaysThinks: Bool

    public init(model: String) {
        version = Self.version(of: model)
        alwaysThinks = version != nil && (model.contains("fable") || model.contains("mythos"))
    }

    /// The version in `claude-opus-4-6`, `claude-3-7-sonnet@20250219` or `anthropic/claude-haiku-4.5`.
    private static func version(of model: String) -> Int? {
        guard let start = model.firstRange(of: "claude") else { return nil }
        let words = model[start.upperBound...].split { "-.@:_/".contains($0) }
        guard let first = words.firstIndex(where: { Int($0) != nil }), let major = Int(words[first]), major < 100
        else { return nil }
        let next = words.index(after: first)
        let minor = next < words.endIndex ? Int(words[next]).flatMap { $0 < 100 ? $0 : nil } : nil
        return major * 100 + (minor ?? 0)
    }

    private func isAtLeast(_ version: Int, unknown: Bool) -> Bool { self.version.map { $0 >= version } ?? unknown }

    public var isClaude: Bool { version != nil }
    /// Whether the model can think before it answers.
    public var thinks: Bool { isAtLeast(307, unknown: true) }
    /// Whether it decides by itself how long to think.
    public var thinksAdaptively: Bool { isAtLeast(406, unknown: false) }
    /// Whether it takes neither a budget for thinking nor settings for sampling.
    var takesNoSampling: Bool { isAtLeast(407, unknown: false) }
    /// Whether `temperature` and `top_p` exclude each other.
    var takesOneOfTemperatureAndTopP: Bool { isAtLeast(401, unknown: false) }
    /// Whether answers can be held to a schema.
    public var obeysSchemas: Bool { isAtLeast(401, unknown: true) }
    /// Whether it knows the effort `xhigh`.
    var knowsExtraHighEffort: Bool { isAtLeast(407, unknown: true) }

    /// The limit of the output where the app sets none; the API demands one. Within what the model can do, and small
    /// enough for older ones, which count it against their context window.
    public var defaultMaxTokens: Int {
        guard let version else { return 4096 }
        return switch version {
        case 405...: 64_000
        case 307...: 32_000
        case 305...: 8192
        default: 4096
        }
    }
}
