import ArgumentParser
import Dialect
import DialectOpenAI

/// An interactive chat with a real model.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Chat with a model; the key comes from the environment.",
        discussion: "Ctrl-C stops the answer, a second Ctrl-C leaves, as does Ctrl-D.")

    enum Transport: String, ExpressibleByArgument, CaseIterable {
        case websocket, sse
    }

    @Option(help: "The provider and its name for the model.")
    var model = "openai/gpt-5.5"

    @Option(help: "How requests travel.")
    var transport = Transport.websocket

    @Option(help: "Another server that speaks the same API, such as http://localhost:8080/v1.")
    var baseURL: String?

    @Option(help: "Instructions for the model.")
    var system: String?

    func run() async throws {
        guard let id = ModelID(model) else {
            throw ValidationError("--model reads provider/model, such as openai/gpt-5.5; found \"\(model)\".")
        }
        let provider = try ChatProvider.named(id.provider).make(baseURL: baseURL)
        let chosen = transport == .websocket ? provider.withWebSocket() : provider
        await ChatSession(model: chosen.model(id.model), system: system).run()
        await chosen.shutDown()
    }
}
