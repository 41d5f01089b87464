/// Joins a transport's events and a dialect's parser into the parts of a ``ResponseStream``.
///
/// The connection is opened by the first call of ``next(into:)`` and released with this object.
public final class DrivenPartSource<Parser: EventParser>: PartSource {
    /// Nil while ``next(into:)`` holds it: a variable needs no check of exclusive access for each event.
    private var driver: StreamDriver<Parser>?
    private var events: (any EventSource)?
    private let deadline: ContinuousClock.Instant?
    private var warningCount = 0
    private let open: () async throws -> any EventSource

    /// - Parameters:
    ///   - model: Named in errors.
    ///   - warnings: What was noticed while the request was encoded.
    ///   - deadline: Past it, nothing is even opened. Keeping it later is the transport's duty.
    ///   - open: Sends the request.
    public convenience init(
        parser: Parser, model: ModelID, warnings: [ModelWarning] = [], deadline: ContinuousClock.Instant? = nil,
        open: @escaping () async throws -> any EventSource
    ) {
        self.init(
            parser: parser, model: model, warnings: warnings, schemas: RequestSchemas(), deadline: deadline, open: open)
    }

    /// - Parameter schemas: How the request's schemas were sent, so that the answer gets the form the app asked for.
    package init(
        parser: Parser, model: ModelID, warnings: [ModelWarning], schemas: RequestSchemas,
        deadline: ContinuousClock.Instant? = nil, open: @escaping () async throws -> any EventSource
    ) {
        driver = StreamDriver(parser: parser, model: model, warnings: warnings, schemas: schemas)
        self.deadline = deadline
        self.open = open
    }

    public func next(into parts: inout [StreamPart]) async throws -> Bool {
        guard var driver = driver.take() else { return false }
        defer { self.driver = driver }
        repeat {
            await receive(&driver)
            driver.takeParts(into: &parts)
        } while parts.isEmpty && !driver.isDone
        if driver.isFinished { events?.complete() }
        if driver.isDone { events = nil }
        if let failure = driver.failure { throw failure }
        return !driver.isDone
    }

    private func receive(_ driver: inout StreamDriver<Parser>) async {
        do {
            try Task.checkCancellation()
            let events = try await openedEvents(&driver)
            let mayContinue = try await events.next { event in
                // A transport may have had to send the request in another way since it was opened.
                if !driver.hasStarted { announce(events, to: &driver) }
                driver.received(event)
            }
            if !mayContinue { driver.ended() }
        } catch {
            driver.fail(error)
        }
    }

    private func openedEvents(_ driver: inout StreamDriver<Parser>) async throws -> any EventSource {
        if let events { return events }
        if let deadline, deadline <= .now {
            throw LanguageModelError(
                .timeout, "The request's deadline had passed before it was sent.", replaySafety: .safe)
        }
        let events = try await open()
        announce(events, to: &driver)
        self.events = events
        return events
    }

    private func announce(_ events: any EventSource, to driver: inout StreamDriver<Parser>) {
        let warnings = events.warnings
        driver.opened(events.metadata, warnings: Array(warnings.dropFirst(warningCount)))
        warningCount = warnings.count
    }
}
