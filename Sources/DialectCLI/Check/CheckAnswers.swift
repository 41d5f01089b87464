import Dialect

/// Single answers of a model, each looked over for one thing.
extension CheckConversation {
    /// Whole answers are as streamed ones.
    ///
    /// - Parameter whole: The same model, asked for whole answers.
    func compare(with whole: any LanguageModel) async throws {
        let question = [Message.user("Tell me about the rain.")]
        let streamed = try await answer(question)
        let read = try await CheckConversation(model: whole, maximumOutputTokens: maximumOutputTokens).answer(question)
        guard read.finishReason.kind == streamed.finishReason.kind else {
            throw CheckFailure("a whole answer ends with \(read.finishReason), a stream with \(streamed.finishReason)")
        }
        guard read.text == streamed.text else {
            throw CheckFailure("a whole answer says \"\(read.text)\", a stream \"\(streamed.text)\"")
        }
        if countsTokens, let count = read.usage.input.total, let known = streamed.usage.input.total {
            try expect(count, known, "tokens were read for a whole answer")
        }
    }

    /// Has a tool called, and answers the call.
    func callTool() async throws {
        var request = request([.user(#"A forecast, please: {"city": "Ghent"}"#)])
        request.tools = [.function(Self.tool)]
        request.toolChoice = .required
        request.options.parallelToolCalls = false
        request.options.maxOutputTokens = Self.tokensForCall
        let response = try await answer(request)
        // Some servers call more than once though they are asked not to.
        guard let call = response.toolCalls.first else {
            throw CheckFailure("no tool was called; the answer ends with \(response.finishReason)")
        }
        guard call.name == Self.tool.name, let city = try call.argumentsJSON["city"]?.stringValue, !city.isEmpty else {
            throw CheckFailure("the call reads \(call.name)(\(call.arguments))")
        }
        guard response.finishReason.kind == .toolCalls else {
            throw CheckFailure("an answer with a call ends with \(response.finishReason)")
        }
        let results = response.toolCalls.map { ToolResult(for: $0, output: .text("It rains in \(city).")) }
        request.messages += [response.message, .tool(results)]
        request.toolChoice = nil
        request.options.maxOutputTokens = maximumOutputTokens
        let last = try await answer(request)
        guard !last.text.isEmpty || !last.toolCalls.isEmpty else {
            throw CheckFailure("the tool's result is answered by nothing: \(last.finishReason)")
        }
    }

    /// Enough for a call with any template.
    private static let tokensForCall = 48

    private static let tool = FunctionTool(
        name: "forecast", description: "The weather in a city.",
        inputSchema: [
            "type": "object", "properties": ["city": ["type": "string", "enum": ["Ghent", "Bruges"]]],
            "required": ["city"], "additionalProperties": false,
        ])

    /// An answer is cut where the tokens are used up, and says so.
    func beCutShort() async throws {
        let response = try await answer([
            .user(
                "Write a long story about a king, a castle and a river, with many people, many animals and many words.")
        ])
        guard response.finishReason.kind == .length else {
            throw CheckFailure(
                "an answer of \(response.usage.output.total ?? 0) tokens, of \(maximumOutputTokens) allowed, ends with "
                    + "\(response.finishReason)")
        }
    }

    /// Answers tell what they cost.
    ///
    /// - Parameter whole: The same model, asked for whole answers.
    func tellUsage(_ whole: (any LanguageModel)?) async throws {
        for model in [model, whole].compactMap(\.self) {
            let response = try await CheckConversation(model: model, maximumOutputTokens: maximumOutputTokens)
                .answer([.user("Tell me about the snow.")])
            guard let input = response.usage.input.total, let output = response.usage.output.total, input > 0,
                output > 0, !response.usage.isPartial
            else {
                throw CheckFailure("the usage of an answer is not told: \(response.usage)")
            }
        }
    }

    /// Asks in a way that must be refused.
    ///
    /// - Parameter codes: The kinds of error that say what is wrong.
    func beRefused(_ codes: Set<LanguageModelError.Code>) async throws {
        do {
            _ = try await model.generate(request([.user("Hello")]))
        } catch let error as LanguageModelError {
            guard codes.contains(error.code) else { throw CheckFailure("the error is of another kind: \(error)") }
            guard let words = error.rawBody.flatMap({ try? JSONValue(parsing: $0) })?.longTexts,
                words.contains(where: { error.message.contains($0) })
            else {
                throw CheckFailure("the error does not say what the server said: \(error)")
            }
            return
        }
        throw CheckFailure("\(model.id) has answered")
    }
}

extension JSONValue {
    /// All texts in it that are sentences rather than words.
    fileprivate var longTexts: [String] {
        if let stringValue { return stringValue.count > 8 ? [stringValue] : [] }
        return (arrayValue ?? []).flatMap(\.longTexts)
            + (objectValue.map { $0.map { $0.1 } } ?? []).flatMap(\.longTexts)
    }
}
