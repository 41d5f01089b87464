import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectWire
import NIOConcurrencyHelpers

/// A recorded conversation as an agent had it with a server that gives the recorded answers.
struct ReplayedConversation {
    /// How the agent is asked.
    enum Way: String, CaseIterable {
        case run
        case stream
        /// Over a WebSocket, which Responses alone has.
        case webSocket
    }

    /// What the agent sent, request by request.
    var requests: [JSONValue] = []
    /// The history at the end.
    var messages: [Message] = []
    var ending: AgentResult.Ending?
    var failure: LanguageModelError?

    init(_ conversation: RecordedConversation, _ way: Way) async throws {
        let backend = ConversationBackend(conversation.turns.map(\.exchange.response))
        self = try await withSimulator(backend: backend, configuration: .init(recordsRequests: true)) { server in
            let provider = way == .webSocket ? conversation.webSocketProvider(at: server) : nil
            let models = conversation.turns.map { turn -> any LanguageModel in
                provider?.model(turn.exchange.requestedModel)
                    ?? conversation.dialect.model(for: turn.exchange, at: server)
            }
            let player = ConversationPlayer(conversation: conversation, models: models)
            var replayed = await player.play(streams: way != .run)
            await provider?.shutDown()
            replayed.requests = try server.receivedRequests.map { try JSONValue(parsing: $0.body) }
            return replayed
        }
    }

    fileprivate init() {}
}

/// Plays the app of a recorded conversation: an agent with the recorded tools, asked as often as somebody said
/// something.
private struct ConversationPlayer {
    let conversation: RecordedConversation
    let models: [any LanguageModel]

    private var turns: [RecordedConversation.Turn] { conversation.turns }

    init(conversation: RecordedConversation, models: [any LanguageModel]) {
        self.conversation = conversation
        self.models = models
    }

    func play(streams: Bool) async -> ReplayedConversation {
        var replayed = ReplayedConversation()
        replayed.messages = conversation.opening
        var count = 0
        while count < turns.count {
            let agent = agent(after: count)
            do {
                let result =
                    streams
                    ? try await agent.stream(replayed.messages).collect() : try await agent.run(replayed.messages)
                (replayed.messages, replayed.ending) = (result.messages, result.ending)
                count += result.steps.count
                // Nothing was asked: it would go on for ever.
                guard !result.steps.isEmpty else { break }
            } catch {
                let error = error as? AgentError
                replayed.ending = .failed
                replayed.failure = error?.underlying as? LanguageModelError
                if let error { replayed.messages = error.result.messages }
                break
            }
            if count < turns.count { replayed.messages += turns[count - 1].said }
        }
        return replayed
    }

    /// - Parameter offset: How many of the conversation's turns are over.
    private func agent(after offset: Int) -> Agent {
        let (turns, models, last) = (turns, models, turns.count - 1)
        let stop = StopCondition.when { state in
            let count = offset + state.steps.count
            return count > last || !turns[count - 1].said.isEmpty
        }
        var agent = Agent(
            name: "recorded", model: models[offset], instructions: conversation.instructions, stop: stop,
            limits: AgentLimits(steps: turns.count))
        let called = Set(turns.flatMap { $0.answer?.toolCalls.map(\.name) ?? [] })
        let isOpen = !conversation.openCalls.isEmpty
        agent.prepareStep = { plan in
            let index = min(offset + plan.index, last)
            let request = turns[index].request
            plan.model = models[index]
            plan.tools = ToolSet(
                request.tools.map { declaration -> any ToolSet.Element in
                    // What became of the calls that the recording ends with, nobody knows.
                    if index == last, isOpen { return declaration }
                    return Self.tool(declaration, called: called, turns: turns, offset: offset)
                })
            plan.toolChoice = request.toolChoice
            plan.outputFormat = request.outputFormat
            plan.options = request.options
            plan.providerOptions = request.providerOptions
        }
        return agent
    }

    /// A tool made of its recorded declaration, which gives the recorded results.
    private static func tool(
        _ declaration: ToolDeclaration, called: Set<String>, turns: [RecordedConversation.Turn], offset: Int
    ) -> any ToolSet.Element {
        let answer: @Sendable (JSONValue, ToolContext) async throws -> ToolOutput = { _, context in
            guard let output = turns[offset + context.step].outputs[context.callID] else {
                throw LanguageModelError(.misuse, "No result of the call \(context.callID) was recorded.")
            }
            return output
        }
        switch declaration {
        case .function(let function):
            return AnyTool(
                name: function.name, description: function.description ?? "", inputSchema: function.inputSchema,
                settings: ToolSettings(strict: function.strict, providerOptions: function.providerOptions), answer)
        case .provider(let tool): return called.contains(tool.name) ? AnyTool(tool, answer) : tool
        }
    }
}

/// Gives the recorded answers, one after the other.
private final class ConversationBackend: ReplayingBackend {
    private let replies: [RecordedReply]
    private let count = NIOLockedValueBox(0)

    init(_ replies: [RecordedReply]) { self.replies = replies }

    var acceptsUnknownResponses: Bool { true }

    func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply { .recorded(try next()) }
    func replay(_ request: ReceivedRequest) async throws -> RecordedReply { try next() }

    private func next() throws -> RecordedReply {
        let index = count.withLockedValue { count in
            count += 1
            return count - 1
        }
        guard index < replies.count else {
            throw LanguageModelError(
                .misuse, "The recorded conversation has \(replies.count) requests; this is one more.", httpStatus: 400)
        }
        return replies[index]
    }
}

extension RecordedConversation {
    /// A request that went over HTTP instead would prove nothing.
    fileprivate func webSocketProvider(at server: ResponsesServer) -> OpenAIProvider {
        let endpoint = ResponsesEndpoint(baseURL: server.baseURL, dialect: turns[0].exchange.dialect)
        return OpenAIProvider(.init(endpoint: endpoint)).withWebSocket(.init(fallback: .never))
    }
}
