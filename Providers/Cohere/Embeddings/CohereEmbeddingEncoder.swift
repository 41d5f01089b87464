#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
package import Dialect

/// Says an ``EmbeddingRequest`` in Cohere's words. The same request always gives the same bytes.
package struct CohereEmbeddingEncoder {
    /// The kind of numbers that was asked for, the body, and what could not be said.
    package struct Encoded {
        package var type: String
        package var body: [UInt8]
        package var warnings: [ModelWarning]
    }

    package init() {}

    package func encode(_ request: EmbeddingRequest, model: String) throws(LanguageModelError) -> Encoded {
        let options = try options(of: request)
        let type = options.embeddingType ?? "float"
        var warnings: [ModelWarning] = []
        var fields: [String: JSONValue] = ["model": .string(model), "embedding_types": [.string(type)]]
        fields["output_dimension"] = request.dimensions.map(JSONValue.integer)
        fields["truncate"] = options.truncate.map(JSONValue.string)
        fields["max_tokens"] = options.maxTokens.map(JSONValue.integer)
        let (name, inputs) = try Self.inputs(request.inputs, model: model)
        fields["input_type"] = .string(inputType(request, isImage: name == "images", &warnings))
        for (name, value) in options.extraBody ?? JSONObject() { fields[name] = value }
        fields[name] = .array(inputs)
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            writer.key(name)
            writer.value(value)
        }
        writer.endObject()
        return Encoded(type: type, body: writer.bytes, warnings: warnings)
    }

    private func options(of request: EmbeddingRequest) throws(LanguageModelError) -> CohereEmbeddingOptions {
        do {
            return try request.providerOptions.decode(CohereEmbeddings.self) ?? CohereEmbeddingOptions()
        } catch {
            throw CohereRequestEncoder.invalid("The provider options do not have the form they should: \(error)")
        }
    }

    // MARK: What the vectors are for

    /// Cohere wants to know; who does not say is taken to fill an index.
    private func inputType(
        _ request: EmbeddingRequest, isImage: Bool, _ warnings: inout [ModelWarning]
    ) -> String {
        switch request.kind ?? .document {
        case .query: return "search_query"
        case .document: return isImage ? "image" : "search_document"
        case .similarity:
            warnings.append(
                ModelWarning(
                    .unsupportedSetting, subject: "kind",
                    message: "Cohere makes no vectors for similarity alone; they were made as for documents."))
            return "search_document"
        case let kind: return kind.rawValue
        }
    }

    // MARK: Inputs

    /// Whether the model embeds an image by itself only ("Embed v3.0 Models are now Multimodal").
    static func takesImagesAlone(model: String) -> Bool { model.contains("-v2") || model.contains("-v3") }

    /// Texts and a lone image have fields of their own, which older models know too.
    private static func inputs(
        _ inputs: [EmbeddingInput], model: String
    ) throws(LanguageModelError) -> (String, [JSONValue]) {
        let texts = inputs.compactMap(\.text)
        if texts.count == inputs.count { return ("texts", texts.map(JSONValue.string)) }
        if inputs.count == 1, let image = inputs[0].loneImage { return ("images", [.string(try url(image))]) }
        guard !takesImagesAlone(model: model) else {
            throw CohereRequestEncoder.invalid(
                "The model \(model) embeds one image a call and nothing beside it.", parameter: "inputs")
        }
        var mixed: [JSONValue] = []
        for input in inputs {
            var content: [JSONValue] = []
            for part in input.content {
                switch part {
                case .text(let text, _): content.append(["type": "text", "text": .string(text)])
                case .image(let media):
                    content.append(["type": "image_url", "image_url": ["url": .string(try url(media))]])
                default:
                    throw CohereRequestEncoder.invalid("Cohere embeds texts and images only.", parameter: "inputs")
                }
            }
            mixed.append(["content": .array(content)])
        }
        return ("inputs", mixed)
    }

    private static func url(_ media: Media) throws(LanguageModelError) -> String {
        switch media.location {
        case .data(let data): return "data:\(media.mediaType);base64,\(data.base64EncodedString())"
        case .url(let url) where url.hasPrefix("data:"): return url
        case .url:
            throw CohereRequestEncoder.invalid(
                "Cohere fetches no images to embed; pass the bytes instead of a URL.", parameter: "inputs")
        case .fileID:
            throw CohereRequestEncoder.invalid("Cohere has no uploaded images to embed.", parameter: "inputs")
        }
    }
}

extension EmbeddingInput {
    /// The image, if there is nothing else.
    fileprivate var loneImage: Media? {
        guard content.count == 1, case .image(let media) = content[0] else { return nil }
        return media
    }
}
