import DialectOpenAI
import Foundation
import Measuring

/// `streams PORT COUNT EVENTS` or `cancel PORT TRIALS LOAD`
@main
enum LoadClient {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 5, let port = Int(words[2]), let first = Int(words[3]), let second = Int(words[4]) else {
            ThisProcess.fail("usage: LoadClient streams PORT COUNT EVENTS | LoadClient cancel PORT TRIALS LOAD")
        }
        switch words[1] {
        case "streams": try await Streams(port: port, count: first, events: second).run()
        case "cancel": try await Cancellations(port: port, trials: first, load: second).run()
        default: ThisProcess.fail("unknown mode \(words[1])")
        }
    }

    static func provider(port: Int, connections: Int, lanes: ResponsesEndpoint.Lanes?) -> OpenAIProvider {
        var endpoint = ResponsesEndpoint.openAI(apiKey: "none", baseURL: "http://127.0.0.1:\(port)/v1")
        endpoint.lanes = lanes
        // The model's name tells the server how long a stream is: it must not be what parts connections.
        endpoint.mixesModels = true
        return OpenAIProvider(OpenAIProvider.Configuration(endpoint: endpoint)).withWebSocket(
            ResponsesWebSocketTransport.Options(
                fallback: .never, maximumConnectionsPerScope: connections, maximumConnections: connections))
    }
}
