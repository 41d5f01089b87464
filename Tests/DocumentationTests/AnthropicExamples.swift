import DialectAnthropic
import Foundation

/// The code of the guide to Claude, as it is printed there. That it compiles is the point.
enum AnthropicExamples {
    static func thinking(key: String) async throws {
        let model = AnthropicProvider(apiKey: key).model("claude-sonnet-4-6")

        var request: ModelRequest = "Which is older, the Pantheon or the Colosseum?"
        request.options.reasoningEffort = .low
        let answer = try await model.generate(request)
        print(answer.reasoning, answer.text)
    }

    static func caching(_ manual: String, _ request: inout ModelRequest) {
        request.providerOptions[Anthropic.self].cacheControl = .fiveMinutes
        request.messages.insert(
            Message(role: .system, content: [Anthropic.cached(.text(manual), .oneHour)]), at: 0)
    }

    static func tools(_ model: AnthropicModel, _ request: inout ModelRequest) async throws {
        request.tools = [
            Anthropic.webSearch(maxUses: 3),
            Anthropic.mcp(name: "wiki", url: "https://wiki.example/mcp", allowedTools: ["ask"]),
        ]
        var answer = try await model.generate(request)
        while answer.finishReason.kind == .paused {
            request.messages.append(answer.message)
            answer = try await model.generate(request)
        }
    }

    static func documents(_ model: AnthropicModel, pdf: Data) async throws {
        let report = Anthropic.document(
            Media(data: pdf, mediaType: "application/pdf"), title: "Annual report", citations: true)
        let answer = try await model.generate(ModelRequest(messages: [.user([report, "What was the turnover?"])]))
        for source in answer.sources { print(source.title ?? "", source.metadata[Anthropic.self].citation ?? [:]) }
    }
}
