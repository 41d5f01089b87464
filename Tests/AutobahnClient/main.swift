import DialectTransport
import Foundation
import NIOCore

// The client that the Autobahn conformance suite tests: it echoes what each case sends. `.ci/autobahn` runs it with the
// URL of the suite's fuzzing server and the agent's name for the report.

private struct Message: Sendable {
    var payload: ByteBuffer
    var isBinary: Bool
}

/// Opens a connection, hands every message of it to `body`, and returns when it is closed.
private func messages(
    _ url: String, compression: WebSocketCompression = WebSocketCompression(),
    _ body: (Message, WebSocketConnection) async throws -> Void
) async throws {
    // The suite begins to send at once and does not wait for an exchange, so that messages are observed.
    let (messages, received) = AsyncStream.makeStream(of: Message.self)
    var configuration = WebSocketConfiguration()
    configuration.proxy = .none
    configuration.compression = compression
    configuration.compression.minimumMessageSize = 0
    configuration.observeMessage = { received.yield(Message(payload: $0, isBinary: $1)) }
    let connection = try await WebSocketConnection.connect(url: url, configuration: configuration)
    await withTaskGroup(of: Void.self) { group in
        group.addTask {
            if let exchange = try? connection.beginExchange(
                timeouts: TransportTimeouts(firstEvent: .seconds(300), betweenEvents: .seconds(300)))
            {
                while (try? await exchange.next { _ in }) != nil {}
            }
            received.finish()
        }
        for await message in messages {
            // A connection that was closed says so by the end of its messages.
            try? await body(message, connection)
        }
    }
    await connection.close()
}

private func echo(_ message: Message, over connection: WebSocketConnection) async throws {
    let bytes = Array(message.payload.readableBytesView)
    try await connection.sendMessage(bytes, isBinary: message.isBinary)
}

/// What the suite wants to be offered in a case; without it, the case is not run. The descriptions of the groups from
/// 13.2 on say it as "client offers (requestNoContextTakeover, requestMaxWindowBits)".
private func compression(for caseID: String) -> WebSocketCompression {
    var compression = WebSocketCompression()
    let group = caseID.split(separator: ".").prefix(2).joined(separator: ".")
    compression.keepsContext = !["13.2", "13.5", "13.6", "13.7"].contains(group)
    compression.windowBits = ["13.3", "13.5", "13.7"].contains(group) ? 9 : 15
    return compression
}

private struct CaseInfo: Decodable {
    var id: String
}

private func caseID(_ number: Int, of server: String) async throws -> String {
    var id = ""
    try await messages("\(server)/getCaseInfo?case=\(number)") { message, _ in
        id = try JSONDecoder().decode(CaseInfo.self, from: Data(message.payload.readableBytesView)).id
    }
    return id
}

private func run(_ number: Int, of server: String, agent: String) async throws {
    let id = try await caseID(number, of: server)
    try await messages(
        "\(server)/runCase?case=\(number)&agent=\(agent)", compression: compression(for: id), echo)
}

/// Said at once, even into a file.
private func report(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

private let concurrentCases = 3

guard CommandLine.arguments.count == 3 else { fatalError("usage: AutobahnClient ws://HOST:PORT AGENT") }
let (server, agent) = (CommandLine.arguments[1], CommandLine.arguments[2])
var count = 0
try await messages("\(server)/getCaseCount") { message, _ in count = Int(String(buffer: message.payload)) ?? 0 }
// A case at a time leaves a core idle: the suite's server and this client wait for one another.
try await withThrowingTaskGroup(of: Void.self) { group in
    for number in stride(from: 1, through: count, by: 1) {
        if number > concurrentCases { try await group.next() }
        group.addTask {
            do {
                try await run(number, of: server, agent: agent)
            } catch {
                report("case \(number): \(error)")
            }
        }
        if number.isMultiple(of: 50) { report("\(number) of \(count) cases began") }
    }
}
try await messages("\(server)/updateReports?agent=\(agent)") { _, _ in }
report("\(count) of \(count) cases ran")
