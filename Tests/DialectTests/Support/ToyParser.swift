import Dialect

/// A wire dialect of a few words, one an event: `text:…`, `reasoning:…`, `end`, `input:id`, `json:…`, `call:id`,
/// `served:id` (a call that the provider runs), `new:…` (an event nobody knows), `usage:n`, `error:…`, `broken`,
/// `finish:reason`.
struct ToyParser: EventParser {
    private(set) var usageSoFar: Usage?
    private var block: PartAssembler.Block?
    private var input: PartAssembler.Block?

    mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        let words = String(decoding: event, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let argument = words.count > 1 ? words[1] : ""
        switch words[0] {
        case "begin": parts.start(ResponseMetadata(id: argument))
        case "text": parts.append(argument, to: opened(&block) { parts.openText() })
        case "reasoning": parts.append(argument, to: opened(&block) { parts.openReasoning() })
        case "end":
            if let block { parts.close(block) }
            block = nil
        case "input": input = parts.openToolInput(id: argument, name: "tool")
        case "json": if let input { parts.append(argument, to: input) }
        case "call":
            if let input { parts.close(input) }
            parts.add(ToolCall(id: argument, name: "tool", arguments: "{}"))
        case "served": parts.add(ToolCall(id: argument, name: "tool", arguments: "{}", isProviderExecuted: true))
        case "warn": parts.add(ModelWarning(.irregularStream, subject: argument, message: "odd"))
        case "new": parts.addUnknown(type: "new", json: .string(argument))
        case "usage": usageSoFar = Usage(output: Usage.Output(total: Int(argument)))
        case "error": throw LanguageModelError(.overloaded, argument)
        case "broken": throw JSONError("Expected a string", at: 3)
        case "finish":
            parts.finish(
                FinishReason(FinishReason.Kind("stop"), raw: argument), usage: usageSoFar ?? Usage(),
                metadata: ResponseMetadata(model: "toy-1"))
        default: throw JSONError("Unknown word", at: 0)
        }
    }

    private func opened(
        _ block: inout PartAssembler.Block?, _ open: () -> PartAssembler.Block
    ) -> PartAssembler.Block {
        let result = block ?? open()
        block = result
        return result
    }
}

extension StreamDriver<ToyParser> {
    init(warnings: [ModelWarning] = []) {
        self.init(parser: ToyParser(), model: ModelID(provider: "toy", model: "toy-1"), warnings: warnings)
    }

    mutating func received(_ events: String...) {
        for event in events { Array(event.utf8).withUnsafeBytes { received($0) } }
    }

    mutating func takeParts() -> [StreamPart] {
        var parts: [StreamPart] = []
        takeParts(into: &parts)
        return parts
    }
}

extension StreamPart {
    /// A word for each part, so that a whole stream reads as one line in a test.
    var word: String {
        switch self {
        case .responseMetadata: "begin"
        case .textStart(let id): "text(\(id)"
        case .textDelta(let id, let text): "\(id):\(text)"
        case .textEnd(let id, _): "\(id))"
        case .reasoningStart(let id): "reasoning(\(id)"
        case .reasoningDelta(let id, let text): "\(id):\(text)"
        case .reasoningEnd(let id, _): "\(id))"
        case .toolInputStart(let id, _): "input(\(id)"
        case .toolInputDelta(let id, let text): "\(id):\(text)"
        case .toolInputEnd(let id): "\(id))"
        case .toolCall(let call): "call:\(call.id)"
        case .warning(let warning): "warning:\(warning.subject)"
        case .unknown(let type, let json): "unknown:\(type):\(json.stringValue ?? "")"
        case .finish(let reason, _, _): "finish:\(reason)"
        default: "other"
        }
    }
}

extension [StreamPart] {
    var words: String { map(\.word).joined(separator: " ") }
}
