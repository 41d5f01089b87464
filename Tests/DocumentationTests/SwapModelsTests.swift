import Dialect
import DialectOpenAICompatible
import DialectSimulator
import TestSupport
import Testing

/// The same program for every provider, against one simulator.
@Suite("Swapping models", .throttled)
struct SwapModelsTests {
    static let ids =
        [
            "openai/gpt-5.5", "openai-chat/gpt-4.1", "anthropic/claude-sonnet-4-5",
            "bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "cohere/command-a-03-2025",
            "google/gemini-2.5-flash", "vertex/gemini-2.5-flash", "vertex-claude/claude-sonnet-4-5@20250929",
            "azure/my-deployment", "xai-responses/grok-4.20",
        ] + CompatibleProfile.known.map { "\($0.dialect.provider)/their-model" }

    @Test("changes one string of a program, and nothing that it gets", arguments: ids)
    func sameProgram(_ name: String) async throws {
        let provider = try #require(ModelID(name)).provider
        var spoken = ""
        let configuration = ResponsesServer.Configuration(apiKey: "right", recordsRequests: true)
        let (request, word, path) = try await withSimulator(Self.forecaster, configuration: configuration) { server in
            let id = try #require(ModelID(name))
            let model = try SwapModelsExamples.model(id, key: "right", at: "http://127.0.0.1:\(server.port)")
            let request = try await SwapModelsExamples.trip(with: model) { spoken += $0 }
            let word = try await SwapModelsExamples.summary(of: request, by: model)
            return (request, word, server.receivedRequests.first?.path)
        }
        #expect(request.messages.map(\.role) == [.system, .user, .assistant, .tool, .assistant])
        #expect(spoken == "I look it up. Dry: Paris.")
        #expect(request.messages.last?.text == "Dry: Paris.")
        #expect(word == "Paris")
        // Each provider has spoken its own dialect.
        #expect(path == Self.paths[provider] ?? "/v1/chat/completions")
    }

    @Test("does not take a provider that nobody knows for another")
    func unknown() throws {
        let id = try #require(ModelID("nobody/model"))
        #expect(throws: SwapModelsExamples.UnknownProvider.self) {
            try SwapModelsExamples.model(id, key: "right", at: "http://127.0.0.1:1")
        }
    }

    /// Where the vendors of OpenAI's dialect are not.
    private static let paths = [
        "openai": "/v1/responses", "xai-responses": "/v1/responses", "anthropic": "/v1/messages",
        "bedrock": "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream", "cohere": "/v2/chat",
        "google": "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        "vertex": "\(vertex)/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
        "vertex-claude": "\(vertex)/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict",
        "azure": "/openai/v1/chat/completions",
    ]
    private static let vertex = "/v1beta1/projects/my-project/locations/global/publishers"

    /// Reacts to what it is told, as a model does: it asks for the weather in the cities of the question, and answers
    /// from the results.
    private static let forecaster = ScriptedModel { request in
        let question = request.messages.last { $0.role == .user }?.text ?? ""
        let answers = request.messages.last { $0.role == .tool }?.content ?? []
        var dry: [String] = []
        for case .toolResult(let result) in answers where result.output == "sun" {
            dry += request.messages.flatMap(\.content).compactMap { part in
                guard case .toolCall(let call) = part, call.id == result.callID else { return nil }
                return (try? call.argumentsJSON)?["city"]?.stringValue
            }
        }
        if question == "Say it in one word." { return ScriptedTurn([.text(dry.joined())]) }
        if !answers.isEmpty { return ScriptedTurn([.text("Dry: \(dry.joined()).")]) }
        let cities = ["Ghent", "Paris"].filter { question.contains($0) }
        return ScriptedTurn(
            [.text("I look it up. ")]
                + cities.map {
                    ScriptedTurn.Step.toolCall("weather", arguments: JSONValue.object(["city": .string($0)]).jsonText)
                })
    }
}
