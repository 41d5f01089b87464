package import Dialect
import DialectWire

/// Reads Cohere's answer: the vectors by kind of number, or in older answers the vectors alone.
package struct CohereEmbeddingDecoder {
    /// The kind of numbers that was asked for.
    private let type: String

    package init(type: String) {
        self.type = type
    }

    package func decode(_ body: [UInt8]) throws -> EmbeddingResponse {
        do {
            return try body.withUnsafeBytes { try decode(JSONReader($0)) }
        } catch let error as JSONError {
            throw LanguageModelError(
                .decoding, "The embeddings are not the JSON they should be: \(error)", provider: Cohere.name,
                rawBody: String(decoding: body.prefix(LanguageModelError.maximumRawBodyLength), as: UTF8.self),
                underlying: error)
        }
    }

    private func decode(_ start: JSONReader) throws(JSONError) -> EmbeddingResponse {
        var reader = start
        var vectors: [[Float]]?
        var metadata = ResponseMetadata()
        var usage = Usage()
        var warnings: [ModelWarning] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.equals("embeddings") {
                vectors = try embeddings(&reader)
            } else if key.equals("id") {
                metadata.id = try reader.readValue().stringValue
            } else if key.equals("meta") {
                let meta = try reader.readValue()
                let units = meta["billed_units"]
                let total = Usage.sum(units?["input_tokens"]?.intValue, units?["image_tokens"]?.intValue)
                usage = Usage(input: Usage.Input(total: total), raw: units ?? meta)
                for warning in meta["warnings"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
                    warnings.append(ModelWarning(.degradedContent, subject: Cohere.name, message: warning))
                }
            } else {
                try reader.skipValue()
            }
        }
        try reader.end()
        guard let vectors else { throw JSONError("Expected embeddings in the object", at: reader.offset) }
        return EmbeddingResponse(vectors: vectors, usage: usage, warnings: warnings, metadata: metadata)
    }

    private func embeddings(_ reader: inout JSONReader) throws(JSONError) -> [[Float]]? {
        if try reader.peek() == .array { return try vectors(&reader) }
        var found: [[Float]]?
        var wanted: [[Float]]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard try reader.peek() == .array else {
                try reader.skipValue()
                continue
            }
            let vectors = try vectors(&reader)
            if key.string == type { wanted = vectors } else { found = found ?? vectors }
        }
        return wanted ?? found
    }

    private func vectors(_ reader: inout JSONReader) throws(JSONError) -> [[Float]] {
        var vectors: [[Float]] = []
        try reader.beginArray()
        while try reader.nextElement() { vectors.append(try reader.readVector()) }
        return vectors
    }
}
