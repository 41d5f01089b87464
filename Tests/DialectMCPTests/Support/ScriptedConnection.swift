import Dialect
import NIOConcurrencyHelpers

@testable import DialectMCP

/// A server in this process: a closure that gets each message and answers with others.
final class ScriptedConnection: Connection {
    typealias Script = @Sendable (JSONRPCMessage) throws -> [JSONRPCMessage]

    private let script: Script
    private let readsAnswers: Bool
    private let log = NIOLockedValueBox<[JSONRPCMessage]>([])
    private let current = NIOLockedValueBox<Session?>(nil)
    /// Settled by ``die(_:)``.
    private let death = Latch<Void>()

    /// - Parameter readsAnswers: Whether it reads what it has not asked the client for by a request.
    init(readsAnswers: Bool = true, _ script: @escaping Script) {
        self.readsAnswers = readsAnswers
        self.script = script
    }

    /// All that the client has sent.
    var received: [JSONRPCMessage] { log.withLockedValue { $0 } }

    var server: MCPServer { MCPServer(name: "scripted") { self } }

    /// The server says something by itself.
    func say(_ message: JSONRPCMessage) {
        current.withLockedValue { $0 }?.received(message)
    }

    func die(_ error: LanguageModelError) { death.settle(.failure(error)) }

    func exchange(_ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session) async throws {
        try handle(request.bytes, session)
    }

    func send(_ message: JSONRPCMessage, version: MCPProtocolVersion, _ session: Session) async throws {
        try handle(message.bytes, session)
    }

    func run(_ session: Session) async throws {
        current.withLockedValue { $0 = session }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while self.readsAnswers {
                    let messages = await session.outbox.next()
                    if messages.isEmpty { return try await session.stop.value() }
                    for message in messages { try self.handle(message, session) }
                }
                try await session.stop.value()
            }
            group.addTask { try await session.stop.value() }
            group.addTask { try await self.death.value() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func handle(_ bytes: [UInt8], _ session: Session) throws {
        for message in try bytes.withUnsafeBytes({ try JSONRPCMessage.parse($0) }) {
            log.withLockedValue { $0.append(message) }
            for answer in try script(message) { session.received(answer) }
        }
    }
}

extension JSONRPCMessage {
    var id: JSONRPCID? {
        switch self {
        case .request(let id, _, _), .result(let id, _): id
        case .failure(let id, _): id
        case .notification: nil
        }
    }

    var method: String? {
        switch self {
        case .request(_, let method, _), .notification(let method, _): method
        case .result, .failure: nil
        }
    }

    var params: JSONValue? {
        switch self {
        case .request(_, _, let params), .notification(_, let params): params
        case .result, .failure: nil
        }
    }
}

extension ScriptedConnection {
    /// A server that agrees to the handshake and answers requests as it is told.
    ///
    /// - Parameter answer: Gets method and params; nil leaves the request without an answer.
    static func answering(
        capabilities: JSONValue = ["tools": ["listChanged": true], "resources": [:], "prompts": [:]],
        version: String = "2025-11-25", _ answer: @escaping @Sendable (String, JSONValue) throws -> SessionAnswer?
    ) -> ScriptedConnection {
        ScriptedConnection { message in
            guard case .request(let id, let method, let params) = message else { return [] }
            if method == MCPMethod.initialize {
                return [
                    .result(
                        id: id,
                        [
                            "protocolVersion": .string(version), "capabilities": capabilities,
                            "serverInfo": ["name": "scripted", "version": "1"], "instructions": "Be kind.",
                        ])
                ]
            }
            switch try answer(method, params ?? [:]) {
            case .result(let result)?: return [.result(id: id, result)]
            case .refused(let error)?: return [.failure(id: id, error)]
            case nil: return []
            }
        }
    }
}
