import Dialect
import DialectMCP
import DialectSimulator

@testable import DialectCLI

/// A chat as a person, or a pipe, sees it: with a simulator in the place of every provider.
struct ChatProbe {
    /// What is typed.
    var lines: [Lines.Item]
    /// Whether a person is there.
    var isInteractive = true
    var look = ScreenState.Look()
    var tools: [BuiltInTool] = []
    var servers: [MCPClient] = []
    var folder: TemporaryFolder?
    var approved: Set<String> = []
    var approvesAll = false
    var system: String?
    var model = ModelID(provider: "openai-chat", model: "m")
    /// Called with each write, at once.
    var onWrite: (@Sendable (ScreenState.Write, Interruption) -> Void)?

    init(_ lines: Lines.Item...) { self.lines = lines }

    /// What became of it.
    struct Played: Sendable {
        let ending: ChatSession.Ending
        let conversation: Conversation
        let writes: [ScreenState.Write]
        /// Lines that nobody asked for.
        let unread: Int

        /// What went to the standard output.
        var answers: String { text(.answers) }
        /// What went to the standard error.
        var notes: String { text(.notes) }

        private func text(_ channel: ScreenState.Channel) -> String {
            writes.filter { $0.channel == channel }.map(\.text).joined()
        }
    }

    /// Plays all lines.
    ///
    /// - Parameter script: What every provider answers.
    func play(_ script: some LanguageModel, question: String? = nil) async throws -> Played {
        let folder = try folder ?? TemporaryFolder()
        return try await withSimulator(script) { simulator in
            let root = String(simulator.baseURL.dropLast("/v1".count))
            let models = ChatModels(
                environment: [:],
                baseURLs: [
                    "openai": "\(root)/v1", "openai-chat": "\(root)/v1", "anthropic": "\(root)/v1",
                    "google": "\(root)/v1beta", "cohere": root, "openrouter": "\(root)/v1",
                ])
            let writes = LockedValue<[ScreenState.Write]>([])
            let input = Lines(lines)
            let hook = LockedValue<Interruption?>(nil)
            let screen = Screen(look, input: input, isInteractive: isInteractive) { write in
                writes.withLock { $0.append(write) }
                if let interruption = hook.withLock({ $0 }) { onWrite?(write, interruption) }
            }
            let interruption = Interruption(screen: screen)
            hook.withLock { $0 = interruption }
            input.attach(interruption)
            let setup = ChatSession.Setup(
                screen: screen, models: models,
                tools: ChatTools(tools, in: try ConfinedFolder(folder.path), servers: servers),
                approver: Approver(screen: screen, allowed: approved, allowsAll: approvesAll),
                interruption: interruption, system: system)
            var session = ChatSession(setup, model: try models.choice(model))
            let ending = if let question { await session.run(question) } else { await session.run() }
            await models.shutDown()
            return Played(
                ending: ending, conversation: session.conversation, writes: writes.withLock { $0 },
                unread: input.rest)
        }
    }
}

extension ModelRequest {
    /// What the model is told of its calls.
    var results: [ToolOutput] {
        messages.flatMap(\.content).compactMap { if case .toolResult(let result) = $0 { result.output } else { nil } }
    }
}
