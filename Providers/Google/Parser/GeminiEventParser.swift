#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
package import Dialect
import DialectWire

/// Understands what `generateContent` and `streamGenerateContent` answer.
///
/// Every chunk has the form of a whole answer, so that both take one path. A stream has no end marker, and a candidate
/// may be said to be finished and go on nevertheless, when Google ran code in between: it is finished when the body
/// ends after a finish reason.
package struct GeminiEventParser: EventParser {
    /// A block of text or thoughts that further text may extend.
    private struct OpenText {
        let isThought: Bool
        let block: PartAssembler.Block
    }

    private let provider: String
    private var hasStarted = false
    private var openText: OpenText?
    /// A function call whose arguments are still arriving.
    var call: GeminiFunctionCall?
    /// The id of code that was run and whose output was not seen.
    var runningCodeID: String?
    private var ids = UniqueNames()
    private var idCount = 0
    private var response = GeminiResponseFacts()
    private var usage = GeminiUsage()
    /// The finish reason of the last chunk with content, or of one after it.
    private var finishWord: String?

    /// - Parameter provider: The provider's name, for errors.
    package init(provider: String = Google.name) {
        self.provider = provider
    }

    package var usageSoFar: Usage? { usage.isEmpty ? nil : usage.usage }

    package mutating func parse(_ event: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        var reader = JSONReader(event)
        // Without `alt=sse` a stream is one array of chunks, and a failure may be an array of one error.
        guard try reader.peek() == .array else { return try parse(chunk: event, into: &parts) }
        try reader.beginArray()
        while try reader.nextElement() { try parse(chunk: reader.skipValue(), into: &parts) }
        try reader.end()
    }

    package mutating func ended(into parts: inout PartAssembler) {
        guard let word = finishWord ?? response.blockReason else { return }
        // A candidate is also said to have stopped when Google begins to run its code; the output must follow.
        if word == "STOP", runningCodeID != nil { return }
        endText(&parts)
        endCall(&parts, isCut: word == "MAX_TOKENS")
        for source in GeminiSources.sources(of: response.candidate) { parts.add(source) }
        parts.finish(
            FinishReason(google: word, isBlock: finishWord == nil), usage: usage.usage, metadata: response.metadata)
    }

    // MARK: Chunks

    private mutating func parse(chunk bytes: UnsafeRawBufferPointer, into parts: inout PartAssembler) throws {
        let chunk = try GeminiChunk(bytes)
        if chunk.isError {
            throw LanguageModelError(reported: try JSONValue(parsing: bytes), provider: provider)
        }
        guard chunk.isKnown else {
            return parts.addUnknown(type: chunk.firstKey?.string ?? "", json: try JSONValue(parsing: bytes))
        }
        response.update(chunk)
        if !hasStarted {
            hasStarted = true
            parts.start(response.metadata)
        }
        if let report = chunk.usage { try usage.update(report) }
        if let feedback = chunk.promptFeedback { response.promptFeedback = try JSONValue(parsing: feedback) }
        if let candidate = chunk.candidate { try parse(candidate, into: &parts) }
        for other in chunk.otherCandidates {
            parts.addUnknown(type: "candidate", json: try JSONValue(parsing: other))
        }
    }

    private mutating func parse(_ candidate: GeminiCandidate, into parts: inout PartAssembler) throws {
        let hasContent = try candidate.content.map { try parse(content: $0, into: &parts) } ?? false
        if hasContent { finishWord = nil }
        if let word = candidate.finishReason { finishWord = word.string }
        for (key, value) in candidate.others { response.add(try JSONValue(parsing: value), named: key.string) }
    }

    /// - Returns: Whether there was any part but empty text.
    private mutating func parse(
        content bytes: UnsafeRawBufferPointer, into parts: inout PartAssembler
    ) throws -> Bool {
        var reader = JSONReader(bytes)
        guard try reader.peek() == .object else { return false }
        var hasContent = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key.equals("parts"), try reader.peek() == .array else {
                try reader.skipValue()
                continue
            }
            try reader.beginArray()
            while try reader.nextElement() {
                if try parsePart(&reader, in: bytes, into: &parts) { hasContent = true }
            }
        }
        return hasContent
    }

    private mutating func parsePart(
        _ reader: inout JSONReader, in bytes: UnsafeRawBufferPointer, into parts: inout PartAssembler
    ) throws -> Bool {
        let start = reader.offset
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return false
        }
        var text: JSONSlice?
        var isThought = false
        var isPlain = true
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("text"), try reader.peek() == .string {
                text = try reader.readSlice()
            } else if key.equals("thought"), try reader.peek() == .boolean {
                isThought = try reader.readBool()
            } else {
                isPlain = false
                try reader.skipValue()
            }
        }
        guard isPlain else {
            let part = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: bytes[start..<reader.offset]))
            try parse(part: part.objectValue ?? JSONObject(), into: &parts)
            return true
        }
        guard let text, !text.bytes.isEmpty else { return false }
        extendText(text.string, isThought: isThought, &parts)
        return true
    }

    // MARK: Text

    private mutating func extendText(_ text: String, isThought: Bool, _ parts: inout PartAssembler) {
        if let openText, openText.isThought == isThought { return parts.append(text, to: openText.block) }
        endText(&parts)
        // Whoever speaks again waits for no output.
        runningCodeID = nil
        let block = isThought ? parts.openReasoning() : parts.openText()
        openText = OpenText(isThought: isThought, block: block)
        parts.append(text, to: block)
    }

    mutating func endText(_ parts: inout PartAssembler) {
        guard let openText else { return }
        self.openText = nil
        let metadata = openText.isThought ? GeminiPartMetadata(part: ["thought": true]).metadata : ProviderMetadata()
        parts.close(openText.block, metadata: metadata)
    }

    // MARK: Ids

    /// A unique id for a call: Google's own, or one made of the response's id where Google gives none.
    mutating func callID(_ id: String?) -> String {
        let base = id ?? "call_" + (response.id.map { "\($0)_" } ?? "") + String(idCount)
        idCount += 1
        return ids.unique(base)
    }
}
