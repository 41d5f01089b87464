/// A conversation made ready to be continued with another provider, with a report of what that costs.
///
/// A history can be sent to any provider as it is: what one cannot use, it leaves out with a warning. This says
/// beforehand what will become of each part, and keeps more of it, as text.
///
/// ```swift
/// let history = PortableHistory(messages, for: .init(provider: "anthropic", capabilities: model.capabilities))
/// for entry in history.entries where entry.fate == .dropped { print(entry) }
/// let answer = try await model.generate(ModelRequest(messages: history.messages))
/// ```
public struct PortableHistory: Sendable {
    /// What becomes of a part.
    public enum Fate: String, Hashable, Sendable, Codable {
        /// The provider takes it as it is.
        case verbatim
        /// What can be said of it in words is.
        case text
        /// The provider does not see it.
        case dropped
    }

    /// The fate of one part.
    public struct Entry: Hashable, Sendable, CustomStringConvertible {
        /// The index of the message in the original history.
        public var message: Int
        /// The index of the part in its message.
        public var part: Int
        /// What became of the part.
        public var fate: Fate
        /// Why it is not taken as it is; nil for ``Fate/verbatim``.
        public var reason: String?

        public var description: String {
            "message \(message), part \(part): \(fate.rawValue)\(reason.map { ", \($0)" } ?? "")"
        }
    }

    /// Who is to continue the conversation.
    public struct Destination: Hashable, Sendable {
        /// The names of the providers whose own items it takes back: `openai`. More than one where a service also speaks
        /// for another.
        public var providers: Set<String>
        /// What its model reads; where nothing is known, all media are taken to be.
        public var capabilities: ModelCapabilities

        public init(providers: Set<String>, capabilities: ModelCapabilities = .unknown) {
            self.providers = providers
            self.capabilities = capabilities
        }

        public init(provider: String, capabilities: ModelCapabilities = .unknown) {
            self.init(providers: [provider], capabilities: capabilities)
        }
    }

    /// The conversation to send.
    public let messages: [Message]
    /// One for each part of the original, in order.
    public let entries: [Entry]

    public init(_ messages: [Message], for destination: Destination) {
        var mover = HistoryMover(destination: destination)
        for (index, message) in messages.enumerated() { mover.take(message, at: index) }
        self.messages = mover.messages
        entries = mover.entries
    }

    /// Whether the provider gets all there is.
    public var isVerbatim: Bool { entries.allSatisfy { $0.fate == .verbatim } }

    /// What was lost, as warnings.
    public var warnings: [ModelWarning] {
        entries.compactMap { entry in
            guard entry.fate != .verbatim else { return nil }
            return ModelWarning(
                .degradedContent, subject: "messages[\(entry.message)]",
                message: "Part \(entry.part) of message \(entry.message): \(entry.reason ?? entry.fate.rawValue).")
        }
    }
}
