import ArgumentParser
import Dialect
import DialectOpenAI
import DialectSimulator

/// Shows a tool-calling conversation over both transports, without a key and without a network.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run a conversation over SSE and over WebSocket, against a simulator on this machine.",
        discussion: "Needs neither a key nor a network. Ends with a table that shows what the WebSocket saves.")

    @Flag(help: "Do not slow the answers down to a pace at which people read.")
    var fast = false

    func run() async throws {
        Terminal.line("A simulated model plans a weekend. It answers the way OpenAI's Responses API does.")
        let sse = try await play(over: "SSE") { $0 }
        let webSocket = try await play(over: "WebSocket") { $0.withWebSocket() }

        Terminal.line()
        Terminal.line(DemoTable([sse, webSocket]).text)
        guard sse.transcript == webSocket.transcript else {
            throw DemoFailure("the two transports gave different conversations")
        }
        guard webSocket.bytesSent < sse.bytesSent, webSocket.connections == 1 else {
            throw DemoFailure("the WebSocket saved nothing")
        }
        let saved = 100 - webSocket.bytesSent * 100 / max(sse.bytesSent, 1)
        Terminal.line(
            "Both gave the same conversation. The WebSocket sent \(saved) % less: once the server knows the "
                + "history, only what is new travels.")
        try await playLanes()
        Terminal.line("demo: ok")
    }

    /// What only a WebSocket can do.
    private func playLanes() async throws {
        Terminal.line("\n── several responses on one WebSocket " + String(repeating: "─", count: 30))
        let model = DemoScript.laneModel(delay: fast ? nil : .milliseconds(12))
        try await withSimulator(model) { simulator in
            let provider = OpenAIProvider(apiKey: "no-key-needed", baseURL: simulator.baseURL).withWebSocket()
            try await DemoLanes(provider: provider, simulator: simulator).play()
            await provider.shutDown()
        }
        Terminal.line()
    }

    /// Plays the whole conversation over one transport, against a server of its own.
    private func play(
        over name: String, configure: (OpenAIProvider) -> OpenAIProvider
    ) async throws -> DemoRun {
        Terminal.line("\n── over \(name) " + String(repeating: "─", count: 60 - name.count))
        let model = DemoScript.model(delay: fast ? nil : .milliseconds(12))
        return try await withSimulator(model) { simulator in
            let provider = configure(OpenAIProvider(apiKey: "no-key-needed", baseURL: simulator.baseURL))
            var run = try await DemoConversation(model: provider.model("simulated")).play(named: name)
            let statistics = simulator.statistics
            run.bytesSent = statistics.bytesReceived
            run.connections = statistics.connections
            await provider.shutDown()
            return run
        }
    }
}

/// The demo did not show what it should.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ reason: String) { description = "demo: failed: \(reason)" }
}
