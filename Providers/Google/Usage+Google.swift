import Dialect

/// The `usageMetadata` seen so far: every chunk brings one, and the last is complete.
struct GeminiUsage {
    private var prompt: Int?
    private var toolUse: Int?
    private var cached: Int?
    private var candidates: Int?
    private var thoughts: Int?
    /// The last report, read as a tree only when someone asks.
    private var raw: [UInt8] = []

    var isEmpty: Bool { raw.isEmpty }

    mutating func update(_ json: UnsafeRawBufferPointer) throws {
        var reader = JSONReader(json)
        guard try reader.peek() == .object else { return }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("promptTokenCount") {
                prompt = try reader.readInt() ?? prompt
            } else if key.equals("candidatesTokenCount") {
                candidates = try reader.readInt() ?? candidates
            } else if key.equals("thoughtsTokenCount") {
                thoughts = try reader.readInt() ?? thoughts
            } else if key.equals("cachedContentTokenCount") {
                cached = try reader.readInt() ?? cached
            } else if key.equals("toolUsePromptTokenCount") {
                toolUse = try reader.readInt() ?? toolUse
            } else {
                try reader.skipValue()
            }
        }
        raw.removeAll(keepingCapacity: true)
        raw.append(contentsOf: json)
    }

    /// `promptTokenCount` includes cached tokens; what tools put into the prompt is counted apart, and so are thoughts
    /// (the Gemini API's reference, "UsageMetadata").
    var usage: Usage {
        Usage(
            input: .init(total: Self.sum(prompt, toolUse), cacheRead: cached),
            output: .init(total: Self.sum(candidates, thoughts), reasoning: thoughts),
            raw: raw.isEmpty ? nil : try? JSONValue(parsing: raw))
    }

    private static func sum(_ left: Int?, _ right: Int?) -> Int? {
        guard let left else { return right }
        let (sum, overflows) = left.addingReportingOverflow(right ?? 0)
        return overflows ? nil : sum
    }
}
