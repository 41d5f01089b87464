import ArgumentParser
import Dialect

/// A provider that the tool can talk to, and where its key is found.
struct ChatProvider: Sendable {
    let name: String
    /// The environment variable with the key, as the vendor's own documentation names it; nil where the provider finds
    /// its credentials by itself.
    var keyVariable: String?
    /// Whether a server at its usual place wants a key; one of the user's own may want none.
    var needsKey = true
    /// The environment variable that says where the server is, for a provider that has no usual place.
    var placeVariable: String?
    /// Under which names it marks its own items in a conversation; nil is its own name alone.
    var metadataNames: Set<String>?
    /// Whether it can be reached over WebSockets.
    var hasWebSocket = false
    let connect: @Sendable (ChatAccess) -> ChatConnection

    /// Whose items of a conversation it takes back.
    var namespaces: Set<String> { metadataNames ?? [name] }

    static func named(_ name: String) throws -> ChatProvider {
        guard let provider = all.first(where: { $0.name == name }) else {
            let known = all.map(\.name).joined(separator: ", ")
            throw ValidationError("There is no provider \"\(name)\"; known are \(known).")
        }
        return provider
    }

    /// The provider, ready for requests.
    ///
    /// - Parameters:
    ///   - baseURL: A server of the user's own; nil asks the usual one.
    ///   - overWebSocket: Nil takes a WebSocket where there is one.
    func connection(
        baseURL: String?, overWebSocket: Bool?, environment: [String: String]
    ) throws -> ChatConnection {
        guard overWebSocket != true || hasWebSocket else {
            throw ValidationError("\(name) has no WebSocket; leave --transport out.")
        }
        func value(of variable: String?) -> String? { variable.flatMap { environment[$0] }.flatMap { $0.nonEmpty } }
        let place = baseURL ?? value(of: placeVariable)
        if place == nil, let placeVariable {
            throw failure("\(name) is at a place of your own: say it with --base-url or in \(placeVariable).")
        }
        let key = value(of: keyVariable)
        if key == nil, needsKey, baseURL == nil, let keyVariable {
            throw failure(
                """
                No key for \(name): the environment variable \(keyVariable) is not set.
                Set it with:  export \(keyVariable)=…
                Or run `dialect demo`, which needs neither a key nor a network.
                """)
        }
        return connect(
            ChatAccess(apiKey: key, baseURL: place, overWebSocket: overWebSocket ?? hasWebSocket))
    }

    /// A message for people, without usage notes.
    private func failure(_ text: String) -> any Error { CommandFailure(text) }
}

/// What a provider is reached with.
struct ChatAccess: Sendable {
    /// Nil where none is to be sent.
    var apiKey: String?
    /// Nil for the provider's usual place.
    var baseURL: String?
    var overWebSocket = false
}

/// A provider that is ready for requests.
struct ChatConnection: Sendable {
    let model: @Sendable (String) -> any LanguageModel
    /// Closes what is open.
    var shutDown: @Sendable () async -> Void = {}
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
