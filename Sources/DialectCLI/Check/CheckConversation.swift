import Dialect
import DialectOpenAI

/// Short conversations with a model, whose every answer is looked over.
struct CheckConversation: Sendable {
    let model: any LanguageModel
    let maximumOutputTokens: Int
    /// Whether the server counts tokens truly: a turn must have read more than the one before.
    var countsTokens = true
    /// An answer that takes longer has failed.
    private static let timeLimit: Duration = .seconds(120)

    /// Several turns, each sent with all that went before.
    ///
    /// - Returns: How many of them continued a complete answer; one that was cut short cannot be continued.
    @discardableResult
    func hold(turns: Int, about subject: String = "the sea") async throws -> Int {
        var messages: [Message] = []
        var continued = 0
        var tokens = 0
        for turn in 1...turns {
            messages.append(.user("Tell me fact number \(turn) about \(subject)."))
            let response = try await answer(messages)
            messages.append(response.message)
            // However little was sent: who has read the whole conversation has read more than the turn before.
            let read = response.usage.input.total ?? .max
            guard read > tokens || read == .max || !countsTokens else {
                throw CheckFailure("turn \(turn) read \(read) tokens and the one before \(tokens): the chain is lost")
            }
            tokens = read
            if turn < turns, response.finishReason.kind != .length { continued += 1 }
        }
        return continued
    }

    /// Conversations that do not know of each other.
    func holdAtOnce(_ count: Int) async throws {
        let subjects = ["the moon", "old ships", "bread", "rivers"]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<count {
                group.addTask { try await hold(turns: 2, about: subjects[index % subjects.count]) }
            }
            try await group.waitForAll()
        }
    }

    /// Leaves an answer after its first words, has another cancelled there, then holds a conversation.
    func leaveEarly() async throws {
        let request = request([.user("Tell me everything about the wind.")])
        for try await part in model.stream(request) {
            if case .textDelta = part { break }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    for try await part in model.stream(request) {
                        if case .textDelta = part { withUnsafeCurrentTask { $0?.cancel() } }
                    }
                } catch is CancellationError {
                    // As it should be. An answer that was there already may come to its end all the same.
                }
            }
            try await group.waitForAll()
        }
        try await hold(turns: 2, about: "the wind")
    }

    /// Continues what a warm-up has sent, over a model that reads it all at once.
    func warmUp(_ warmed: OpenAIResponsesModel) async throws {
        let first = [Message.system("Be brief and friendly."), .user("Tell me about the moon.")]
        try await warmed.warmUp(request(first))
        let all = first + [.user("And about the stars.")]
        let read = try await CheckConversation(model: warmed, maximumOutputTokens: maximumOutputTokens).answer(all)
        let expected = try await answer(all)
        guard let count = read.usage.input.total, let known = expected.usage.input.total else { return }
        try expect(count, known, "tokens were read")
    }

    /// An answer with text, whose parts are in order.
    func answer(_ messages: [Message]) async throws -> ModelResponse {
        let response = try await answer(request(messages))
        guard !response.text.isEmpty else { throw CheckFailure("an answer has no text: \(response.finishReason)") }
        return response
    }

    /// An answer whose parts are in order.
    func answer(_ request: ModelRequest) async throws -> ModelResponse {
        var collector = ResponseCollector()
        var order = PartOrder()
        for try await part in model.stream(request) {
            try order.received(part)
            collector.append(part)
        }
        try order.ended()
        return try collector.response()
    }

    func request(_ messages: [Message]) -> ModelRequest {
        var request = ModelRequest(messages: messages)
        request.options.maxOutputTokens = maximumOutputTokens
        request.options.temperature = 0
        request.deadline = .now + Self.timeLimit
        return request
    }
}
