/// Understands the events of one wire dialect. A pure state machine: bytes in, parts out.
///
/// A parser knows the dialect and nothing else. What happens around it, such as a response that ends too early or
/// events after the last one, is decided in one place for all dialects, the ``StreamDriver``.
public protocol EventParser {
    /// Reads one event, and calls ``PartAssembler/finish(_:usage:metadata:)`` when it was the last.
    ///
    /// - Throws: ``LanguageModelError`` for an event that reports a failure, ``JSONError`` for one that is no JSON.
    mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws

    /// Takes note that no event follows, and finishes the response if the dialect's terminal was seen but could not be
    /// acted on before: in some, what completes a response is followed by more of it. Does nothing otherwise.
    mutating func ended(into parts: inout PartAssembler)

    /// What was spent so far, if an event told; reported with an error.
    var usageSoFar: Usage? { get }
}

extension EventParser {
    public mutating func ended(into parts: inout PartAssembler) {}
}

/// Where the events of one response come from: the body of an HTTP response, or a lane of a WebSocket.
///
/// Releasing it before ``complete()`` abandons the response and must release the connection behind it. It is used by
/// one task at a time.
public protocol EventSource: AnyObject {
    /// What the transport knows of the response: headers, request id.
    var metadata: ResponseMetadata { get }

    /// What did not go as asked while the connection was opened.
    var warnings: [ModelWarning] { get }

    /// Waits for the next events and hands the bytes of each to `receive`; one network read may hold many.
    ///
    /// - Returns: Whether more may follow.
    /// - Throws: ``LanguageModelError`` or `CancellationError`. Events handed over before stay valid.
    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool

    /// The response is complete: the connection may serve another.
    func complete()
}

extension EventSource {
    public var warnings: [ModelWarning] { [] }
}
