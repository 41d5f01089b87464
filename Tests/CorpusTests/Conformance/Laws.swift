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

    /// Law 2: what the server completed succeeds, and what it did not complete never does.
    static func succeedsIfComplete(_ outcome: Outcome, _ facts: WireFacts) -> String? {
        switch (facts.isTerminated, facts.reportsError, outcome.error) {
        case (true, false, let error?): "a response that the server completed failed: \(error)"
        case (false, _, nil): "a response without the wire's own terminal passed for complete"
        default: nil
        }
    }

    /// Law 5: an error that the server reports is classified and keeps the raw body.
    static func classifiesErrors(_ outcome: Outcome, _ facts: WireFacts = WireFacts()) -> String? {
        guard let error = outcome.error else {
            return facts.reportsError ? "the error that the server reports was lost" : nil
        }
        // A response that breaks off is nothing that the server reports.
        if error.code == .connection {
            return facts.reportsError ? "the error that the server reports passed for a lost connection" : nil
        }
        if error.message.isEmpty { return "the error has no message" }
        return error.rawBody?.isEmpty == false ? nil : "the error \(error) has no raw body"
    }

    /// Law 7: usage is that of the wire; input includes what was cached.
    static func reportsUsage(_ outcome: Outcome, _ facts: WireFacts) -> String? {
        guard case .finish(_, let usage, _)? = outcome.parts.last else { return nil }
        if let raw = facts.rawUsage, usage.raw != raw {
            return "the raw usage is \(usage.raw?.jsonText ?? "nil"), the wire says \(raw.jsonText)"
        }
        let numbers = [
            ("input", facts.inputTokens, usage.input.total), ("output", facts.outputTokens, usage.output.total),
            ("cached", facts.cachedTokens, usage.input.cacheRead),
        ]
        for case (let name, let wire?, let reported) in numbers where reported != wire {
            return "\(name) tokens are \(reported.map(String.init) ?? "nil"), the wire says \(wire)"
        }
        if usage.raw == nil, facts.inputTokens != nil || facts.outputTokens != nil { return "the raw usage was lost" }
        if let total = usage.input.total, let cached = usage.input.cacheRead, cached > total {
            return "more tokens were cached (\(cached)) than there are (\(total))"
        }
        return usage.isPartial ? "the usage of a finished response is marked partial" : nil
    }

    /// Law 8: the provider's word is kept; `toolCalls` exactly when a client tool call is present.
    static func keepsFinishReason(_ outcome: Outcome, _ facts: WireFacts) -> String? {
        guard case .finish(let reason, _, _)? = outcome.parts.last else { return nil }
        let hasCalls = !outcome.response.toolCalls.isEmpty
        if hasCalls != (reason.kind == .toolCalls) {
            return "finish reason \(reason) with client tool calls: \(hasCalls)"
        }
        if let word = facts.finishWord, reason.raw != word { return "the wire's word \(word) was lost: \(reason)" }
        return nil
    }

    /// Laws 10 and 11: a call comes after the end of its input, and a function's arguments are never empty.
    /// What a model wrote instead of JSON is kept as it was.
    static func completesToolCalls(_ outcome: Outcome, _ facts: WireFacts) -> String? {
        var open: Set<String> = []
        var ids: Set<String> = []
        for part in outcome.parts {
            switch part {
            case .toolInputStart(let id, _): open.insert(id)
            case .toolInputEnd(let id): open.remove(id)
            case .toolCall(let call):
                if call.id.isEmpty || call.name.isEmpty { return "a call has no id or no name: \(call)" }
                if !ids.insert(call.id).inserted { return "two calls have the id \(call.id)" }
                if open.contains(call.id) { return "the call \(call.id) was reported before its input ended" }
                guard call.kind == .function else { continue }
                if call.arguments.isEmpty { return "the call \(call.id) has empty arguments" }
                let isWritten = facts.toolCalls?.contains { $0.arguments == call.arguments } ?? false
                if !isWritten, (try? call.argumentsJSON) == nil {
                    return "the arguments of the call \(call.id) are no JSON: \(call.arguments)"
                }
            default: break
            }
        }
        return nil
    }

    /// Law 6, whichever form was recorded: the content is what the wire says.
    static func saysWhatTheWireSays(_ outcome: Outcome, _ facts: WireFacts) -> String? {
        guard outcome.error == nil else { return nil }
        let response = outcome.response
        if let text = facts.text, response.text != text { return difference("text", response.text, text) }
        if let reasoning = facts.reasoning {
            let (found, expected) = (response.reasoning.filter(\.isInk), reasoning.filter(\.isInk))
            if found != expected { return difference("reasoning", found, expected) }
        }
        if let count = facts.sourceCount, response.sources.count != count {
            return "\(response.sources.count) sources, the wire has \(count)"
        }
        guard let expected = facts.toolCalls else { return nil }
        let calls = response.toolCalls.filter { $0.kind == .function || $0.kind == .custom }
        if calls.map(\.name) != expected.map(\.name) {
            return "calls \(calls.map(\.name)), the wire has \(expected.map(\.name))"
        }
        for (call, wire) in zip(calls, expected) where !isEqual(call, wire.arguments) {
            return difference("arguments of \(call.name)", call.arguments, wire.arguments)
        }
        return nil
    }

    /// Law 10: a response that is cut off between two events holds no call that the whole one does not, and passes for
    /// complete only with all of its content.
    static func staysIncomplete(_ cut: Outcome, whole: Outcome) -> String? {
        let (found, full) = (cut.response, whole.response)
        let invented = Set(found.toolCalls.map(\.arguments)).subtracting(full.toolCalls.map(\.arguments))
        if let arguments = invented.first { return "a call was reported with the arguments \(arguments)" }
        if let finding = endsOnce(cut) { return finding }
        guard cut.error == nil else { return nil }
        if found.text != full.text { return difference("text of a finished response", found.text, full.text) }
        return found.toolCalls == full.toolCalls ? nil : "a finished response lacks calls"
    }

    private static func isEqual(_ call: ToolCall, _ written: String) -> Bool {
        if call.arguments == written { return true }
        guard call.kind == .function else { return false }
        // No arguments are `{}`, and where the wire holds an object its spelling is not the model's.
        let isNothing = written.allSatisfy(\.isWhitespace) || written == "null"
        guard let expected = isNothing ? JSONValue.object([:]) : try? JSONValue(parsing: written) else { return false }
        return (try? call.argumentsJSON) == expected
    }

    private static func difference(_ name: String, _ found: String, _ expected: String) -> String {
        let common = zip(found, expected).prefix { $0 == $1 }.count
        func excerpt(_ text: String) -> String { String(text.dropFirst(max(0, common - 20)).prefix(80)) }
        return """
            \(name) differs at character \(common): "\(excerpt(found))" (\(found.count) characters), \
            the wire says "\(excerpt(expected))" (\(expected.count))
            """
    }
}

extension Character {
    fileprivate var isInk: Bool { !isWhitespace }
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
