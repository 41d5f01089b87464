import Dialect
import NIOConcurrencyHelpers
import TestSupport

/// A server on loopback that speaks a provider's wire as far as a test wants, and then says nothing more.
struct TestedServer: Sendable {
    /// How far an answer goes.
    enum Progress: String, CaseIterable, Sendable {
        /// Not even the head of an answer; over a WebSocket, the upgrade and no event.
        case nothing
        /// The head, and a comment where the wire has any.
        case head
        /// The first events, up to a first piece of text.
        case text
    }

    private struct Seen {
        var heads: [String] = []
        var messages = 0
    }

    private let server: TestServer
    private let seen: NIOLockedValueBox<Seen>
    /// Yields once for each request that came and was answered as far as wanted.
    let asked: AsyncStream<Void>

    var root: String { server.root }
    /// The same place for a client of TLS, to whom the server never answers.
    var secureRoot: String { "https" + server.root.dropFirst("http".count) }
    /// The first line of each HTTP request, with the URL as the server sees it, and its header fields.
    var heads: [String] { seen.withLockedValue { $0.heads } }
    /// Requests for a response.
    var requestCount: Int { seen.withLockedValue { $0.messages } }

    static func start(_ provider: TestedProvider, until progress: Progress) async throws -> TestedServer {
        let wire = provider.wire
        let seen = NIOLockedValueBox(Seen())
        let (asked, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await TestServer.start { connection, head in
            let isUpgrade = head.header("upgrade") == "websocket"
            seen.withLockedValue { seen in
                seen.heads.append(head)
                if !isUpgrade { seen.messages += 1 }
            }
            if isUpgrade { return connection.upgrade(head) }
            switch progress {
            case .nothing: break
            case .head: connection.write(wire.head + (wire == .converse ? [] : Array(": wait\n\n".utf8)))
            case .text: connection.write(wire.head + wire.framed(wire.opening))
            }
            signal.yield()
        } frame: { connection, frame in
            // Pings and closes are no requests.
            guard frame.opcode == 1 else { return }
            seen.withLockedValue { $0.messages += 1 }
            if progress == .text {
                let lane = (try? JSONValue(parsing: frame.payload))?["stream_id"]?.stringValue
                connection.write(wire.opening.flatMap { TestFrame.text($0.inLane(lane)).bytes })
            }
            signal.yield()
        }
        return TestedServer(server: server, seen: seen, asked: asked)
    }

    /// Returns when the other side has closed every connection.
    func clientClosed() async throws { try await server.clientClosed() }
}

extension String {
    /// An event as a server that knows lanes writes it.
    fileprivate func inLane(_ lane: String?) -> String {
        lane.map { #"{"stream_id":"\#($0)","# + dropFirst() } ?? self
    }
}
