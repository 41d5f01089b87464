import ArgumentParser
import DialectOpenAICompatible
import DialectTransport

/// A way to speak with the server that is checked, as `--dialect` names it. One more is one more value in ``all``.
struct CheckDialect: Sendable {
    let name: String
    /// The environment variable with the key; nil where the provider finds its credentials by itself.
    let keyVariable: String?
    /// Checks that make no sense here, and why.
    var leftOut: [CheckReport.Omission] = []
    let connect: @Sendable (CheckTarget) -> CheckedServer

    static let all = [responses, chat, messages]
}

/// The server that is checked, and who asks.
struct CheckTarget: Sendable {
    let baseURL: String
    /// Empty where the server asks for none.
    let apiKey: String
    /// Further headers for every request.
    let headers: [String: String]
    /// How Chat Completions are spoken there; nil as a plain server does.
    let profile: CompatibleProfile?
    let transport: TransportConfiguration
}

extension CheckDialect: ExpressibleByArgument {
    init?(argument: String) {
        guard let known = Self.all.first(where: { $0.name == argument }) else { return nil }
        self = known
    }

    var defaultValueDescription: String { name }
    static var allValueStrings: [String] { all.map(\.name) }
}
