import Dialect
import DialectTransport

/// What became of a response: its parts, and the error that ended it, if one did.
struct Outcome {
    var parts: [StreamPart] = []
    var error: LanguageModelError?

    /// Consumes a stream to its end.
    init(_ stream: ResponseStream) async {
        do {
            for try await part in stream { parts.append(part) }
        } catch let failure as LanguageModelError {
            error = failure
        } catch {
            self.error = LanguageModelError(.misuse, "A stream threw \(error)")
        }
    }

    /// The events through any parser and the driver, without any transport.
    init(events: [[UInt8]], parser: some EventParser, model: ModelID) {
        var driver = StreamDriver(parser: parser, model: model)
        for event in events { event.withUnsafeBytes { driver.received($0) } }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    /// The events of a body: the data of server-sent events, or a JSON document as one.
    static func events(of body: [UInt8], cutAt cuts: [Int] = []) -> [[UInt8]] {
        if body.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }) == UInt8(ascii: "{") { return [body] }
        var events: [[UInt8]] = []
        var parser = SSEParser()
        var start = 0
        do {
            for cut in cuts + [body.count] {
                try body[start..<cut].withUnsafeBytes { chunk in
                    try parser.parse(chunk) { events.append(Array($0.data)) }
                }
                start = cut
            }
            try parser.finish { events.append(Array($0.data)) }
        } catch {
            return []
        }
        return events
    }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }

    // MARK: Comparison

    /// Where two outcomes differ first, in words; nil if they are equal but for what a transport adds.
    func firstDifference(from other: Outcome) -> String? {
        let (left, right) = (parts.map(Self.withoutTransport), other.parts.map(Self.withoutTransport))
        for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
            return "part \(index): \(pair.0) != \(pair.1)"
        }
        if left.count != right.count { return "\(left.count) parts != \(right.count) parts" }
        if error?.code != other.error?.code {
            return "error \(String(describing: error)) != \(String(describing: other.error))"
        }
        if error?.details != other.error?.details {
            return "error details \(String(describing: error?.details)) != \(String(describing: other.error?.details))"
        }
        return nil
    }

    private static func withoutTransport(_ part: StreamPart) -> StreamPart {
        switch part {
        case .responseMetadata(let metadata): .responseMetadata(withoutTransport(metadata))
        case .finish(let reason, let usage, let metadata): .finish(reason, usage, withoutTransport(metadata))
        default: part
        }
    }

    private static func withoutTransport(_ metadata: ResponseMetadata) -> ResponseMetadata {
        var metadata = metadata
        metadata.headers = [:]
        metadata.requestID = nil
        var provider = ProviderMetadata()
        for name in ["openai", "xai"] {
            guard var own = metadata.provider[raw: name] else { continue }
            own["transport"] = nil
            own["continuation"] = nil
            if own.objectValue?.isEmpty == false { provider[raw: name] = own }
        }
        metadata.provider = provider
        return metadata
    }
}
