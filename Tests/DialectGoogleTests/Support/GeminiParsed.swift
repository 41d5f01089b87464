import Dialect
import DialectGoogle

/// What the parser makes of a few chunks, one on each line.
struct GeminiParsed {
    private(set) var parts: [StreamPart] = []
    private(set) var error: LanguageModelError?

    init(_ chunks: String) {
        var driver = StreamDriver(parser: GeminiEventParser(), model: ModelID(provider: "google", model: "m"))
        for chunk in chunks.split(separator: "\n") { Array(chunk.utf8).withUnsafeBytes { driver.received($0) } }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }

    /// The parts, one line each, and the error that ended the response.
    var lines: [String] { parts.map(\.line) + (error.map { ["error \($0.code)"] } ?? []) }

    /// A chunk with these parts; the last one says why the candidate is finished.
    static func chunk(_ parts: String, finish: String? = nil) -> String {
        let reason = finish.map { #","finishReason":"\#($0)""# } ?? ""
        return
            #"{"candidates":[{"content":{"parts":[\#(parts)],"role":"model"}\#(reason),"index":0}],"responseId":"r1"}"#
    }
}

extension StreamPart {
    fileprivate var line: String {
        switch self {
        case .responseMetadata(let metadata): "start \(metadata.id ?? "")"
        case .textStart(let id): "text \(id) begins"
        case .textDelta(let id, let text): "text \(id): \(text)"
        case .textEnd(let id, let metadata): "text \(id) ends\(metadata.line)"
        case .reasoningStart(let id): "thought \(id) begins"
        case .reasoningDelta(let id, let text): "thought \(id): \(text)"
        case .reasoningEnd(let id, let metadata): "thought \(id) ends\(metadata.line)"
        case .toolInputStart(let id, let name): "input \(id) begins: \(name)"
        case .toolInputDelta(let id, let text): "input \(id): \(text)"
        case .toolInputEnd(let id): "input \(id) ends"
        case .toolCall(let call): "call \(call.id) \(call.name) \(call.arguments)\(call.metadata.line)"
        case .toolResult(let result): "result \(result.callID) \(result.name) \(result.output)"
        case .source(let source): "source \(source.url ?? "") \(source.title ?? "") \(source.span.line)"
        case .file(let media): "file \(media.mediaType)\(media.metadata.line)"
        case .providerItem(let item): "item \(item.type) \(item.json)"
        case .warning(let warning): "warning \(warning.kind) \(warning.subject)"
        case .finish(let reason, _, _): "finish \(reason)"
        case .unknown(let type, _): "unknown \(type)"
        default: "\(self)"
        }
    }
}

extension ProviderMetadata {
    fileprivate var line: String { self[raw: "google"].map { " \($0)" } ?? "" }
}

extension Source.Span? {
    fileprivate var line: String { map { "\($0.start)-\($0.end)" } ?? "" }
}
