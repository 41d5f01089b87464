import Dialect

/// The `usageMetadata` seen last: every chunk brings one, each in place of the one before.
struct GeminiUsage {
    private struct Counts {
        var prompt: Int?
        var toolUse: Int?
        var cached: Int?
        var candidates: Int?
        var thoughts: Int?
    }

    private var counts = Counts()
    /// The last report, read as a tree only when someone asks.
    private var raw: [UInt8] = []

    var isEmpty: Bool { raw.isEmpty }

    mutating func update(_ json: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(json)
        guard try reader.peek() == .object else { return }
        var counts = Counts()
        var hasCount = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("promptTokenCount") {
                counts.prompt = try reader.readInt()
                hasCount = true
            } else if key.equals("candidatesTokenCount") {
                counts.candidates = try reader.readInt()
                hasCount = true
            } else if key.equals("thoughtsTokenCount") {
                counts.thoughts = try reader.readInt()
                hasCount = true
            } else if key.equals("cachedContentTokenCount") {
                counts.cached = try reader.readInt()
                hasCount = true
            } else if key.equals("toolUsePromptTokenCount") {
                counts.toolUse = try reader.readInt()
                hasCount = true
            } else {
                try reader.skipValue()
            }
        }
        // At Vertex AI, chunks before the last may tell the kind of traffic only.
        if hasCount { self.counts = counts }
        raw.removeAll(keepingCapacity: true)
        raw.append(contentsOf: json)
    }

    /// `promptTokenCount` includes cached tokens; what tools put into the prompt is counted apart, and so are thoughts
    /// (the Gemini API's reference, "UsageMetadata").
    var usage: Usage {
        Usage(
            input: .init(total: Usage.sum(counts.prompt, counts.toolUse), cacheRead: counts.cached),
            output: .init(total: Usage.sum(counts.candidates, counts.thoughts), reasoning: counts.thoughts),
            raw: raw.isEmpty ? nil : try? JSONValue(parsing: raw))
    }
}
