import ArgumentParser
import Dialect

/// The models that a chat can talk to, by the names of the command line, and their open connections.
final class ChatModels: Sendable {
    /// A model, and what it is known as.
    struct Choice: Sendable {
        /// As it was asked for: the provider may be `openai-chat`, while the model says `openai`.
        let id: ModelID
        let model: any LanguageModel
        /// Whose own items of a history it takes back.
        let destination: PortableHistory.Destination
    }

    private let environment: [String: String]
    private let baseURLs: [String: String]
    private let overWebSocket: [String: Bool]
    private let connections = LockedValue<[String: ChatConnection]>([:])

    /// - Parameters:
    ///   - baseURLs: Servers of the user's own, by provider.
    ///   - overWebSocket: How providers are reached; those that are not named, over a WebSocket where there is one.
    init(
        environment: [String: String], baseURLs: [String: String] = [:], overWebSocket: [String: Bool] = [:]
    ) {
        self.environment = environment
        self.baseURLs = baseURLs
        self.overWebSocket = overWebSocket
    }

    /// - Throws: What the user is told when there is no such provider, or no key for it.
    func choice(_ id: ModelID) throws -> Choice {
        let provider = try ChatProvider.named(id.provider)
        let connection = try connection(provider)
        let model = connection.model(id.model)
        return Choice(
            id: id, model: model,
            destination: .init(providers: provider.namespaces, capabilities: model.capabilities))
    }

    private func connection(_ provider: ChatProvider) throws -> ChatConnection {
        try connections.withLock { connections in
            if let known = connections[provider.name] { return known }
            let connection = try provider.connection(
                baseURL: baseURLs[provider.name], overWebSocket: overWebSocket[provider.name],
                environment: environment)
            connections[provider.name] = connection
            return connection
        }
    }

    /// The model that a name means, next to the one that is talked to now.
    ///
    /// What stands before the first slash is a provider if there is one of that name; otherwise all of it is a model of
    /// the same provider, as `anthropic/claude-sonnet-4.5` may be at OpenRouter.
    static func id(_ name: String, besides current: ModelID) -> ModelID {
        if let id = ModelID(name), ChatProvider.all.contains(where: { $0.name == id.provider }) { return id }
        return ModelID(provider: current.provider, model: name)
    }

    /// Closes all connections.
    func shutDown() async {
        let open = connections.withLock { connections in
            defer { connections = [:] }
            return Array(connections.values)
        }
        for connection in open { await connection.shutDown() }
    }
}

/// What another model will not get of a conversation as it is.
struct HandoverReport: Equatable {
    /// One for each reason, the most frequent first; empty if nothing is lost.
    let lines: [String]

    init(_ messages: [Message], for destination: PortableHistory.Destination) {
        var counts: [String: (count: Int, first: Int)] = [:]
        let history = PortableHistory(messages, for: destination)
        for (index, entry) in history.entries.enumerated() where entry.fate != .verbatim {
            let fate = entry.fate == .text ? "told in words" : "left out"
            counts["\(fate): \(entry.reason ?? "")", default: (0, index)].count += 1
        }
        lines = counts.sorted { ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first) }.map {
            reason, value in
            "\(value.count) \(value.count == 1 ? "part" : "parts") \(reason)"
        }
    }
}
