import Dialect

extension ResponsesEventParser {
    /// Takes an event about input that was steered into the response.
    mutating func parseSteering(_ event: JSONValue, type: String, into parts: inout PartAssembler) {
        let steer = event["steer"]
        var news = SteeringNews(
            .accepted, id: steer?["id"]?.stringValue, input: Self.items(of: steer?["input"]))
        switch type {
        case "response.steer.accepted":
            succession.accepted(event)
        case "response.steer.pending":
            news.kind = .pending
            news.requiredInput = event["required_input"]?.arrayValue ?? []
        default:
            news.kind = .failed
            news.message = LanguageModelError(responsesError: event, provider: dialect.provider).message
            if succession.failed(event), let heldFinish {
                parts.add(news)
                return end(heldFinish, in: &parts)
            }
        }
        parts.add(news)
    }

    /// The input stands in the content where the model took it in, so that sending the content back keeps the order.
    mutating func addSteeredInput(to parts: inout PartAssembler) {
        for item in succession.takeInput() {
            parts.add(
                ProviderItem(provider: dialect.provider, type: item["type"]?.stringValue ?? "message", json: item))
        }
    }

    /// The stream ends before the model took the input in: with the results of tools, as a rule. The server says that
    /// it waits only after the end.
    mutating func addPendingInput(to parts: inout PartAssembler) {
        guard succession.isSteered else { return }
        if !succession.requiredInput.isEmpty {
            for steer in succession.accepted {
                parts.add(
                    SteeringNews(.pending, id: steer.id, requiredInput: succession.requiredInput, input: steer.input))
            }
        }
        addSteeredInput(to: &parts)
    }

    /// Input that is given back may be a string, as it may have been sent.
    private static func items(of input: JSONValue?) -> [JSONValue] {
        if let text = input?.stringValue {
            return [["type": "message", "role": "user", "content": .string(text)]]
        }
        return input?.arrayValue ?? []
    }
}
