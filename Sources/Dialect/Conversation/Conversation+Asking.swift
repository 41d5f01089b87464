extension Conversation {
    /// The request that asks a model to go on.
    ///
    /// - Parameter settings: Tools, options and what else belongs to the request. Its messages come before those of the
    ///   conversation: instructions that are not to be saved with it.
    public func request(_ settings: ModelRequest = ModelRequest(messages: [])) -> ModelRequest {
        var request = settings
        request.messages += messages
        return request
    }

    /// Says something to a model, and adds it and the answer.
    ///
    /// The answer may call tools; then the next message must have the results, as ``Message/tool(_:)``. An agent does
    /// that by itself.
    ///
    /// - Parameter settings: As for ``request(_:)``.
    /// - Throws: ``LanguageModelError``, with code `misuse` where results of tools are missing; `CancellationError`.
    ///   The conversation is unchanged then, so that the same can be said again.
    @discardableResult
    public mutating func send(
        _ message: Message, to model: some LanguageModel, with settings: ModelRequest = ModelRequest(messages: [])
    ) async throws -> ModelResponse {
        var next = try continued(by: message)
        let response = try await model.generate(next.request(settings))
        next.append(response, from: model.id)
        self = next
        return response
    }

    /// Says something to a model; see ``send(_:to:with:)-(Message,_,_)``.
    @discardableResult
    public mutating func send(
        _ text: String, to model: some LanguageModel, with settings: ModelRequest = ModelRequest(messages: [])
    ) async throws -> ModelResponse {
        try await send(.user(text), to: model, with: settings)
    }

    /// Says something to a model, hands out the answer part by part, and adds both.
    ///
    /// ```swift
    /// try await conversation.send(.user(line), to: model) { part in
    ///     if case .textDelta(_, let text) = part { print(text, terminator: "") }
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - settings: As for ``request(_:)``.
    ///   - keepsPartialAnswer: Whether text that came before a failure or a cancellation is added too, as an answer with
    ///     the finish reason `error`. Calls of tools that came are not, since nobody would run them. Otherwise the
    ///     conversation is unchanged then.
    ///   - receive: Gets each part before the next is read; what it throws ends the answer.
    /// - Throws: ``LanguageModelError``, with code `misuse` where results of tools are missing; `CancellationError`;
    ///   whatever `receive` throws.
    @discardableResult
    public mutating func send(
        _ message: Message, to model: some LanguageModel, with settings: ModelRequest = ModelRequest(messages: []),
        keepsPartialAnswer: Bool = false, receive: (StreamPart) async throws -> Void
    ) async throws -> ModelResponse {
        var next = try continued(by: message)
        var collector = ResponseCollector()
        do {
            for try await part in model.stream(next.request(settings)) {
                collector.append(part)
                try await receive(part)
            }
            let response = try collector.response()
            next.append(response, from: model.id)
            self = next
            return response
        } catch {
            let text = collector.partialResponse.text
            if keepsPartialAnswer, !text.isEmpty {
                var partial = collector.partialResponse
                // Without the provider's own items: an answer that was cut off is none of them.
                partial.content = [.text(text)]
                partial.finishReason = .error
                partial.usage.isPartial = true
                next.append(partial, from: model.id)
                self = next
            }
            throw error
        }
    }

    private func continued(by message: Message) throws -> Conversation {
        var next = self
        next.append(message)
        let open = next.openCalls
        guard open.isEmpty else {
            let names = open.prefix(5).map { "\($0.name) (\($0.id))" }.joined(separator: ", ")
            throw LanguageModelError(
                .misuse,
                "The conversation \(id) cannot go on: these calls have no result: \(names)"
                    + (open.count > 5 ? " and \(open.count - 5) more" : "")
                    + ". Send a message with the results of all calls, errors for those that were not run.")
        }
        return next
    }
}
