import Dialect

/// The laws of a response that can be read off its parts. Each check returns what is wrong, or nil.
enum Laws {
    /// Law 1: a response starts once; every block has an id of its own, a start, deltas, an end, in that order.
    static func startsOnceAndNestsBlocks(_ outcome: Outcome) -> String? {
        var open: [String: String] = [:]
        var used: Set<String> = []
        for (index, part) in outcome.parts.enumerated() {
            if case .responseMetadata = part {
                if index != 0 { return "part \(index) starts the response again" }
                continue
            }
            if index == 0 { return "the first part is \(part)" }
            switch part {
            case .textStart(let id), .reasoningStart(let id), .toolInputStart(let id, _):
                if !used.insert(id).inserted { return "part \(index) opens block \(id) a second time" }
                open[id] = part.blockKind
            case .textDelta(let id, let text), .reasoningDelta(let id, let text), .toolInputDelta(let id, let text):
                if open[id] != part.blockKind { return "part \(index) adds to block \(id), which is not open" }
                if text.isEmpty { return "part \(index) is an empty delta" }
            case .textEnd(let id, _), .reasoningEnd(let id, _), .toolInputEnd(let id):
                if open.removeValue(forKey: id) != part.blockKind {
                    return "part \(index) closes block \(id), which is not open"
                }
            default: break
            }
        }
        return outcome.error == nil && !open.isEmpty ? "blocks \(open.keys.sorted()) were never closed" : nil
    }

    /// Law 2: exactly one terminal, a finish or an error, and it is the last.
    static func endsOnce(_ outcome: Outcome) -> String? {
        let finishes = outcome.parts.filter { if case .finish = $0 { true } else { false } }.count
        if outcome.error != nil { return finishes == 0 ? nil : "a finish before an error" }
        guard finishes == 1, case .finish? = outcome.parts.last else {
            return "\(finishes) finishes, or parts after it"
        }
        return nil
    }

    /// Law 5: an error that the server reports is classified and keeps the raw body.
    static func classifiesErrors(_ outcome: Outcome) -> String? {
        // A response that breaks off is nothing that the server reports.
        guard let error = outcome.error, error.code != .connection else { return nil }
        if error.message.isEmpty { return "the error has no message" }
        return error.rawBody?.isEmpty == false ? nil : "the error \(error) has no raw body"
    }

    /// Law 7: usage is that of the wire; input includes what was cached.
    static func reportsUsage(_ outcome: Outcome, wire: JSONValue?) -> String? {
        guard case .finish(_, let usage, _)? = outcome.parts.last, let wire, !wire.isNull else { return nil }
        if usage.raw != wire { return "the raw usage is \(String(describing: usage.raw)), the wire says \(wire)" }
        if usage.input.total != wire["input_tokens"]?.intValue || usage.output.total != wire["output_tokens"]?.intValue
        {
            return "the usage \(usage) is not that of the wire, \(wire)"
        }
        if let total = usage.input.total, let cached = usage.input.cacheRead, cached > total {
            return "more tokens were cached (\(cached)) than there are (\(total))"
        }
        return usage.isPartial ? "the usage of a finished response is marked partial" : nil
    }

    /// Law 8: the provider's word is kept; `toolCalls` exactly when a client tool call is present.
    static func keepsFinishReason(_ outcome: Outcome, wireStatus: String?) -> String? {
        guard case .finish(let reason, _, _)? = outcome.parts.last else { return nil }
        let hasCalls = !outcome.response.toolCalls.isEmpty
        if hasCalls != (reason.kind == .toolCalls) {
            return "finish reason \(reason) with client tool calls: \(hasCalls)"
        }
        if let wireStatus, wireStatus != "incomplete", reason.raw != wireStatus, reason.raw != "refusal" {
            return "the wire's word \(wireStatus) was lost: \(reason)"
        }
        return nil
    }

    /// Laws 10 and 11: a call comes after the end of its input, and a function's arguments are never empty.
    /// What a model wrote instead of JSON is kept as it was.
    static func completesToolCalls(_ outcome: Outcome, wire: RecordedWire) -> String? {
        var open: Set<String> = []
        for part in outcome.parts {
            switch part {
            case .toolInputStart(let id, _): open.insert(id)
            case .toolInputEnd(let id): open.remove(id)
            case .toolCall(let call):
                if open.contains(call.id) { return "the call \(call.id) was reported before its input ended" }
                if call.kind == .function, call.arguments.isEmpty { return "the call \(call.id) has empty arguments" }
                let written = wire.items.first { $0["call_id"]?.stringValue == call.id }?["arguments"]?.stringValue
                if call.kind == .function, (try? call.argumentsJSON) == nil, call.arguments != written {
                    return "the arguments of the call \(call.id) are no JSON: \(call.arguments)"
                }
            default: break
            }
        }
        return nil
    }
}

extension StreamPart {
    /// Which kind of block a start, delta or end belongs to.
    fileprivate var blockKind: String? {
        switch self {
        case .textStart, .textDelta, .textEnd: "text"
        case .reasoningStart, .reasoningDelta, .reasoningEnd: "reasoning"
        case .toolInputStart, .toolInputDelta, .toolInputEnd: "toolInput"
        default: nil
        }
    }
}
