/// Bytes that are not the JSON they should be.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was expected and what was found.
    public let message: String
    /// The position of the fault, in bytes from the start of the text.
    public let offset: Int

    public init(_ message: String, at offset: Int) {
        self.message = message
        self.offset = offset
    }

    public var description: String { "\(message) at byte \(offset)" }
}
