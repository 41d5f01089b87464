public import Dialect

/// The events of an HTTP response: the `data` of each server-sent event, or the whole body as a single event when the
/// server answered with a JSON document.
///
/// So a one-shot answer takes the same way as a stream. Events without data are keep-alives and are left out.
public final class SSEEventSource: EventSource {
    /// What the response's head said.
    public let metadata: ResponseMetadata

    private let body: HTTPResponseBody
    private let maximumEventSize: Int
    private let isDeclared: Bool
    private var kind: BodyKind
    private var parser: SSEParser
    private var document: [UInt8] = []
    /// The beginning of a body that was not declared to be events, for the error if it holds none.
    private var beginning: [UInt8] = []
    private var hasEvent = false

    /// - Parameters:
    ///   - body: The answer to a request, with a status of 2xx.
    ///   - maximumEventSize: The longest event or document in bytes.
    public init(_ body: HTTPResponseBody, maximumEventSize: Int = 256 << 20) {
        self.body = body
        self.maximumEventSize = maximumEventSize
        metadata = body.metadata
        kind = BodyKind(contentType: body.headers["content-type"])
        isDeclared = kind != .undecided
        parser = SSEParser(maximumEventSize: maximumEventSize)
    }

    public func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        var hasNew = false
        func deliver(_ event: UnsafeRawBufferPointer) {
            guard !event.isEmpty else { return }
            hasNew = true
            receive(event)
        }
        repeat {
            guard try await body.nextChunks({ try self.received($0, deliver) }) else {
                try ended(deliver)
                return false
            }
            if hasNew { hasEvent = true }
            // A document has no events to wait between: any byte is progress.
            if hasNew || kind == .document { body.receivedEvent() }
            if !hasEvent, !isDeclared, beginning.count >= LanguageModelError.maximumRawBodyLength { throw noEvents() }
        } while !hasNew
        return true
    }

    public func complete() { body.complete() }

    private func received(_ chunk: UnsafeRawBufferPointer, _ deliver: (UnsafeRawBufferPointer) -> Void) throws {
        if !isDeclared, !hasEvent {
            beginning.append(
                contentsOf: chunk.prefix(LanguageModelError.maximumRawBodyLength - beginning.count))
        }
        if kind == .undecided, let found = BodyKind(firstBytes: chunk) { kind = found }
        if kind == .document {
            guard document.count + chunk.count <= maximumEventSize else {
                throw LanguageModelError(
                    .protocolViolation,
                    "The server answered with more than \(maximumEventSize) bytes, the most that is accepted.")
            }
            document.append(contentsOf: chunk)
        } else {
            try parser.parse(chunk) { deliver($0.data) }
        }
    }

    private func ended(_ deliver: (UnsafeRawBufferPointer) -> Void) throws {
        if kind == .document { return document.withUnsafeBytes(deliver) }
        var hasLast = false
        try parser.finish {
            hasLast = true
            deliver($0.data)
        }
        if !hasEvent, !hasLast, !beginning.isEmpty { throw noEvents() }
    }

    private func noEvents() -> LanguageModelError {
        let text = String(decoding: beginning, as: UTF8.self)
        let type = body.headers["content-type"] ?? "a body of no declared type"
        return LanguageModelError(
            .protocolViolation, "The server answered with \(type) instead of an event stream: \(text.prefix(200))",
            httpStatus: body.status, requestID: metadata.requestID, rawBody: text)
    }
}
