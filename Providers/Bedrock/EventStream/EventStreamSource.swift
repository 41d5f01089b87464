import Dialect
import DialectTransport

/// The events of an answer of Bedrock: the messages of an AWS event stream, or the whole body as a single event where
/// the server answered with a JSON document. Gateways that take the framing off send a line of JSON for each event.
final class EventStreamSource: EventSource {
    private enum Form {
        case messages, lines, document
    }

    let metadata: ResponseMetadata

    private let body: HTTPResponseBody
    private let maximumSize: Int
    /// Nil as long as neither the content type nor the first byte told.
    private var form: Form?
    private var parser: EventStreamParser
    private var json = EventStreamJSON()
    private var document: [UInt8] = []

    /// - Parameters:
    ///   - body: The answer to a request, with a status of 2xx.
    ///   - maximumSize: The longest document in bytes.
    init(_ body: HTTPResponseBody, maximumSize: Int = 256 << 20) {
        self.body = body
        self.maximumSize = maximumSize
        metadata = body.metadata
        let type = body.headers["content-type"]?.prefix { $0 != ";" }.lowercased()
        form =
            switch type {
            case "application/vnd.amazon.eventstream": .messages
            case "application/x-ndjson": .lines
            case "application/json": .document
            default: nil
            }
        parser = EventStreamParser()
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        var hasNew = false
        func deliver(_ event: UnsafeRawBufferPointer) {
            hasNew = true
            receive(event)
        }
        repeat {
            guard try await body.nextChunks({ try self.received($0, deliver) }) else {
                try ended(deliver)
                return false
            }
            // A document has no events to wait between: any byte is progress.
            if hasNew || form == .document { body.receivedEvent() }
        } while !hasNew
        return true
    }

    func complete() { body.complete() }

    private func received(_ chunk: UnsafeRawBufferPointer, _ deliver: (UnsafeRawBufferPointer) -> Void) throws {
        // The first byte of an event stream is the highest of a length, and zero for all that AWS sends.
        if form == nil, let first = chunk.first { form = first == 0 ? .messages : .document }
        if form == .messages { return try parser.parse(chunk) { json.write($0, deliver) } }
        guard document.count + chunk.count <= maximumSize else {
            throw LanguageModelError(
                .protocolViolation,
                "The server answered with more than \(maximumSize) bytes, the most that is accepted.")
        }
        document.append(contentsOf: chunk)
        if form == .lines, chunk.contains(UInt8(ascii: "\n")) { deliverLines(deliver) }
    }

    /// Hands out the complete lines and keeps the rest.
    private func deliverLines(_ deliver: (UnsafeRawBufferPointer) -> Void) {
        var lines = document.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = Array(lines.removeLast())
        for line in lines where line.contains(where: { $0 > 0x20 }) { line.withUnsafeBytes(deliver) }
        document = rest
    }

    private func ended(_ deliver: (UnsafeRawBufferPointer) -> Void) throws {
        if parser.isInsideMessage {
            throw LanguageModelError(
                .connection, "The answer broke off in the middle of an event.",
                requestID: metadata.requestID)
        }
        guard document.contains(where: { $0 > 0x20 }) else { return }
        guard document.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { throw noEvents() }
        document.withUnsafeBytes(deliver)
    }

    private func noEvents() -> LanguageModelError {
        let text = String(decoding: document.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self)
        let type = body.headers["content-type"] ?? "a body of no declared type"
        return LanguageModelError(
            .protocolViolation, "The server answered with \(type) instead of an event stream: \(text.prefix(200))",
            httpStatus: body.status, requestID: metadata.requestID, rawBody: text)
    }
}
