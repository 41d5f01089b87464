/// Something that did not go as asked, but did not stop the response.
public struct ModelWarning: Hashable, Sendable, Codable, CustomStringConvertible {
    /// What kind of thing. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The provider has no such setting; it was left out of the request.
        public static let unsupportedSetting = Kind("unsupportedSetting")
        /// A part of the history could not be sent as it was.
        public static let degradedContent = Kind("degradedContent")
        /// A tool call was cut off before its arguments were complete; it must not be executed.
        public static let incompleteToolCall = Kind("incompleteToolCall")
        /// The wire broke its own rules in a way that could be mended.
        public static let irregularStream = Kind("irregularStream")
        /// The request went over another transport than the one asked for.
        public static let transportFallback = Kind("transportFallback")
    }

    /// What the warning is about; the set is open.
    public var kind: Kind
    /// What it is about: a setting's name, a tool call's id.
    public var subject: String
    /// The matter in a sentence.
    public var message: String

    public init(_ kind: Kind, subject: String, message: String) {
        self.kind = kind
        self.subject = subject
        self.message = message
    }

    public var description: String { "\(kind): \(message)" }
}
