extension Conversation {
    /// Adds what a run of an agent brought: its answers with who gave them and what they cost, the results of tools,
    /// and what the run itself said to the model.
    ///
    /// ```swift
    /// conversation.append(.user("And tomorrow?"))
    /// conversation.append(try await agent.run(conversation.messages))
    /// try await store.save(&conversation)
    /// ```
    ///
    /// What the conversation has already is not added twice: of the messages with which the run began, and of a run
    /// that was suspended and went on, only what comes after the last message here. So the result of a suspended run
    /// may be added, saved, and added again when the run has ended. What a failed run brought is in
    /// ``AgentError/result``.
    ///
    /// ``usage`` counts answers. What tools spent that ask models themselves, and requests that failed, only
    /// ``AgentResult/usage`` has.
    public mutating func append(_ result: AgentResult) {
        var contents = result.state.input.map(Entry.Content.message)
        for step in result.steps {
            // Among the messages of a step only the model's own is the assistant's.
            contents += step.messages.map { message -> Entry.Content in
                message.role == .assistant ? .answer(Answer(step.response, from: step.model)) : .message(message)
            }
        }
        for content in contents.dropFirst(knownCount(of: result)) { add(Entry(content)) }
    }

    /// How many messages of a run, from its beginning, the conversation has already.
    private func knownCount(of result: AgentResult) -> Int {
        if let known = overlap(with: result.messages) { return known }
        // A run may have been told more than the conversation keeps, such as what a search found before the last words.
        guard let last = result.state.input.last, let known = overlap(with: [last] + result.newMessages) else {
            return 0
        }
        return result.state.input.count - 1 + known
    }

    /// With how many of the first messages of a run the conversation ends; nil if with none.
    private func overlap(with run: [Message]) -> Int? {
        // The transcript knows a run that was suspended before its beginning was trimmed or summed up.
        Self.overlap(messages, run) ?? Self.overlap(transcript, run)
    }

    /// With how many of the first messages of a run the known ones end; nil if with none.
    ///
    /// It is found as Knuth, Morris and Pratt find a text in another ("Fast Pattern Matching in Strings", 1977), for a
    /// conversation may say the same over and over.
    private static func overlap(_ known: [Message], _ run: [Message]) -> Int? {
        let limit = min(known.count, run.count)
        guard limit > 0 else { return nil }
        // With how many of its own first messages each beginning of the run ends.
        var borders = [0]
        func extended(_ length: Int, by message: Message) -> Int {
            var length = length
            while run[length] != message {
                guard length > 0 else { return 0 }
                length = borders[length - 1]
            }
            return length + 1
        }
        for index in 1..<limit { borders.append(extended(borders[index - 1], by: run[index])) }
        let length = known.suffix(limit).reduce(0) { extended($0, by: $1) }
        return length == 0 ? nil : length
    }
}
