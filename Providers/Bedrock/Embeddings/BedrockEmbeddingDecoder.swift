import Dialect
import DialectWire

/// Reads the vectors of an answer, in the form of any of the makers: `embedding` (Titan), or `embeddings`, which is
/// vectors (Cohere), vectors by the kind of their numbers (Cohere's fourth version) or objects with one each (Nova).
struct BedrockEmbeddingDecoder {
    func decode(_ body: [UInt8]) throws -> EmbeddingResponse {
        do {
            return try body.withUnsafeBytes { try decode(JSONReader($0)) }
        } catch let error as JSONError {
            throw LanguageModelError(
                .decoding, "The embeddings are not the JSON they should be: \(error)", provider: Bedrock.name,
                rawBody: String(decoding: body.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self),
                underlying: error)
        }
    }

    private func decode(_ start: JSONReader) throws(JSONError) -> EmbeddingResponse {
        var reader = start
        var vectors: [[Float]]?
        var usage = Usage()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("embedding"), try reader.peek() == .array {
                vectors = [try reader.readVector()]
            } else if key.equals("embeddings") {
                vectors = try embeddings(&reader)
            } else if key.equals("inputTextTokenCount") {
                usage = Self.usage(try reader.readInt())
            } else {
                try reader.skipValue()
            }
        }
        try reader.end()
        guard let vectors else { throw JSONError("Expected embeddings in the object", at: reader.offset) }
        return EmbeddingResponse(vectors: vectors, usage: usage)
    }

    static func usage(_ count: Int?) -> Usage {
        Usage(input: Usage.Input(total: count), raw: count.map { ["inputTokens": .integer($0)] })
    }

    private func embeddings(_ reader: inout JSONReader) throws(JSONError) -> [[Float]]? {
        guard try reader.peek() == .object else { return try vectors(&reader) }
        var found: [[Float]]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard found == nil || key.equals("float"), try reader.peek() == .array else {
                try reader.skipValue()
                continue
            }
            found = try vectors(&reader)
        }
        return found
    }

    private func vectors(_ reader: inout JSONReader) throws(JSONError) -> [[Float]] {
        var vectors: [[Float]] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .object else {
                vectors.append(try reader.readVector())
                continue
            }
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.equals("embedding") { vectors.append(try reader.readVector()) } else { try reader.skipValue() }
            }
        }
        return vectors
    }
}
