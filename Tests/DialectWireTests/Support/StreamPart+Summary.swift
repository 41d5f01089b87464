import Dialect
import DialectWire

extension StreamPart {
    /// The part in a line, such that a failed comparison can be read: `text 0: Hello`.
    var summary: String {
        switch self {
        case .responseMetadata(let metadata): "start \(metadata.id ?? "without id")"
        case .textStart(let id): "text \(id) begins"
        case .textDelta(let id, let text): "text \(id): \(text.onOneLine)"
        case .textEnd(let id, let metadata): "text \(id) ends\(metadata.itemSummary)"
        case .reasoningStart(let id): "reasoning \(id) begins"
        case .reasoningDelta(let id, let text): "reasoning \(id): \(text.onOneLine)"
        case .reasoningEnd(let id, let metadata): "reasoning \(id) ends\(metadata.itemSummary)"
        case .toolInputStart(let id, let name): "input \(id) begins: \(name)"
        case .toolInputDelta(let id, let text): "input \(id): \(text.onOneLine)"
        case .toolInputEnd(let id): "input \(id) ends"
        case .toolCall(let call):
            "call \(call.id) \(call.name) \(call.arguments.onOneLine)" + Self.words(call.kind, call.isProviderExecuted)
                + call.metadata.itemSummary
        case .toolResult(let result):
            "result \(result.callID) \(result.name) \(result.output.summary)"
                + Self.words(result.kind, result.isProviderExecuted) + result.metadata.itemSummary
        case .toolProgress(let progress):
            "progress \(progress.callID) \(progress.name) \(progress.status)"
                + (progress.output.map { " \($0.jsonText)" } ?? "")
        case .source(let source): source.summary
        case .file(let media): "file \(media.mediaType) \(media.byteCount) bytes"
        case .providerItem(let item): "item \(item.provider) \(item.type)"
        case .warning(let warning): "warning \(warning.kind) \(warning.subject)"
        case .finish(let reason, let usage, _): "finish \(reason)\(usage.summary)"
        case .steering(let news):
            "steering \(news.kind)" + (news.id.map { " \($0)" } ?? "") + (news.message.map { ": \($0)" } ?? "")
                + (news.requiredInput.first?["type"]?.stringValue.map { " for \($0)" } ?? "")
        case .unknown(let type, _): "unknown \(type)"
        @unknown default: "\(self)"
        }
    }

    private static func words(_ kind: ToolKind, _ isProviderExecuted: Bool) -> String {
        (kind == .function ? "" : " kind \(kind)") + (isProviderExecuted ? " by provider" : "")
    }
}

extension ProviderMetadata {
    /// The output item that the metadata names, and whether it holds the item itself.
    fileprivate var itemSummary: String {
        guard let json = self[raw: "openai"] ?? self[raw: "xai"], let id = json["itemID"]?.stringValue else {
            return ""
        }
        return " of \(id)" + (json["item"] == nil ? "" : ", kept")
    }
}

extension ToolOutput {
    fileprivate var summary: String {
        switch self {
        case .text(let text): text.onOneLine
        case .json(let json): json.jsonText
        case .content(let parts): "\(parts.count) parts"
        case .error(let text): "error \(text.onOneLine)"
        }
    }
}

extension Source {
    fileprivate var summary: String {
        let place = [url, fileID, filename, containerID].compactMap(\.self).joined(separator: " ")
        return "source \(kind) \(place)" + (span.map { " \($0.start)..<\($0.end)" } ?? "")
    }
}

extension Media {
    fileprivate var byteCount: Int { if case .data(let data) = location { data.count } else { 0 } }
}

extension Usage {
    fileprivate var summary: String {
        guard let input = input.total, let output = output.total else { return "" }
        return ", \(input) in, \(output) out" + (isPartial ? ", partial" : "")
    }
}

extension String {
    fileprivate var onOneLine: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}
