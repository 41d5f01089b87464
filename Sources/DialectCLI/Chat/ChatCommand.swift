import ArgumentParser
import Dialect
import DialectMCP
import Foundation
import UnixSignals

/// A chat with a real model.
struct ChatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Chat with a model that may use tools; the key comes from the environment.",
        discussion: """
            Without a prompt every line of the input is a turn, typed or piped; lines that begin with / are commands, \
            which /help lists. With a prompt that alone is answered, and what is piped in is added to it. Answers go \
            to the standard output, all else to the standard error. Ctrl-C ends a turn; without one, pressed twice, \
            it leaves, as does Ctrl-D.
            """)

    enum Transport: String, ExpressibleByArgument, CaseIterable {
        case websocket, sse
    }

    @Argument(help: "What to ask; without, lines are read.")
    var prompt: String?

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

    @Option(name: .customLong("tool"), help: "A built-in tool to offer; may be repeated. Without, all are.")
    var tools: [BuiltInTool] = []

    @Flag(help: "Offer none of the built-in tools.")
    var noTools = false

    @Option(
        name: .customLong("mcp"),
        help: "An MCP server whose tools to offer: a command with its arguments, or an address; may be repeated.")
    var servers: [String] = []

    @Option(
        name: .customLong("approve"),
        help:
            "A tool whose calls are run without asking; may be repeated. Where nobody can be asked, others are denied.")
    var approved: [String] = []

    @Flag(help: "Run all calls of tools without asking.")
    var approveAll = false

    /// The longest text that is read from a pipe, in bytes.
    private static let longestInput = 16 << 20

    func validate() throws {
        guard !noTools || tools.isEmpty else { throw ValidationError("--tool and --no-tools contradict each other.") }
    }

    func run() async throws {
        let id = try modelID()
        let environment = ProcessInfo.processInfo.environment
        let models = ChatModels(
            environment: environment, baseURLs: baseURL.map { [id.provider: $0] } ?? [:],
            overWebSocket: transport.map { [id.provider: $0 == .websocket] } ?? [:])
        let choice = try models.choice(id)
        let question = try await question()
        let servers = try servers.map { try MCPAddress($0).server() }
        let screen = Screen(
            input: StandardInput(), isInteractive: Terminal.isTerminal(.input) && Terminal.isTerminal(.error),
            environment: environment)
        let ending = try await withMCPClients(servers) { clients in
            let tools = ChatTools(
                noTools ? [] : self.tools.isEmpty ? BuiltInTool.allCases : self.tools,
                in: try ConfinedFolder(FileManager.default.currentDirectoryPath), servers: clients)
            let setup = ChatSession.Setup(
                screen: screen, models: models, tools: tools,
                approver: Approver(screen: screen, allowed: Set(approved), allowsAll: approveAll),
                interruption: Interruption(screen: screen), system: system)
            return await Self.chat(ChatSession(setup, model: choice), question)
        }
        await models.shutDown()
        switch ending {
        case .done: return
        case .failed: throw ExitCode.failure
        // The shell's way to say that a program was ended by SIGINT.
        case .interrupted: throw ExitCode(130)
        }
    }

    /// Runs a session, during which Ctrl-C ends turns and not the program.
    private static func chat(_ session: ChatSession, _ question: String?) async -> ChatSession.Ending {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        return await withTaskGroup(of: Void.self) { group in
            let interruption = session.setup.interruption
            group.addTask {
                for await _ in signals { interruption.receive() }
            }
            defer { group.cancelAll() }
            var session = session
            if let question { return await session.run(question) }
            return await session.run()
        }
    }

    /// What alone is to be answered; nil if lines are read.
    private func question() async throws -> String? {
        guard let prompt else { return nil }
        guard !Terminal.isTerminal(.input) else { return prompt }
        let text = try await StandardInput.all(limit: Self.longestInput)
        return text.isEmpty ? prompt : "\(prompt)\n\n\(text)"
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

extension BuiltInTool: ExpressibleByArgument {}
