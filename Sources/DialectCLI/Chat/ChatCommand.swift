import ArgumentParser
import Dialect
import Foundation

/// An interactive chat with a real model.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Chat with a model; the key comes from the environment.",
        discussion: "Ctrl-C stops the answer, a second Ctrl-C leaves, as does Ctrl-D.")

    enum Transport: String, ExpressibleByArgument, CaseIterable {
        case websocket, sse
    }

    @Option(
        help: ArgumentHelp(
            "The provider; without, the part of --model before its first slash.",
            discussion: "Known are \(ChatProvider.all.map(\.name).joined(separator: ", "))."))
    var provider: String?

    @Option(help: "The provider's name for the model; provider/model where --provider is left out (\(Self.usual)).")
    var model: String?

    @Option(help: "How requests travel; without, over a WebSocket where the provider has one.")
    var transport: Transport?

    @Option(help: "Another server that speaks the same API, such as http://localhost:8080/v1.")
    var baseURL: String?

    @Option(help: "Instructions for the model.")
    var system: String?

    func run() async throws {
        let id = try modelID()
        let connection = try ChatProvider.named(id.provider).connection(
            baseURL: baseURL, overWebSocket: transport.map { $0 == .websocket },
            environment: ProcessInfo.processInfo.environment)
        await ChatSession(model: connection.model(id.model), system: system).run()
        await connection.shutDown()
    }

    private static let usual = ModelID(provider: "openai", model: "gpt-5.5")

    /// Who is asked for which model.
    func modelID() throws -> ModelID {
        guard let model else {
            guard let provider else { return Self.usual }
            throw ValidationError("--model names one of \(provider)'s models.")
        }
        if let provider { return ModelID(provider: provider, model: model) }
        guard let id = ModelID(model) else {
            throw ValidationError("--model reads provider/model, such as \(Self.usual); found \"\(model)\".")
        }
        return id
    }
}
