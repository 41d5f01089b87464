import ArgumentParser
import Dialect
import DialectSimulator
import Foundation
import UnixSignals

/// Runs the simulator alone, for clients in any language.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the Responses API from a script, over HTTP and WebSocket, and every other provider's API.",
        discussion: """
            The first line of output is the base URL. The path of a request decides its dialect: …/responses, \
            …/chat/completions, …/messages, …/models/<model>:generateContent, /model/<id>/converse, /v2/chat. \
            Ends with Ctrl-C or SIGTERM.

            \(BuiltInScript.explanation)

            A script is a JSON file: {"turns": [{"prompt": "weather", "steps": [{"toolCall": {"name": "forecast", \
            "arguments": {"city": "Ghent"}}}]}, {"after": "forecast", "steps": [{"text": "It says: {result}"}]}, \
            {"steps": [{"text": "You said: {prompt}"}]}]}. The first turn that fits a request answers it. Steps are \
            text, reasoning, toolCall, pauseMilliseconds, error (with code, message, status) and finish.
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any that is free.")
    var port = 0

    @Option(help: "A file that says how to answer; without one the built-in script does.")
    var script: String?

    @Option(name: .customLong("model"), help: "A model that there is; may be repeated. Without, any name will do.")
    var models: [String] = []

    @Option(help: "The key that clients must send; without, everyone is let in.")
    var apiKey: String?

    @Option(help: "A file with the certificate, and those that vouch for it, as PEM. Serves TLS.")
    var tlsCert: String?

    @Option(help: "A file with the certificate's private key, as PEM.")
    var tlsKey: String?

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port reads 0 to 65535.") }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together.")
        }
    }

    func run() async throws {
        let backend = NamedModelsBackend(try model(), names: Set(models))
        let configuration = ResponsesServer.Configuration(host: host, port: port, tls: try tls(), apiKey: apiKey)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withSimulator(backend: backend, configuration: configuration) { simulator in
            Terminal.line(simulator.baseURL)
            for await _ in signals { return }
        }
    }

    private func model() throws -> ScriptedModel {
        let id = ModelID(provider: "simulator", model: models.first ?? "simulated")
        guard let script else { return ScriptedModel(id: id) { BuiltInScript.turn(for: $0) } }
        let file = try ScriptFile(json: try Data(contentsOf: URL(fileURLWithPath: script)))
        return ScriptedModel(id: id) { try file.turn(for: $0) }
    }

    private func tls() throws -> ResponsesServer.TLS? {
        guard let tlsCert, let tlsKey else { return nil }
        return ResponsesServer.TLS(
            certificateChain: try String(contentsOfFile: tlsCert, encoding: .utf8),
            privateKey: try String(contentsOfFile: tlsKey, encoding: .utf8))
    }
}
