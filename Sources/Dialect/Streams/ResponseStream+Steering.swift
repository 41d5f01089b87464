extension ResponseStream {
    /// Gives the model further input while it answers, from any task, while another iterates the stream.
    ///
    /// Returns as soon as the server has taken the input. The answer so far stays as it is; the model goes on in the
    /// same stream, with the input in its place among the content. If it called a tool meanwhile, the response ends
    /// with the call, and the input is heeded together with the tool's result; the stream then tells so by a part
    /// ``StreamPart/steering(_:)``, as it does of everything that becomes of the input.
    ///
    /// ```swift
    /// try await stream.steer("Shorter, please.")
    /// ```
    ///
    /// - Parameter messages: Messages of the user.
    /// - Throws: ``LanguageModelError``: `misuse` where a response cannot be steered, because of its provider or its
    ///   transport, because it has not begun or because it is over; otherwise what the server said. Nothing of the
    ///   input was heeded then, and it can be sent with the next request. `CancellationError` leaves that open.
    @discardableResult
    public func steer(_ messages: [Message]) async throws -> SteeringReceipt {
        guard let steering else {
            throw LanguageModelError(
                .misuse,
                "This response cannot be steered: its provider or the transport takes no input while it answers. Send "
                    + "the input with the next request.")
        }
        guard !messages.isEmpty, messages.allSatisfy({ $0.role == .user }) else {
            throw LanguageModelError(.misuse, "A response is steered by one or more messages of the user.")
        }
        return try await steering.submit(messages)
    }

    /// Gives the model a further message of the user while it answers; see ``steer(_:)-([Message])``.
    @discardableResult
    public func steer(_ message: Message) async throws -> SteeringReceipt { try await steer([message]) }

    /// Gives the model further words of the user while it answers; see ``steer(_:)-([Message])``.
    @discardableResult
    public func steer(_ text: String) async throws -> SteeringReceipt { try await steer([.user(text)]) }
}

/// The server's word that it took input into a response under way.
public struct SteeringReceipt: Hashable, Sendable {
    /// The server's id for the input; parts ``StreamPart/steering(_:)`` about it carry the same.
    public var id: String?

    public init(id: String?) {
        self.id = id
    }
}

/// News of input by which a response is steered.
public struct SteeringNews: Hashable, Sendable, Codable {
    /// What became of the input. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The server has taken it; the model has not seen it yet.
        public static let accepted = Kind("accepted")
        /// It waits for the results of tools that the app runs, and is heeded together with them.
        public static let pending = Kind("pending")
        /// It is not heeded; the server gives it back.
        public static let failed = Kind("failed")
    }

    public var kind: Kind
    /// The server's id for the input.
    public var id: String?
    /// Of pending input, what it waits for, in the provider's words.
    public var requiredInput: [JSONValue]
    /// Of failed input, why.
    public var message: String?
    /// The input in the provider's words, as far as it is known.
    public var input: [JSONValue]

    public init(
        _ kind: Kind, id: String? = nil, requiredInput: [JSONValue] = [], message: String? = nil,
        input: [JSONValue] = []
    ) {
        self.kind = kind
        self.id = id
        self.requiredInput = requiredInput
        self.message = message
        self.input = input
    }
}
