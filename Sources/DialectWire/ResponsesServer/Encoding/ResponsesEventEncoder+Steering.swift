package import Dialect

/// Steering: a response ends early, or its client is told what became of the words it sent meanwhile.
extension ResponsesEventEncoder {
    /// Whether the response can end before this part: an item is done, another would begin, and no call waits for the
    /// client, whose results could not be placed.
    package func isAtBoundary(before part: StreamPart) -> Bool {
        guard hasStarted, !isFinished, !slots.isEmpty, open.allSatisfy({ $0.kind == .message && $0.isEnded }) else {
            return false
        }
        switch part {
        case .textStart, .reasoningStart, .toolInputStart, .toolCall, .file, .providerItem:
            return requiredInput.isEmpty
        default: return false
        }
    }

    /// Ends the response at an item boundary, as `incomplete` for the reason `steered`.
    package mutating func endSteered() -> [ResponsesServerEvent] {
        guard !isFinished else { return [] }
        finishEndedMessages()
        isFinished = true
        terminate(
            "response.incomplete",
            ResponseBody.Outcome(status: "incomplete", incompleteReason: "steered", output: output))
        return writer.take()
    }

    /// The steer is the server's from now on.
    package mutating func acceptSteer(_ id: String, responseID: String) -> [ResponsesServerEvent] {
        writer.write("response.steer.accepted") { json in
            json.member("steer", ["id": .string(id), "previous_response_id": .string(responseID)])
        }
        return writer.take()
    }

    /// The steer waits for what the client owes to the calls of the response.
    package mutating func suspendSteer(_ id: String, responseID: String) -> [ResponsesServerEvent] {
        let required = requiredInput
        writer.write("response.steer.pending") { json in
            json.member("steer", ["id": .string(id), "previous_response_id": .string(responseID)])
            json.member("reason", "waiting_for_required_input")
            json.member("required_input", .array(required))
        }
        return writer.take()
    }

    /// The steer that was accepted comes to nothing.
    package mutating func failSteer(_ failure: SteerFailure) -> [ResponsesServerEvent] {
        writer.write("response.steer.failed") { json in
            json.member("error", failure.error)
            json.member("steer", failure.steer)
        }
        return writer.take()
    }

    /// What the client owes: a stub for each call in the output that nothing in the output answers.
    package var requiredInput: [JSONValue] {
        let items = output
        let answered = Set(
            items.compactMap { item in
                item["type"]?.stringValue?.hasSuffix("_output") == true ? item["call_id"]?.stringValue : nil
            })
        return items.compactMap { item in
            if item["type"] == "mcp_approval_request" {
                return ["type": "mcp_approval_response", "approval_request_id": item["id"] ?? .null]
            }
            guard let type = item["type"]?.stringValue, let answer = Self.answers[type],
                let call = item["call_id"], !answered.contains(call.stringValue ?? "")
            else { return nil }
            var stub: JSONValue = ["type": .string(answer), "call_id": call]
            if type == "function_call" { stub["name"] = item["name"] }
            return stub
        }
    }

    /// Items that wait for the client, and what answers them.
    private static let answers = [
        "function_call": "function_call_output", "custom_tool_call": "custom_tool_call_output",
        "computer_call": "computer_call_output", "local_shell_call": "local_shell_call_output",
        "shell_call": "shell_call_output", "apply_patch_call": "apply_patch_call_output",
    ]
}

/// Why a steer comes to nothing, in the words of the dialect, with the input that goes back to the client.
package struct SteerFailure: Sendable {
    package enum Reason: String, Sendable {
        case responseNotFound = "response_not_found"
        case invalidInput = "invalid_input"
        case notSupported = "steering_not_supported"
        case tooManyPending = "too_many_pending_steers"
        case alreadyCompleted = "response_already_completed"
        case notActive = "response_not_active"
        case successorFailed = "successor_creation_failed"
    }

    let reason: Reason
    let request: ReceivedSteer
    /// The id that the steer was given when it was accepted.
    let id: String?

    package init(_ reason: Reason, _ request: ReceivedSteer, id: String? = nil) {
        self.reason = reason
        self.request = request
        self.id = id
    }

    /// The event, for a steer that belongs to no response.
    package func event(streamID: String?) -> [UInt8] {
        // OpenAI's own SDKs require a number, though the event is part of no numbered sequence.
        var event: JSONValue = [
            "type": "response.steer.failed", "error": error, "steer": steer, "sequence_number": 0,
        ]
        if let streamID { event["stream_id"] = .string(streamID) }
        return event.jsonBytes()
    }

    var error: JSONValue {
        ["type": "invalid_request_error", "code": .string(reason.rawValue), "message": .string(message)]
    }

    var steer: JSONValue {
        var steer: JSONValue = [
            "input": request.input, "previous_response_id": .string(request.responseID),
        ]
        if let id { steer["id"] = .string(id) }
        return steer
    }

    private var message: String {
        let name = "'\(request.responseID.prefix(100))'"
        return switch reason {
        case .responseNotFound: "Response with id \(name) not found on this connection."
        case .invalidInput: "Invalid 'input': expected a string or a non-empty array of user messages."
        case .notSupported: "Steering is not supported with this model."
        case .tooManyPending: "Too many steers are pending for response \(name)."
        case .alreadyCompleted: "Response \(name) is already completed."
        case .notActive: "Response \(name) ended with a failure."
        case .successorFailed: "The response that continues \(name) could not be created."
        }
    }
}
