import DialectGenerable

/// The commands of the program.
struct Counter: Sendable {
    var clerk: Clerk
    var desk: Desk
    var chats: any ConversationStore
    var write: @Sendable (String) -> Void

    func serve(_ arguments: [String]) async throws {
        switch (arguments.first, arguments.count) {
        case ("answer", 2): try show(await clerk.answer(arguments[1]))
        case ("approve", 2): try await decide(.approve, arguments[1])
        case ("deny", 3): try await decide(.deny(arguments[2]), arguments[1])
        case ("chat", 3): try await chat(arguments[1], arguments[2])
        default: write("clerk answer LETTER | approve RUN | deny RUN REASON | chat CUSTOMER TEXT\n")
        }
    }

    private func show(_ outcome: Clerk.Outcome) throws {
        switch outcome {
        case .replied(let reply):
            write("\(reply.message)\nPaid back: \(reply.refunded)\n")
        case .waiting(let state):
            try desk.put(state)
            for request in state.approvals {
                write("\(state.runID) would \(request.call.name) \(request.call.arguments)\n")
            }
        }
    }

    private func decide(_ decision: ApprovalDecision, _ runID: String) async throws {
        var state = try desk.take(runID)
        for request in state.approvals { try state.decide(decision, for: request.call.id) }
        do {
            try show(await clerk.resume(state))
        } catch let error as AgentError {
            // What was decided and done is not lost: the same command goes on from there.
            try desk.put(error.result.state)
            throw error
        }
    }

    private func chat(_ customer: String, _ text: String) async throws {
        var agent = clerk.agent
        agent.tools = agent.tools.only(["find_order"])
        var conversation = try await chats.load(customer) ?? Conversation(id: customer)
        conversation.append(.user(text))
        for try await event in agent.stream(conversation.messages) {
            switch event {
            case .model(.textDelta(_, let text)): write(text)
            case .toolStarted(let call): write("(\(call.name) \(call.arguments))\n")
            case .finished(let result): conversation.append(result)
            default: break
            }
        }
        write("\n")
        try await chats.save(&conversation)
    }
}
