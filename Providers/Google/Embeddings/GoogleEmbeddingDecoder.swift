package import Dialect
import DialectWire

/// Reads the vectors that Google answers with, in any of its forms, without a tree for their numbers.
package struct GoogleEmbeddingDecoder {
    package init() {}

    package func decode(_ body: [UInt8]) throws -> EmbeddingResponse {
        do {
            return try body.withUnsafeBytes { try decode(JSONReader($0)) }
        } catch let error as JSONError {
            throw LanguageModelError(
                .decoding, "The embeddings are not the JSON they should be: \(error)",
                rawBody: String(decoding: body.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self),
                underlying: error)
        }
    }

    private func decode(_ start: JSONReader) throws -> EmbeddingResponse {
        var reader = start
        var response = EmbeddingResponse(vectors: [])
        var tokens: Int?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("embeddings") || key.equals("predictions") {
                try reader.beginArray()
                while try reader.nextElement() { try readEmbedding(&reader, &response.vectors, &tokens) }
            } else if key.equals("embedding") {
                try readEmbedding(&reader, &response.vectors, &tokens)
            } else if key.equals("usageMetadata") {
                let usage = try reader.readValue()
                response.usage = Usage(input: .init(total: usage["promptTokenCount"]?.intValue), raw: usage)
            } else {
                try reader.skipValue()
            }
        }
        try reader.end()
        if let tokens, response.usage.input.total == nil { response.usage.input.total = tokens }
        return response
    }

    /// An object that holds the numbers as `values`, or one that holds such an object and counts the tokens.
    private func readEmbedding(_ reader: inout JSONReader, _ vectors: inout [[Float]], _ tokens: inout Int?) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("values") {
                vectors.append(try reader.readVector())
            } else if key.equals("embeddings") {
                try readEmbedding(&reader, &vectors, &tokens)
            } else if key.equals("statistics") {
                tokens = try Usage.sum(tokens, reader.readValue()["token_count"]?.intValue ?? 0)
            } else {
                try reader.skipValue()
            }
        }
    }
}
