#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Conversation {
    /// Something that happened in a conversation.
    public struct Entry: Hashable, Sendable, Identifiable {
        /// What happened.
        public enum Content: Hashable, Sendable {
            /// Somebody said something.
            case message(Message)
            /// A model answered.
            indirect case answer(Answer)
            /// What models are told was changed.
            indirect case replacement(Replacement)
        }

        /// Unique; it proves where one log continues another.
        public let id: String
        public let content: Content
        let milliseconds: Int

        /// When it was added, to the millisecond.
        public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

        init(_ content: Content, id: String = UUID().uuidString.lowercased(), date: Date = Date()) {
            self.init(content, id: id, milliseconds: Int((date.timeIntervalSince1970 * 1000).rounded()))
        }

        init(_ content: Content, id: String, milliseconds: Int) {
            self.id = id
            self.content = content
            self.milliseconds = milliseconds
        }

        /// The message that was said, if one was.
        public var message: Message? {
            switch content {
            case .message(let message): message
            case .answer(let answer): answer.message
            case .replacement: nil
            }
        }

        var answer: Answer? { if case .answer(let answer) = content { answer } else { nil } }
    }

    /// What a model said, and the circumstances.
    public struct Answer: Hashable, Sendable, Codable {
        public var message: Message
        /// Who was asked.
        public var model: ModelID?
        /// The provider's id of the response.
        public var responseID: String?
        public var finishReason: FinishReason
        public var usage: Usage

        public init(_ response: ModelResponse, from model: ModelID? = nil) {
            message = response.message
            self.model = model
            responseID = response.metadata.id
            finishReason = response.finishReason
            usage = response.usage
        }
    }

    /// A change of what models are told.
    public struct Replacement: Hashable, Sendable, Codable {
        /// Why something was replaced. The set is open.
        public struct Reason: OpenStringSet {
            public let rawValue: String
            public init(rawValue: String) { self.rawValue = rawValue }

            /// The oldest messages were left out.
            public static let trim = Reason("trim")
            /// Messages were summed up.
            public static let summary = Reason("summary")
            /// The provider has summed up what came before in an item of its own.
            public static let providerCompaction = Reason("providerCompaction")
            /// The app wanted it so.
            public static let edit = Reason("edit")
        }

        /// Which messages, among those that models were told until then.
        public var range: Range<Int>
        /// What takes their place.
        public var messages: [Message]
        public var reason: Reason
        /// What it cost to make the replacement.
        public var usage: Usage?

        init(range: Range<Int>, messages: [Message], reason: Reason, usage: Usage?) {
            self.range = range
            self.messages = messages
            self.reason = reason
            self.usage = usage
        }
    }
}
