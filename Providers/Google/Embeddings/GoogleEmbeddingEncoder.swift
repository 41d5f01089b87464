package import Dialect

/// Says an ``EmbeddingRequest`` in Google's words. There are three: the Gemini API takes many inputs in a call, Vertex
/// AI's newer models one, and its older ones are asked to predict.
package struct GoogleEmbeddingEncoder: Sendable {
    package enum Method: String, Sendable {
        case batch = "batchEmbedContents"
        case single = "embedContent"
        case predict
    }

    package let method: Method

    package init(method: Method) {
        self.method = method
    }

    package init(model: String, isVertex: Bool) {
        let name = model.split(separator: "/").last.map(String.init) ?? model
        let isOlder = !name.hasPrefix("gemini-embedding") || name.hasPrefix("gemini-embedding-0")
        method = !isVertex ? .batch : isOlder ? .predict : .single
    }

    package func encode(_ request: EmbeddingRequest, model: String) throws(LanguageModelError) -> [UInt8] {
        let options: GoogleEmbeddingOptions
        do {
            options = try request.providerOptions.decode(GoogleEmbeddings.self) ?? GoogleEmbeddingOptions()
        } catch {
            throw .invalidGoogleRequest(
                "The provider options do not have the form they should: \(error)", parameter: nil)
        }
        let body: JSONObject
        switch method {
        case .batch:
            let name = model.contains("/") ? model : "models/\(model)"
            body = [
                "requests": .array(
                    try request.inputs.map { input throws(LanguageModelError) in
                        .object(try content(input, request, options, first: ["model": .string(name)]))
                    })
            ]
        case .single:
            guard let input = request.inputs.first, request.inputs.count == 1 else {
                throw .invalidGoogleRequest("Vertex AI embeds one input in a call.", parameter: "inputs")
            }
            body = try content(input, request, options, first: JSONObject())
        case .predict: body = try prediction(request, options)
        }
        return JSONValue.object(body).jsonBytes()
    }

    private func content(
        _ input: EmbeddingInput, _ request: EmbeddingRequest, _ options: GoogleEmbeddingOptions, first: JSONObject
    ) throws(LanguageModelError) -> JSONObject {
        var object = first
        let media = GeminiMediaEncoder(filesURL: GoogleEndpoint.geminiBaseURL)
        var parts: [JSONValue] = []
        for part in input.content {
            switch part {
            case .text(let text, _): parts.append(["text": .string(text)])
            case .image(let file), .file(let file), .audio(let file): parts.append(media.encode(file))
            default:
                throw .invalidGoogleRequest(
                    "Google embeds texts, images, recordings and files only.", parameter: "inputs")
            }
        }
        object["content"] = ["parts": .array(parts)]
        object["taskType"] = Self.taskType(request.kind)
        object["title"] = options.title.map(JSONValue.string)
        object["outputDimensionality"] = request.dimensions.map(JSONValue.integer)
        for (key, value) in options.extraBody ?? JSONObject() { object[key] = value }
        return object
    }

    /// The form of Vertex AI's page "Text embeddings API".
    private func prediction(
        _ request: EmbeddingRequest, _ options: GoogleEmbeddingOptions
    ) throws(LanguageModelError) -> JSONObject {
        var instances: [JSONValue] = []
        for input in request.inputs {
            guard let text = input.text else {
                throw .invalidGoogleRequest("This model of Vertex AI embeds texts only.", parameter: "inputs")
            }
            var instance: JSONObject = ["content": .string(text)]
            instance["task_type"] = Self.taskType(request.kind)
            instance["title"] = options.title.map(JSONValue.string)
            for (key, value) in options.extraBody ?? JSONObject() { instance[key] = value }
            instances.append(.object(instance))
        }
        var body: JSONObject = ["instances": .array(instances)]
        if let dimensions = request.dimensions {
            body["parameters"] = ["outputDimensionality": .integer(dimensions)]
        }
        return body
    }

    private static func taskType(_ kind: EmbeddingRequest.Kind?) -> JSONValue? {
        switch kind {
        case nil: nil
        case .query?: "RETRIEVAL_QUERY"
        case .document?: "RETRIEVAL_DOCUMENT"
        case .similarity?: "SEMANTIC_SIMILARITY"
        case let kind?: .string(kind.rawValue.uppercased())
        }
    }
}
