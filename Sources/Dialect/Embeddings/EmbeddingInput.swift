/// One thing to make a vector of: a text as a rule, an image, or both together where a model takes that.
public struct EmbeddingInput: Hashable, Sendable, Codable {
    /// Text, images and other media; providers that cannot embed one of them fail with `invalidRequest`.
    public var content: [ContentPart]

    public init(_ content: [ContentPart]) {
        self.content = content
    }

    /// A text.
    public init(_ text: String) {
        self.init([.text(text)])
    }

    /// An image.
    public static func image(_ image: Media) -> EmbeddingInput { EmbeddingInput([.image(image)]) }

    /// The text, if there is nothing but text.
    public var text: String? {
        var text = ""
        for part in content {
            guard case .text(let piece, _) = part else { return nil }
            text += piece
        }
        return text
    }

    /// The length of all text in UTF-8, which no tokenizer exceeds.
    var textSize: Int {
        content.reduce(0) { size, part in
            if case .text(let text, _) = part { size + text.utf8.count } else { size }
        }
    }

    /// Whether an image is part of it.
    var hasImage: Bool {
        content.contains { if case .image = $0 { true } else { false } }
    }
}

extension EmbeddingInput: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self.init(value) }
}
