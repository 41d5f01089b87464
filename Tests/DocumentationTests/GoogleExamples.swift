import DialectGoogle
import Foundation

/// The code of the guide to Google's models, as it is printed there. That it compiles is the point.
enum GoogleExamples {
    static func thinking(key: String) async throws {
        let model = GoogleProvider(apiKey: key).model("gemini-2.5-flash")

        var request: ModelRequest = "Which is older, the Pantheon or the Colosseum?"
        request.options.reasoningEffort = .low
        request.providerOptions[Google.self].includeThoughts = true
        let answer = try await model.generate(request)
        print(answer.reasoning, answer.text)
    }

    static func vertex(keyFile: URL) async throws {
        let cloud = GoogleProvider.vertex(
            project: "my-project", location: "europe-west4", credentials: try .serviceAccount(file: keyFile))
        let gemini = cloud.model("gemini-2.5-pro")
        let claude = cloud.claude("claude-sonnet-4-5@20250929")
        for model in [gemini, claude] as [any LanguageModel] {
            print(try await model.generate("Why is the sky blue?").text)
        }
    }

    static func grounding(_ model: GoogleModel) async throws {
        var request: ModelRequest = "Who won the last Tour de France?"
        request.tools = [Google.googleSearch(), Google.urlContext()]
        let answer = try await model.generate(request)
        for source in answer.sources { print(source.title ?? "", source.url ?? "") }
        let shown = answer.metadata.provider[Google.self].groundingMetadata?["searchEntryPoint"]
        print(shown?["renderedContent"]?.stringValue ?? "")
    }

    static func safety(_ model: GoogleModel, _ request: inout ModelRequest) async throws {
        request.providerOptions[Google.self].safetySettings = [
            .init(category: "HARM_CATEGORY_DANGEROUS_CONTENT", threshold: "BLOCK_ONLY_HIGH")
        ]
        let answer = try await model.generate(request)
        if answer.finishReason.kind == .contentFilter {
            print(answer.finishReason.raw ?? "", answer.metadata.provider[Google.self].promptFeedback ?? "no feedback")
        }
    }

    static func files(_ model: GoogleModel, pdf: Data) async throws {
        var film = Media(.url("https://www.youtube.com/watch?v=aqz-KE-bpKQ"), mediaType: "video/mp4")
        film.metadata[Google.self].part = ["videoMetadata": ["fps": 1]]
        let request = ModelRequest(messages: [
            .user([
                .file(Media(data: pdf, mediaType: "application/pdf")), .file(film),
                .image(Media(.fileID("files/abc123"), mediaType: "image/png")), "What have they in common?",
            ])
        ])
        print(try await model.countTokens(request))
    }

    static func embeddings(_ provider: GoogleProvider) async throws {
        let model = provider.embeddingModel("gemini-embedding-001")
        let response = try await model.embed(["A text.", "Another."], as: .document, dimensions: 768)
        print(response.vectors.count)
    }
}
