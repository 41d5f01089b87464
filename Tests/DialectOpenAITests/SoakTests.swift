import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import DialectWire
import Foundation
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// Many conversations at once over connections that fail in every way, by the seed of `DIALECT_SOAK_SEED`, for as many
/// turns as `DIALECT_SOAK_TURNS` says.
@Suite("A soak", .throttled, .timeLimit(.minutes(30)))
struct SoakTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let weather = ToolDeclaration.function(
        FunctionTool(name: "weather", description: "Tells the weather.", inputSchema: ["type": "object"]))
    private static let scopes = 8
    private static let conversationsPerScope = 4

    @Test("loses no turn, no answer, no lease and no socket, whatever fails")
    func soak() async throws {
        let turns = Self.environment["DIALECT_SOAK_TURNS"].flatMap { Int($0) } ?? 500
        let seed = Self.environment["DIALECT_SOAK_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000_000)
        print("soak: seed \(seed)")
        let tally = Tally(turns: turns)
        var configuration = ResponsesServer.Configuration()
        configuration.faults = Self.faults(seed: seed)
        try await withSimulator(Self.echo, configuration: configuration) { simulator in
            let transport = try await Self.run(against: simulator, seed: seed, tally)
            // Whatever task, timer or connection were left would hold it.
            await Self.eventually("nobody holds the transport") { transport.isGone }
        }
        let result = tally.result
        for fault in result.faults { Issue.record("\(fault) (seed \(seed))") }
        let lost = turns - result.answered - result.failed - result.cancelled
        #expect(lost == 0, "seed \(seed)")
        #expect(result.answered > turns / 2, "seed \(seed)")
        print("soak: failures by code: \(result.codes.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" })")
        print(
            "soak: \(turns) turns, \(result.answered) answered, \(result.failed) failed, \(result.cancelled) cancelled, "
                + "\(lost) lost (seed \(seed))")
    }

    /// All turns, and the end: the client makes no task of its own, so that those of the group are all there are.
    private static func run(against simulator: ResponsesServer, seed: UInt64, _ tally: Tally) async throws
        -> WeakTransport
    {
        let provider = provider(simulator.baseURL)
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<scopes * conversationsPerScope {
                let model = provider.model("m").withSessionScope("scope-\(index % scopes)")
                group.addTask {
                    var generator = SeededGenerator(seed: seed &+ UInt64(index))
                    while let turn = tally.begin() {
                        await converse(model, turn, tally, &generator)
                    }
                }
            }
        }
        print("soak: \(provider.statistics)")
        // A stream that was left gives its place back with the last reference to it, which may be another task's.
        await eventually("no lane is in use") { provider.statistics.lanesInUse == 0 }
        await provider.shutDown()
        #expect(provider.statistics.connectionsOpen == 0)
        #expect(provider.wsTransport?.unfinished == 0)
        await eventually("no socket is open") { simulator.statistics.openWebSockets == 0 }
        await eventually("no response is being made") { simulator.statistics.responsesInFlight == 0 }
        let late = try await failure { try await provider.model("m").generate("Late") }
        #expect(late.code == .misuse)
        return WeakTransport(transport: provider.wsTransport)
    }

    private struct WeakTransport {
        weak var transport: ResponsesWebSocketTransport?
        var isGone: Bool { transport == nil }
    }

    /// Fails if something does not become true within a long time.
    private static func eventually(_ what: Comment, _ isSo: () -> Bool) async {
        let end = ContinuousClock.now + .seconds(60)
        while !isSo(), .now < end { await Task.yield() }
        #expect(isSo(), what)
    }

    // MARK: Both sides

    /// Repeats what was asked; a question that wants a tool gets a call of it first.
    private static let echo = ScriptedModel { request in
        let token = request.messages.last { $0.role == .user }?.text ?? ""
        if request.messages.last?.role == .user, token.hasSuffix("weather") {
            return [.text(token), .toolCall("weather", arguments: #"{"city":"Ghent"}"#)]
        }
        return ScriptedTurn([.reasoning("Hm."), .text(token)])
    }

    private static func provider(_ baseURL: String) -> OpenAIProvider {
        var timeouts = TransportTimeouts(connect: .seconds(30))
        timeouts.acquire = .seconds(120)
        // Ends what the server stalls; a machine that is slow costs a turn, which then counts as failed.
        timeouts.firstEvent = .seconds(2)
        timeouts.betweenEvents = .seconds(2)
        let configuration = OpenAIProvider.Configuration(
            endpoint: .openAI(apiKey: Secret.key, baseURL: baseURL), timeouts: timeouts)
        var options = ResponsesWebSocketTransport.Options()
        options.fallbackPeriod = .zero
        // Connections of eight scopes and of the fallback have to make room for one another.
        options.maximumConnectionsPerScope = 2
        options.maximumConnections = 12
        options.pingInterval = .seconds(1)
        return OpenAIProvider(configuration).withWebSocket(options)
    }

    private static func faults(seed: UInt64) -> FaultPlan {
        FaultPlan(
            seed: seed,
            [
                .randomly(0.002, .stall(at: 2), .stall(at: .start), .freeze(at: 1)),
                .randomly(
                    0.12, .close(1011, at: .start), .close(1012, at: 3), .close(1000, at: 2), .close(1009, at: .start),
                    .close(1001, at: .end), .drop(at: .start), .drop(at: 4), .drop(at: .end), .reset(at: .start),
                    .reset(at: 5), .malformedJSON(at: 3), .nonObject(at: 1), .unknownEvent(at: 2),
                    .eventOfUnknownLane(at: 2), .maskedFrame(at: 2), .delay(.zero, at: 1),
                    .error("server_error", at: .start), .error("server_error", at: 3), .error(nil, at: 2),
                    .error("rate_limit_exceeded", status: 429, shape: .flat, at: .start),
                    .error("previous_response_not_found", status: 400, at: .start),
                    .error("websocket_connection_limit_reached", status: 400, at: .start),
                    .error("websocket_stream_limit_reached", status: 400, at: .start), .pings(20, at: 2),
                    .fragments(of: 7, withPings: true), .pieces(of: 5), .binaryFrames,
                    .sequenceNumber(offBy: 3, at: 2), .withoutAnnouncements, .withoutDeltas),
                .handshakesRandomly(0.05, .refuse(status: 503)), .handshakesRandomly(0.03, .reset),
                .handshakesRandomly(0.03, .drop), .handshakesRandomly(0.03, .answeredOK),
                .handshakesRandomly(0.03, .refuse(status: 429)),
            ])
    }

    // MARK: Conversations

    /// Asks and asks on, until the turns are up or something fails.
    private static func converse(
        _ model: OpenAIResponsesModel, _ first: Int, _ tally: Tally, _ generator: inout SeededGenerator
    ) async {
        var history: [Message] = [.system("Be brief.")]
        var turn: Int? = first
        while let number = turn {
            let wantsTool = Int.random(in: 0..<3, using: &generator) == 0
            let token = "token-\(number)-\(generator.next())\(wantsTool ? "-weather" : "")"
            let isCancelled = Int.random(in: 0..<20, using: &generator) == 0
            history.append(.user(token))
            guard
                let response = await ask(
                    model, history, token, cancelledAfter: isCancelled ? .random(in: 0..<6, using: &generator) : nil,
                    tally)
            else { return }
            history.append(response.message)
            if !response.toolCalls.isEmpty {
                guard tally.begin() != nil else { return }
                history.append(.tool(response.toolCalls.map { ToolResult(for: $0, output: .text("rain")) }))
                guard let final = await ask(model, history, token, cancelledAfter: nil, tally) else { return }
                history.append(final.message)
            }
            if Int.random(in: 0..<12, using: &generator) == 0 { return }
            turn = tally.begin()
        }
    }

    /// - Parameter count: The parts after which the task is cancelled.
    private static func ask(
        _ model: OpenAIResponsesModel, _ history: [Message], _ token: String, cancelledAfter count: Int?,
        _ tally: Tally
    ) async -> ModelResponse? {
        let request = ModelRequest(messages: history, tools: [weather])
        do {
            let response = try await collect(model.stream(request), cancelledAfter: count)
            tally.answered(response.text == token, "asked \(token), answered \(response.text)")
            return response
        } catch let error as LanguageModelError {
            tally.failed(error)
        } catch is CancellationError {
            tally.cancelled(count != nil)
        } catch {
            tally.unclassified(error)
        }
        return nil
    }

    private static func collect(_ stream: ResponseStream, cancelledAfter count: Int?) async throws -> ModelResponse {
        try await withThrowingTaskGroup(of: ModelResponse.self) { group in
            let mayBeCancelled = Reports<Void>()
            group.addTask {
                var collector = ResponseCollector()
                var parts = 0
                if count == 0 { mayBeCancelled.report() }
                for try await part in stream {
                    collector.append(part)
                    parts += 1
                    guard parts == count else { continue }
                    // Some leave, others are cancelled.
                    if parts.isMultiple(of: 2) { throw CancellationError() }
                    mayBeCancelled.report()
                    while !Task.isCancelled { await Task.yield() }
                }
                return try collector.response()
            }
            if count != nil {
                group.addTask {
                    try await mayBeCancelled.next()
                    throw CancellationError()
                }
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }
}

/// What became of the turns.
private final class Tally: Sendable {
    struct Result {
        var begun = 0
        var answered = 0
        var failed = 0
        var cancelled = 0
        var codes: [String: Int] = [:]
        var faults: [String] = []
    }

    private let state = NIOLockedValueBox(Result())
    private let turns: Int

    init(turns: Int) { self.turns = turns }

    var result: Result { state.withLockedValue { $0 } }

    /// - Returns: The number of a turn that is now to be made; nil if there were enough.
    func begin() -> Int? {
        state.withLockedValue { state in
            guard state.begun < turns else { return nil }
            state.begun += 1
            return state.begun
        }
    }

    func answered(_ isRight: Bool, _ what: @autoclosure () -> String) {
        state.withLockedValue { state in
            state.answered += 1
            if !isRight { state.faults.append(what()) }
        }
    }

    func failed(_ error: LanguageModelError) {
        state.withLockedValue { state in
            state.failed += 1
            state.codes[error.code.rawValue, default: 0] += 1
            let isTimeToPlace = error.code == .timeout && error.message.contains("acquire")
            if error.code == .misuse || error.message.isEmpty || isTimeToPlace { state.faults.append("\(error)") }
        }
    }

    func cancelled(_ isWanted: Bool) {
        state.withLockedValue { state in
            state.cancelled += 1
            if !isWanted { state.faults.append("a turn was cancelled that nobody cancelled") }
        }
    }

    func unclassified(_ error: any Error) {
        state.withLockedValue { state in
            state.failed += 1
            state.faults.append("unclassified: \(error)")
        }
    }
}
