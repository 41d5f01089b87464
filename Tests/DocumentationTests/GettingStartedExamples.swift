import DialectOpenAI
import DialectSimulator
import Foundation

/// The code of the README and the guides, as it is printed there. That it compiles is the point; some of it runs.
enum GettingStartedExamples {
    static func readme(key: String) async throws {
        let model = OpenAIProvider(apiKey: key).withWebSocket().model("gpt-5.5")

        for try await text in model.stream("Why is the sky blue?").text {
            print(text, terminator: "")
        }
    }

    static func model(key: String) async throws {
        let provider = OpenAIProvider(apiKey: key)
        let model = provider.model("gpt-5.5")
        let answer = try await model.generate("Why is the sky blue?")
        print(answer.text)
    }

    static func streaming(_ model: some LanguageModel) async throws {
        for try await part in model.stream("Tell me a story.") {
            switch part {
            case .reasoningDelta(_, let text): print(text, terminator: "")
            case .textDelta(_, let text): print(text, terminator: "")
            case .source(let source): print("[\(source.title ?? source.url ?? "")]")
            case .finish(let reason, let usage, _): print("\n\(reason), \(usage.total ?? 0) tokens")
            default: break
            }
        }
    }

    static func tools(
        _ model: some LanguageModel, lookUp: (_ city: String) async throws -> String
    ) async throws -> ModelRequest {
        func weather(in city: String) async throws -> String { try await lookUp(city) }
        var request = ModelRequest(
            messages: [.system("Answer in one sentence."), .user("What is the weather in Ghent?")],
            tools: [
                .function(
                    FunctionTool(
                        name: "weather", description: "The weather in a city.",
                        inputSchema: [
                            "type": "object", "properties": ["city": ["type": "string"]], "required": ["city"],
                        ]))
            ])
        while true {
            let response = try await model.generate(request)
            request.messages.append(response.message)
            guard !response.toolCalls.isEmpty else { break }
            var results: [ToolResult] = []
            for call in response.toolCalls {
                let city = try call.argumentsJSON["city"]?.stringValue ?? "nowhere"
                results.append(ToolResult(for: call, output: .text(try await weather(in: city))))
            }
            request.messages.append(.tool(results))
        }
        return request
    }

    static func webSocket(key: String, _ request: ModelRequest) async throws {
        let model = OpenAIProvider(apiKey: key).withWebSocket().model("gpt-5.5")
        try await model.warmUp(request)
    }

    static func commonSettings(_ request: inout ModelRequest, picture: Data) {
        request.options.maxOutputTokens = 2_000
        request.options.temperature = 0.2
        request.options.stopSequences = ["THE END"]
        request.toolChoice = .required
        request.deadline = .now + .seconds(60)

        request.messages.append(
            .user([
                .text("What is on this picture?"),
                .image(Media(data: picture, mediaType: "image/jpeg")),
            ]))
    }

    static func settings(_ request: inout ModelRequest) {
        request.options.reasoningEffort = .low
        request.providerOptions[OpenAI.self].serviceTier = .flex
        request.providerOptions[OpenAI.self].reasoningSummary = .auto
        request.tools.append(OpenAI.webSearch(contextSize: "low"))
    }

    static func schema(_ model: some LanguageModel, _ request: inout ModelRequest) async throws -> JSONValue {
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(
                name: "city",
                schema: [
                    "type": "object", "properties": ["name": ["type": "string"], "people": ["type": "integer"]],
                    "required": ["name", "people"], "additionalProperties": false,
                ]))
        let city = try JSONValue(parsing: try await model.generate(request).text)
        return city
    }

    static func failure(_ model: some LanguageModel, _ request: ModelRequest) async throws {
        do {
            print(try await model.generate(request).text)
        } catch let error as LanguageModelError {
            switch error.code {
            case .rateLimited: print("Wait for \(error.retryAfter ?? .seconds(1)).")
            case .contextLengthExceeded: print("Too long: \(error.message)")
            default: print(error)
            }
        }
    }

    static func simulator() async throws {
        let scripted = ScriptedModel(["Hello!", [.toolCall("weather", arguments: #"{"city":"Ghent"}"#)]])
        try await withSimulator(scripted) { simulator in
            let provider = OpenAIProvider(apiKey: "any", baseURL: simulator.baseURL).withWebSocket()
            let answer = try await provider.model("any").generate("Hi.")
            print(answer.text, simulator.statistics.requests)
        }
    }
}
