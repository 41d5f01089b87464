import Dialect
import DialectServer
import DialectSimulator
import Foundation
import Measuring

/// `CERTIFICATE KEY WARMUPS COUNT DELAY READING PROTOCOLS`: as many simulators as loops will be run, so that each loop
/// begins without connections: those for warming up without delays, then the others, all with the same network delay in
/// milliseconds and the same time to read a byte in nanoseconds; `h1` or `h2`.
///
/// Prints their ports, the first one's behind a relay that counts. A line on standard input asks for what happened.
@main
enum LoopServer {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 8, let warmUps = Int(words[3]), let count = Int(words[4]), let delay = Int(words[5]),
            let reading = Int(words[6])
        else { ThisProcess.fail("usage: LoopServer CERTIFICATE KEY WARMUPS COUNT DELAY_MS READING_NS h1|h2") }
        var configuration = ResponsesServer.Configuration(
            tls: ResponsesServer.TLS(
                certificateChain: try String(contentsOfFile: words[1], encoding: .utf8),
                privateKey: try String(contentsOfFile: words[2], encoding: .utf8)),
            recordsRequests: true)
        configuration.http2 = words[7] == "h2"
        var far = configuration
        far.recordsRequests = false
        far.networkDelay = .milliseconds(delay)
        far.readingTimePerByte = .nanoseconds(reading)
        try await start(Array(repeating: configuration, count: warmUps) + Array(repeating: far, count: count), [])
    }

    private static func start(
        _ configurations: [ResponsesServer.Configuration], _ started: [ResponsesServer]
    ) async throws {
        guard let configuration = configurations.first else { return try await serve(started) }
        try await withSimulator(ToolLoop.model, configuration: configuration) { server in
            try await start(Array(configurations.dropFirst()), started + [server])
        }
    }

    private static func serve(_ servers: [ResponsesServer]) async throws {
        let relay = try await Relay(to: servers[0].port)
        ThisProcess.report(([relay.port] + servers.dropFirst().map(\.port)).map(String.init).joined(separator: " "))
        await lineOfInput()
        let first = servers[0].statistics
        let connections = servers.map(\.statistics.connections).reduce(0, +)
        ThisProcess.report(
            "bytes=\(relay.counts.bytes) connections=\(relay.counts.connections) requests=\(first.requests) "
                + "payload=\(first.bytesReceived) history=\(history(of: servers[0])) all_connections=\(connections)")
    }

    /// The bytes of `input` in all requests, which tools and instructions are no part of.
    private static func history(of server: ResponsesServer) -> Int {
        server.receivedRequests.map { request in
            let items = (try? JSONValue(parsing: request.body))?["input"]?.arrayValue ?? []
            return items.map { $0.jsonBytes().count + 1 }.reduce(0, +)
        }.reduce(0, +)
    }

    /// Waits on a thread of its own: the server needs those of Swift's tasks.
    private static func lineOfInput() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                _ = readLine()
                continuation.resume()
            }
        }
    }
}
