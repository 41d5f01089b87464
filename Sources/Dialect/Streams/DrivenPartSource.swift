/// Joins a transport's events and a dialect's parser into the parts of a ``ResponseStream``.
///
/// The connection is opened by the first call of ``next(into:)`` and released with this object.
public final class DrivenPartSource<Parser: EventParser>: PartSource {
    private var driver: StreamDriver<Parser>
    private var events: (any EventSource)?
    private let deadline: ContinuousClock.Instant?
    private var warningCount = 0
    private let open: () async throws -> any EventSource

    /// - Parameters:
    ///   - model: Named in errors.
    ///   - warnings: What was noticed while the request was encoded.
    ///   - deadline: Past it, nothing is even opened. Keeping it later is the transport's duty.
    ///   - open: Sends the request.
    public init(
        parser: Parser, model: ModelID, warnings: [ModelWarning] = [], deadline: ContinuousClock.Instant? = nil,
        open: @escaping () async throws -> any EventSource
    ) {
        driver = StreamDriver(parser: parser, model: model, warnings: warnings)
        self.deadline = deadline
        self.open = open
    }

    public func next(into parts: inout [StreamPart]) async throws -> Bool {
        repeat {
            await receive()
            driver.takeParts(into: &parts)
        } while parts.isEmpty && !driver.isDone
        if driver.isFinished { events?.complete() }
        if driver.isDone { events = nil }
        if let failure = driver.failure { throw failure }
        return !driver.isDone
    }

    private func receive() async {
        do {
            try Task.checkCancellation()
            let events = try await openedEvents()
            // Known here, so that it is not asked again for each event.
            var hasStarted = driver.hasStarted
            let mayContinue = try await events.next { event in
                if !hasStarted {
                    // A transport may have had to send the request in another way since it was opened.
                    announce(events)
                    driver.received(event)
                    hasStarted = driver.hasStarted
                } else {
                    driver.received(event)
                }
            }
            if !mayContinue { driver.ended() }
        } catch {
            driver.fail(error)
        }
    }

    private func openedEvents() async throws -> any EventSource {
        if let events { return events }
        if let deadline, deadline <= .now {
            throw LanguageModelError(
                .timeout, "The request's deadline had passed before it was sent.", replaySafety: .safe)
        }
        let events = try await open()
        announce(events)
        self.events = events
        return events
    }

    private func announce(_ events: any EventSource) {
        let warnings = events.warnings
        driver.opened(events.metadata, warnings: Array(warnings.dropFirst(warningCount)))
        warningCount = warnings.count
    }
}
