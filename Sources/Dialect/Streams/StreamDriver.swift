/// Drives a parser, and owns the policy that is the same for every dialect:
///
/// - a response that ends without its terminal event is truncated, an error;
/// - events after the terminal are ignored;
/// - parts found before a failure are handed out before it is thrown;
/// - an error says whose it is, what was spent, and whether a retry could repeat work.
public struct StreamDriver<Parser: EventParser> {
    private var parser: Parser
    private var assembler: PartAssembler
    private var eventCount = 0
    private let model: ModelID
    /// What went wrong, if anything did; parts found before it are still to be taken.
    public private(set) var failure: (any Error)?

    /// - Parameters:
    ///   - model: Named in errors.
    ///   - warnings: What was noticed while the request was encoded.
    public init(parser: Parser, model: ModelID, warnings: [ModelWarning] = []) {
        self.init(parser: parser, model: model, warnings: warnings, schemas: RequestSchemas())
    }

    /// - Parameter schemas: How the request's schemas were sent, so that the answer gets the form the app asked for.
    package init(parser: Parser, model: ModelID, warnings: [ModelWarning], schemas: RequestSchemas) {
        self.parser = parser
        self.model = model
        assembler = PartAssembler(warnings: warnings, schemas: schemas)
    }

    /// Whether the terminal event was seen or the response failed.
    public var isDone: Bool { assembler.isFinished || failure != nil }
    /// Whether the terminal event was seen.
    public var isFinished: Bool { assembler.isFinished }

    /// Whether a part was found.
    var hasStarted: Bool { assembler.hasStarted }

    /// The response has begun; `metadata` is what the transport knows of it, `warnings` what it had to change.
    public mutating func opened(_ metadata: ResponseMetadata, warnings: [ModelWarning] = []) {
        assembler.opened(metadata, warnings: warnings)
    }

    /// An event has arrived.
    public mutating func received(_ event: UnsafeRawBufferPointer) {
        guard !isDone else { return }
        eventCount += 1
        do {
            try parser.parse(event, into: &assembler)
        } catch let error as JSONError {
            fail(
                LanguageModelError(
                    .decoding, "Event \(eventCount) of the response is not the JSON it should be: \(error)",
                    rawBody: String(decoding: event, as: UTF8.self), underlying: error))
        } catch {
            fail(error)
        }
    }

    /// No more events will come.
    public mutating func ended() {
        guard !isDone else { return }
        parser.ended(into: &assembler)
        guard !isDone else { return }
        let received = eventCount == 0 ? "before its first event" : "after \(eventCount) events"
        fail(
            LanguageModelError(
                .connection, "The response ended \(received), without the event that completes it; it is truncated."))
    }

    /// The transport failed, or the task was cancelled.
    public mutating func fail(_ error: any Error) {
        guard !isDone else { return }
        assembler.giveUp()
        if error is CancellationError {
            failure = error
            return
        }
        let known =
            error as? LanguageModelError
            ?? LanguageModelError(.connection, "The connection failed: \(error)", underlying: error)
        var error = known.named(after: model)
        error.requestID = error.requestID ?? assembler.requestID
        if error.usage == nil, var usage = parser.usageSoFar {
            usage.isPartial = true
            error.usage = usage
        }
        if assembler.hasContent { error.replaySafety = .unsafe }
        failure = error
    }

    /// Moves the parts found so far to the end of `parts`.
    public mutating func takeParts(into parts: inout [StreamPart]) {
        assembler.drain(into: &parts)
    }
}
