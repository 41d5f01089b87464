extension AgentState {
    /// The calls about which somebody has to decide, in call order.
    public var approvals: [ApprovalRequest] {
        (pending?.calls ?? []).compactMap { pending in
            switch pending.status {
            case .needsApproval: ApprovalRequest(call: pending.effective, need: .approval)
            case .needsAnswer: ApprovalRequest(call: pending.effective, need: .answer)
            default: nil
            }
        }
    }

    /// Takes a decision about a call; the run goes on when it is resumed with this state.
    ///
    /// ```swift
    /// var state = result.state
    /// for request in result.approvals { try state.decide(.approve, for: request.call.id) }
    /// let rest = try await agent.run(resuming: state)
    /// ```
    ///
    /// - Throws: ``LanguageModelError`` with `misuse` when no call of that id waits, because there is none or because it
    ///   was decided about before, or when the tool cannot be run here.
    public mutating func decide(_ decision: ApprovalDecision, for callID: String) throws(LanguageModelError) {
        guard let index = pending?.calls.firstIndex(where: { $0.call.id == callID }), let call = pending?.calls[index]
        else {
            throw LanguageModelError(.misuse, "The run \(runID) waits for no decision about a call \"\(callID)\".")
        }
        guard call.status == .needsApproval || call.status == .needsAnswer else {
            throw LanguageModelError(
                .misuse, "The call \"\(callID)\" of the run \(runID) was decided about already, or needs no decision.")
        }
        pending?.calls[index] = try Self.decided(call, decision)
    }

    private static func decided(
        _ call: PendingCall, _ decision: ApprovalDecision
    ) throws(LanguageModelError) -> PendingCall {
        var call = call
        switch decision.kind {
        case .answer(let output):
            call.isDecided = true
            call.status = .done(output)
        case .deny(let message):
            call.isDecided = true
            call.status = .done(.error("This call was not allowed." + (message.map { " \($0)" } ?? "")))
        case .approve, .edit:
            guard call.status == .needsApproval else {
                throw LanguageModelError(
                    .misuse,
                    "Nobody here runs the tool \"\(call.call.name)\": the call \"\(call.call.id)\" must be answered or "
                        + "denied.")
            }
            call.status = .agreed
            if case .edit(let arguments) = decision.kind {
                var edited = call.effective
                // Free text stands as it is, without the quotes that it has as JSON.
                let text = edited.kind == .custom ? arguments.stringValue : nil
                edited.arguments = text ?? arguments.jsonText
                call.replacement = edited
                call.isEdited = true
            }
        }
        return call
    }
}
