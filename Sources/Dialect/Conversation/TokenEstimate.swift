/// Guesses how many tokens something takes. Every model has a tokenizer of its own; this suits none exactly.
enum TokenEstimate {
    /// What a message costs beside its content: three or four (OpenAI Cookbook, "How to count tokens with tiktoken").
    static let message = 4
    /// What a call or a result is taken to cost beside its texts.
    static let toolFrame = 8
    /// Between the 85 of a small image at OpenAI ("Images and vision") and the 1,600 of a large one at Anthropic
    /// ("Vision").
    static let image = 1_000
    /// A guess: recordings are counted by their length, which is not known here.
    static let audio = 1_000
    /// One page or two of a PDF (Anthropic, "PDF support").
    static let file = 3_000

    /// Hundredths of a token for each character, by the length of its UTF-8. Four letters of English make a token (OpenAI,
    /// "What are tokens and how to count them?"); the rest assumes that rarer characters make more.
    private static let costs = (ascii: 25, two: 50, three: 90, four: 200)

    static func tokens(in text: String) -> Int {
        var hundredths = 0
        for byte in text.utf8 {
            switch byte {
            case ..<0x80: hundredths += costs.ascii
            // The bytes after a character's first.
            case ..<0xC0: break
            case ..<0xE0: hundredths += costs.two
            case ..<0xF0: hundredths += costs.three
            default: hundredths += costs.four
            }
        }
        return (hundredths + 99) / 100
    }

    static func tokens(in part: ContentPart) -> Int {
        switch part {
        case .text(let text, _), .reasoning(let text, _): tokens(in: text)
        case .image: image
        case .audio: audio
        case .file: file
        case .toolCall(let call): toolFrame + tokens(in: call.name) + tokens(in: call.arguments)
        case .toolResult(let result): toolFrame + tokens(in: result.output)
        case .source: 0
        case .providerItem(let item): tokens(in: item.json.jsonText)
        }
    }

    private static func tokens(in output: ToolOutput) -> Int {
        switch output {
        case .text(let text), .error(let text): tokens(in: text)
        case .json(let json): tokens(in: json.jsonText)
        case .content(let parts): parts.reduce(0) { $0 + tokens(in: $1) }
        }
    }
}

extension Message {
    /// Roughly how many tokens the message takes, from the length of its texts.
    ///
    /// Four letters of English count as a token, other scripts as more; images, recordings and documents as a flat 1,000
    /// to 3,000 tokens, whatever is in them. Tokenizers differ: leave room, and ask the provider for exact numbers.
    public var estimatedTokens: Int { content.reduce(TokenEstimate.message) { $0 + TokenEstimate.tokens(in: $1) } }
}

extension ModelRequest {
    /// Roughly how many tokens the input takes, declarations of tools and the answer's schema included; see
    /// ``Message/estimatedTokens``.
    public var estimatedTokens: Int {
        var sum = messages.reduce(0) { $0 + $1.estimatedTokens }
        for tool in tools {
            guard case .function(let function) = tool else { continue }
            sum += TokenEstimate.toolFrame + TokenEstimate.tokens(in: function.name + (function.description ?? ""))
            sum += TokenEstimate.tokens(in: function.inputSchema.jsonText)
        }
        if case .jsonSchema(let format) = outputFormat { sum += TokenEstimate.tokens(in: format.schema.jsonText) }
        return sum
    }
}
