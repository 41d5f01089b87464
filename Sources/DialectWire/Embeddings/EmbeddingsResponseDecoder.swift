public import Dialect

/// Reads the answer to a call of OpenAI's dialect, and puts the vectors in the order of the inputs.
public struct EmbeddingsResponseDecoder: Sendable {
    private let provider: String

    public init(dialect: EmbeddingsDialect) {
        provider = dialect.provider
    }

    /// Reads the body of an answer.
    ///
    /// - Throws: ``LanguageModelError``: what the body reports, or `decoding` if it is not what it should be.
    public func decode(_ body: [UInt8]) throws -> EmbeddingResponse {
        let answer: Answer
        do {
            answer = try body.withUnsafeBytes { try Answer(JSONReader($0)) }
        } catch let error as JSONError {
            throw LanguageModelError(
                .decoding, "The embeddings are not the JSON they should be: \(error)", provider: provider,
                rawBody: String(decoding: body.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self),
                underlying: error)
        }
        if let error = answer.error {
            throw LanguageModelError(reported: ["error": error], provider: provider)
        }
        return EmbeddingResponse(
            vectors: try answer.vectors(), usage: Usage(embeddings: answer.usage),
            metadata: ResponseMetadata(id: answer.id, model: answer.model))
    }
}

/// The fields of an answer.
private struct Answer {
    /// In the order of the answer; most vendors number them, and most send them in order.
    private var items: [(index: Int, vector: [Float])] = []
    private(set) var model: String?
    private(set) var id: String?
    private(set) var usage: JSONValue?
    private(set) var error: JSONValue?

    init(_ start: JSONReader) throws {
        var reader = start
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("data"), try reader.peek() == .array {
                try readItems(&reader)
            } else if key.equals("model") {
                model = try reader.readValue().stringValue
            } else if key.equals("id") {
                id = try reader.readValue().stringValue
            } else if key.equals("usage") {
                usage = try reader.readValue()
            } else if key.equals("error") {
                let value = try reader.readValue()
                error = value.isNull ? nil : value
            } else {
                try reader.skipValue()
            }
        }
        try reader.end()
    }

    private mutating func readItems(_ reader: inout JSONReader) throws {
        try reader.beginArray()
        while try reader.nextElement() {
            var index: Int?
            var vector: [Float]?
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("embedding") {
                    vector = try reader.readVector()
                } else if key.equals("index") {
                    index = try reader.readInt()
                } else {
                    try reader.skipValue()
                }
            }
            guard let vector else { throw JSONError("Expected an embedding in the object", at: reader.offset) }
            items.append((index ?? items.count, vector))
        }
    }

    func vectors() throws -> [[Float]] {
        var vectors = [[Float]?](repeating: nil, count: items.count)
        for item in items {
            guard vectors.indices.contains(item.index), vectors[item.index] == nil else {
                throw LanguageModelError(
                    .protocolViolation,
                    "The server numbered \(items.count) embeddings so that number \(item.index) is there twice, or is "
                        + "none of them.")
            }
            vectors[item.index] = item.vector
        }
        return vectors.compactMap(\.self)
    }
}

extension Usage {
    /// Reads the `usage` of embeddings, which have input alone.
    public init(embeddings json: JSONValue?) {
        guard let json = json?.nonNull else {
            self.init()
            return
        }
        let tokens = json["prompt_tokens"] ?? json["input_tokens"] ?? json["total_tokens"]
        self.init(input: Input(total: tokens?.intValue), raw: json)
    }
}
