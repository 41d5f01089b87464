import Dialect
import DialectAnthropic
import DialectAzure
import DialectBedrock
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible

/// One program for every provider: the id of a model, from the configuration of an app, decides who answers.
enum SwapModelsExamples {
    enum UnknownProvider: Error { case named(String) }

    /// - Parameters:
    ///   - id: Such as `openai/gpt-5.5`.
    ///   - key: The provider's own.
    ///   - root: Another place than the provider's, such as a gateway.
    static func model(_ id: ModelID, key: String, at root: String) throws -> any LanguageModel {
        switch id.provider {
        case "openai": OpenAIProvider(apiKey: key, baseURL: root + "/v1").model(id.model)
        case "openai-chat": OpenAIProvider(apiKey: key, baseURL: root + "/v1").chatModel(id.model)
        case "anthropic": AnthropicProvider(apiKey: key, baseURL: root + "/v1").model(id.model)
        case "bedrock":
            BedrockProvider(.init(region: "eu-central-1", authorization: .apiKey(key), baseURL: root)).model(id.model)
        case "cohere": CohereProvider(.init(apiKey: key, baseURL: root)).model(id.model)
        case "google": GoogleProvider(apiKey: key, baseURL: root + "/v1beta").model(id.model)
        case "vertex": vertex(key, at: root).model(id.model)
        case "vertex-claude": vertex(key, at: root).claude(id.model)
        case "azure": AzureProvider(AzureEndpoint(baseURL: root, headers: ["api-key": key])).model(id.model)
        case "xai-responses":
            OpenAIProvider(.init(endpoint: .xAI(apiKey: key, baseURL: root + "/v1"))).model(id.model)
        default: try vendor(id.provider, key: key, at: root + "/v1").model(id.model)
        }
    }

    static func vertex(_ token: String, at root: String) -> GoogleProvider {
        let place = GoogleEndpoint.vertex(
            project: "my-project", credentials: .token { token }, baseURL: root + "/v1beta1")
        return GoogleProvider(.init(endpoint: place))
    }

    static func vendor(_ name: String, key: String, at place: String) throws -> OpenAICompatibleProvider {
        guard let profile = CompatibleProfile.known.first(where: { $0.dialect.provider == name }) else {
            throw UnknownProvider.named(name)
        }
        return OpenAICompatibleProvider(profile: profile.at(place), apiKey: key)
    }

    static func trip(with model: any LanguageModel, sayAloud: (String) -> Void) async throws -> ModelRequest {
        var request = ModelRequest(
            messages: [.system("Answer in one sentence."), .user("Where is it dry: Ghent or Paris?")],
            tools: [
                .function(
                    FunctionTool(
                        name: "weather", description: "The weather in a city.",
                        inputSchema: [
                            "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
                        ]))
            ])
        while true {
            var collector = ResponseCollector()
            for try await part in model.stream(request) {
                if case .textDelta(_, let text) = part { sayAloud(text) }
                collector.append(part)
            }
            let response = try collector.response()
            request.messages.append(response.message)
            guard !response.toolCalls.isEmpty else { return request }
            var results: [ToolResult] = []
            for call in response.toolCalls {
                let city = try call.argumentsJSON["city"]?.stringValue
                results.append(ToolResult(for: call, output: city == "Paris" ? "sun" : "rain"))
            }
            request.messages.append(.tool(results))
        }
    }

    static func summary(of request: ModelRequest, by model: any LanguageModel) async throws -> String {
        var request = request
        request.messages.append(.user("Say it in one word."))
        return try await model.generate(request).text
    }
}
