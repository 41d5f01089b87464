/// Produces the parts of one response, some at a time, for a ``ResponseStream``.
///
/// It lives as long as the iterator of the stream: releasing it must release the connection behind it. It is used by
/// one task at a time and need not be `Sendable`.
public protocol PartSource: AnyObject {
    /// Appends the next parts, waiting until there is at least one.
    ///
    /// - Returns: Whether more may follow. Once false it is not called again.
    /// - Throws: ``LanguageModelError`` or `CancellationError`. Parts appended before are handed out first.
    func next(into parts: inout [StreamPart]) async throws -> Bool
}
