import ArgumentParser
import Dialect
import DialectOpenAI
import Foundation

/// Tries a server of the Responses API over both transports.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try how a server of the Responses API gets on with this library, over HTTP and WebSocket.",
        discussion: """
            Holds short conversations and says of each thing whether it works; the last line counts. The key comes \
            from OPENAI_API_KEY, and may be missing.
            """)

    @Option(help: "The server, such as http://localhost:8080/v1.")
    var baseURL: String

    @Option(help: "The server's name for the model.")
    var model: String

    @Option(help: "A model that the server does not have, to see how it refuses.")
    var missingModel: String?

    @Option(help: "How many turns a conversation has.")
    var turns = 3

    @Option(help: "How many tokens an answer may have.")
    var maxOutputTokens = 16

    @Option(help: "A file with a certificate, as PEM, to trust beside the system's.")
    var trust: String?

    func validate() throws {
        guard (2...1000).contains(turns) else { throw ValidationError("--turns reads 2 to 1000.") }
    }

    func run() async throws {
        var report = CheckReport()
        await checkHTTP(try provider(), &report)
        let webSocket = try provider().withWebSocket()
        await checkWebSocket(webSocket, &report)
        await webSocket.shutDown()
        Terminal.line("\(report.passed) passed, \(report.failed) failed")
        if report.failed > 0 { throw ExitCode.failure }
    }

    private func provider() throws -> OpenAIProvider {
        var configuration = try ChatProvider.named("openai").make(baseURL: baseURL).configuration
        if let trust {
            configuration.security.additionalTrustRoots = [try String(contentsOfFile: trust, encoding: .utf8)]
        }
        return OpenAIProvider(configuration)
    }

    private func conversation(_ provider: OpenAIProvider, _ name: String? = nil) -> CheckConversation {
        CheckConversation(model: provider.model(name ?? model), maximumOutputTokens: maxOutputTokens)
    }

    private func checkHTTP(_ provider: OpenAIProvider, _ report: inout CheckReport) async {
        let conversation = conversation(provider)
        await report.check("HTTP: a conversation of \(turns) turns") { try await conversation.hold(turns: turns) }
        await report.check("HTTP: three conversations at once") { try await conversation.holdAtOnce(3) }
        await checkRefusal("HTTP", provider, &report)
    }

    private func checkRefusal(_ transport: String, _ provider: OpenAIProvider, _ report: inout CheckReport) async {
        guard let missingModel else { return }
        let conversation = conversation(provider, missingModel)
        await report.check("\(transport): a missing model is an error with a message") {
            try await conversation.beRefused()
        }
    }

    private func checkWebSocket(_ provider: OpenAIProvider, _ report: inout CheckReport) async {
        guard let transport = provider.wsTransport else { return }
        let conversation = conversation(provider)
        var continued = 0
        await report.check("WebSocket: a conversation of \(turns) turns") {
            continued = try await conversation.hold(turns: turns)
        }
        let first = transport.statistics
        await report.check("WebSocket: no turn fell back to HTTP") {
            try expect(first.requests - first.replays, turns, "requests over a WebSocket")
            try expect(first.fallbacks, 0, "requests over HTTP")
        }
        await report.check("WebSocket: one connection served all turns") {
            try expect(first.connectionsOpened, 1, "connections")
        }
        await report.check("WebSocket: each further turn sent only what was new") {
            guard continued > 0 else {
                throw CheckFailure("every answer was cut short, and none can be continued; allow more tokens")
            }
            try expect(first.incrementalRequests, continued, "requests that continued the one before")
            try expect(first.replays, 0, "requests that had to be sent again in full")
        }
        await report.check("WebSocket: what a warm-up sent is not lost") {
            try await self.conversation(try self.provider()).warmUp(provider.model(model))
        }
        await report.check("WebSocket: three conversations at once") { try await conversation.holdAtOnce(3) }
        await report.check("WebSocket: an answer that is not read to its end disturbs none that follows") {
            try await conversation.leaveEarly()
        }
        // On connections of its own: some gateways tie a connection to the model of its first request.
        let stranger = provider.withWebSocket()
        await checkRefusal("WebSocket", stranger, &report)
        await stranger.shutDown()
        await report.check("WebSocket: a conversation after all that, still without HTTP") {
            try await conversation.hold(turns: 2)
            try expect(transport.statistics.fallbacks, 0, "requests over HTTP")
        }
    }
}
