extension LanguageModel {
    /// Answers with a value of a type.
    ///
    /// ```swift
    /// let recipe = try await model.generate(Recipe.self, from: "Something with lentils").value
    /// ```
    ///
    /// The provider is asked to hold the model to the type's schema; where it cannot, the answer is asked for as the
    /// input of a tool, or in words, and a warning says so. The answer is checked against the schema in any case, and
    /// by ``StructuredSettings/maximumReasks`` the model is told what is wrong with it.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError`. The code is `decoding` for an answer that does not have
    ///   the form after all attempts, or that was cut off; `contentFiltered` for one that was refused. The error's
    ///   usage is that of all attempts, and its raw body the last answer.
    public func generate<Value: Generable>(
        _ type: Value.Type, from request: ModelRequest, settings: StructuredSettings = StructuredSettings()
    ) async throws -> StructuredResponse<Value> {
        var run = StructuredRun<Value>(request, of: id, settings: settings)
        while true {
            let response: ModelResponse
            do {
                response = try await generate(run.request)
            } catch {
                throw run.completed(error)
            }
            if case .finished(let result) = try run.received(response) { return result }
        }
    }

    /// Answers with a value of a type, shown while it is being written.
    ///
    /// - Returns: A stream that asks the model when its first event is asked for.
    public func stream<Value: Generable>(
        _ type: Value.Type, from request: ModelRequest, settings: StructuredSettings = StructuredSettings()
    ) -> StructuredStream<Value> {
        StructuredStream(self, StructuredRun(request, of: id, settings: settings))
    }

    /// Answers with a list, and hands out each element when it is complete.
    ///
    /// ```swift
    /// for try await task in model.stream(elements: Task.self, from: "Plan the move") { show(task) }
    /// ```
    ///
    /// - Returns: A stream that asks the model when its first element is asked for.
    public func stream<Element: Generable>(
        elements type: Element.Type, from request: ModelRequest, settings: StructuredSettings = StructuredSettings()
    ) -> ElementStream<Element> {
        ElementStream(self, ElementRun(request, of: id, settings: settings))
    }
}
