/// Decides what becomes of a model's answers until one has the form of a type. A pure state machine: responses and
/// their parts in, events out.
struct StructuredRun<Value: Generable>: Sendable {
    /// What follows a response.
    enum Outcome {
        case finished(StructuredResponse<Value>)
        /// The model is asked ``StructuredRun/request`` next.
        case rejected(RejectedAnswer)
    }

    /// What to ask the model.
    private(set) var request: ModelRequest

    private let model: ModelID
    private let maximumReasks: Int
    private let reader = AnswerReader<Value>()
    private var collector = ResponseCollector()
    private var builder: PartialBuilder<Value.PartiallyGenerated>
    private var rejected: [RejectedAnswer] = []
    private var usage: Usage?

    /// - Parameter model: Named in errors.
    init(_ request: ModelRequest, of model: ModelID, settings: StructuredSettings) {
        self.request = request.asking(for: Value.self, settings: settings)
        self.model = model
        maximumReasks = settings.maximumReasks
        builder = PartialBuilder(proseBefore: Value.jsonSchema)
    }

    // MARK: A response in parts

    /// A part of the response has come.
    mutating func received(_ part: StreamPart) -> StructuredStream<Value>.Event? {
        collect(part)
        switch part {
        case .textDelta(_, let text): return builder.append(text) ? .snapshot(builder.value) : nil
        case .textStart:
            // What came in the block before was not the answer.
            if builder.isBroken { builder = PartialBuilder(proseBefore: Value.jsonSchema) }
        case .textEnd:
            if builder.end() { return .snapshot(builder.value) }
        default: break
        }
        return .part(part)
    }

    /// A part of the response has come, of which no snapshot is wanted.
    mutating func collect(_ part: StreamPart) { collector.append(part) }

    /// The response is over.
    ///
    /// - Parameter mayAskAgain: False where the answer was shown already.
    mutating func ended(mayAskAgain: Bool = true) throws -> Outcome {
        try received(collector.response(), mayAskAgain: mayAskAgain)
    }

    // MARK: A whole response

    /// A whole response has come.
    mutating func received(_ response: ModelResponse, mayAskAgain: Bool = true) throws -> Outcome {
        collector = ResponseCollector()
        builder = PartialBuilder(proseBefore: Value.jsonSchema)
        let spent = usage.map { $0 + response.usage } ?? response.usage
        usage = spent
        do {
            let value = try reader.value(of: response)
            return .finished(
                StructuredResponse(value: value, response: response, usage: spent, rejected: rejected))
        } catch .hopeless(let error) {
            throw described(error, response)
        } catch .wrongForm(let problems) {
            let answer = RejectedAnswer(response: response, problems: problems)
            guard mayAskAgain, rejected.count < maximumReasks else { throw failure(problems, response) }
            rejected.append(answer)
            askAgain(after: answer)
            return .rejected(answer)
        }
    }

    private mutating func askAgain(after answer: RejectedAnswer) {
        if !answer.response.content.isEmpty { request.messages.append(answer.response.message) }
        request.messages.append(
            .user(
                "Your answer does not have the form that was asked for: \(Self.list(answer.problems)). "
                    + "Answer again, with the whole JSON value that obeys the schema, and with nothing else."))
    }

    // MARK: Failures

    /// The model has failed: its error, with what the attempts before have cost.
    func completed(_ error: any Error) -> any Error {
        guard var error = error as? LanguageModelError, let usage else { return error }
        error.usage = usage + (error.usage ?? Usage(isPartial: true))
        return error
    }

    /// An element of a list does not have the form of its type, and those before it were shown.
    func failure(_ problems: [String]) -> LanguageModelError {
        var error = failure(problems, collector.partialResponse)
        // The response is left before it tells what it costs.
        error.usage = (usage ?? Usage()) + collector.partialResponse.usage
        return error
    }

    private func failure(_ problems: [String], _ response: ModelResponse) -> LanguageModelError {
        let attempts = rejected.isEmpty ? "" : " after \(rejected.count + 1) attempts"
        return described(
            LanguageModelError(
                .decoding, "The answer is no \(Value.self)\(attempts): \(Self.list(problems)).",
                rawBody: response.text),
            response)
    }

    private func described(_ error: LanguageModelError, _ response: ModelResponse) -> LanguageModelError {
        var error = error
        error.provider = model.provider
        error.model = model.model
        error.requestID = response.metadata.requestID
        error.usage = usage
        error.replaySafety = .unsafe
        return error
    }

    private static func list(_ problems: [String]) -> String { problems.prefix(10).joined(separator: "; ") }
}
