#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Says an ``EmbeddingRequest`` in the words of the model's maker, as their pages in Amazon's "Bedrock User Guide" have
/// them. The same request always gives the same bytes.
struct BedrockEmbeddingEncoder {
    let form: BedrockEmbeddingForm
    private(set) var warnings: [ModelWarning] = []

    init(form: BedrockEmbeddingForm) {
        self.form = form
    }

    /// - Throws: ``LanguageModelError`` with code `invalidRequest` for what the model cannot embed.
    mutating func encode(_ request: EmbeddingRequest) throws(LanguageModelError) -> [UInt8] {
        let options = try options(of: request)
        var body: JSONObject
        switch form {
        case .cohere: body = try cohere(request, options)
        case .nova: body = try nova(request, try single(request), options)
        case .titan(let hasDimensions):
            guard let text = try single(request).text else { throw Self.invalid("This model embeds text only.") }
            body = ["inputText": .string(text)]
            if hasDimensions {
                body["dimensions"] = request.dimensions.map(JSONValue.integer)
                body["normalize"] = options.normalize.map(JSONValue.bool)
            } else if request.dimensions != nil {
                unsupport("dimensions")
            }
            if request.kind != nil { unsupport("kind") }
        case .titanImage: body = try titanImage(request, try single(request))
        }
        for (name, value) in options.extraBody ?? JSONObject() { body[name] = value }
        return JSONValue.object(body).jsonBytes(sortedKeys: true)
    }

    private func options(of request: EmbeddingRequest) throws(LanguageModelError) -> BedrockEmbeddingOptions {
        do {
            return try request.providerOptions.decode(BedrockEmbeddings.self) ?? BedrockEmbeddingOptions()
        } catch {
            throw Self.invalid("The provider options do not have the form they should: \(error)")
        }
    }

    private func single(_ request: EmbeddingRequest) throws(LanguageModelError) -> EmbeddingInput {
        guard request.inputs.count == 1, let input = request.inputs.first else {
            throw Self.invalid("This model embeds one input in a call.")
        }
        return input
    }

    // MARK: Cohere

    private mutating func cohere(
        _ request: EmbeddingRequest, _ options: BedrockEmbeddingOptions
    ) throws(LanguageModelError) -> JSONObject {
        let texts = request.inputs.compactMap(\.text)
        guard texts.count == request.inputs.count else { throw Self.invalid("Only texts are embedded by this model.") }
        var body: JSONObject = ["texts": .array(texts.map(JSONValue.string))]
        let words: [EmbeddingRequest.Kind: String] = [
            .query: "search_query", .document: "search_document", .similarity: "search_document",
        ]
        body["input_type"] = .string(request.kind.map { words[$0] ?? $0.rawValue } ?? "search_document")
        if request.kind == .similarity { unsupport("kind") }
        body["output_dimension"] = request.dimensions.map(JSONValue.integer)
        body["truncate"] = options.truncate.map(JSONValue.string)
        return body
    }

    // MARK: Nova

    private func nova(
        _ request: EmbeddingRequest, _ input: EmbeddingInput, _ options: BedrockEmbeddingOptions
    ) throws(LanguageModelError) -> JSONObject {
        let words: [EmbeddingRequest.Kind: String] = [
            .query: "GENERIC_RETRIEVAL", .document: "GENERIC_INDEX", .classification: "CLASSIFICATION",
            .clustering: "CLUSTERING", .similarity: "GENERIC_INDEX",
        ]
        var parameters: JSONObject = [
            "embeddingPurpose": .string(request.kind.map { words[$0] ?? $0.rawValue } ?? "GENERIC_INDEX")
        ]
        parameters["embeddingDimension"] = request.dimensions.map(JSONValue.integer)
        if let text = input.text {
            parameters["text"] = ["truncationMode": .string(options.truncate ?? "NONE"), "value": .string(text)]
        } else {
            var media = ConverseMediaEncoder()
            guard input.content.count == 1, case .image(let image) = input.content[0],
                let block = (try? media.image(image))?["image"]
            else { throw Self.invalid("This model embeds a text or an image, in bytes or at an s3:// URL.") }
            parameters["image"] = block
        }
        return ["taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": .object(parameters)]
    }

    // MARK: Titan

    private mutating func titanImage(
        _ request: EmbeddingRequest, _ input: EmbeddingInput
    ) throws(LanguageModelError) -> JSONObject {
        var body = JSONObject()
        for part in input.content {
            switch part {
            case .text(let text, _): body["inputText"] = .string((body["inputText"]?.stringValue ?? "") + text)
            case .image(let image):
                guard case .data(let data) = image.location else { throw Self.invalid("Images must be bytes.") }
                body["inputImage"] = .string(data.base64EncodedString())
            default: throw Self.invalid("This model embeds texts and images only.")
            }
        }
        if let dimensions = request.dimensions {
            body["embeddingConfig"] = ["outputEmbeddingLength": .integer(dimensions)]
        }
        if request.kind != nil { unsupport("kind") }
        return body
    }

    // MARK: What cannot be said

    private mutating func unsupport(_ name: String) {
        warnings.append(
            ModelWarning(
                .unsupportedSetting, subject: name,
                message: "The model does not know the \(name) that was asked for; it was left out."))
    }

    private static func invalid(_ message: String) -> LanguageModelError {
        LanguageModelError(.invalidRequest, message, provider: Bedrock.name, details: .init(parameter: "inputs"))
    }
}
