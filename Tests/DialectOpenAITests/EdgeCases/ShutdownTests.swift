import Dialect
import DialectOpenAI
import Logging
import ServiceLifecycle
import Testing
import TestSupport

@Suite("A shutdown with a response under way", .throttled, .timeLimit(.minutes(10)))
struct ShutdownTests {
    private struct Server: Sendable {
        let asked = Reports<Void>()
        let mayAnswer = Reports<Void>()
        let closed = Reports<Void>()
    }

    /// Begins to answer a request, and ends when it is let. One request at a time has a place.
    private static func withSlowAnswer(
        _ sharing: Sharing, _ body: (OpenAIProvider, Server) async throws -> Void
    ) async throws {
        let state = Server()
        try await withServer { peer in
            try await peer.upgrade()
            let request = try await peer.message()
            let events = Wire.echo(request, Wire.answer("r", "Fine."))
            try await peer.send(Array(events[..<2]))
            state.asked.report()
            try await state.mayAnswer.next()
            try await peer.send(Array(events[2...]))
            let next = try await peer.message()
            #expect(next == nil)
            await peer.answerClose()
            state.closed.report()
        } _: { server in
            let provider = sharing.provider(
                server.baseURL, endpoint: { if $0.lanes != nil { $0.lanes = .init(maximumInFlight: 1) } }
            ) { $0.maximumConnectionsPerScope = 1 }
            try await body(provider, state)
        }
    }

    @Test("waits for it, refuses others, and closes", arguments: Sharing.allCases)
    func edge46ShutDown(_ sharing: Sharing) async throws {
        try await Self.withSlowAnswer(sharing) { provider, server in
            let model = provider.model("m")
            async let answer = model.generate("One")
            try await server.asked.next()
            // One that waits for a place, or comes too late.
            let waiting = Task { try await model.generate("Two") }
            async let end: Void = provider.shutDown()
            let error = try await failure { try await waiting.value }
            #expect(error.code == .misuse)
            #expect(error.message.contains("shut down"))
            #expect(error.replaySafety == .safe)
            server.mayAnswer.report()
            #expect(try await answer.text == "Fine.")
            await end
            try await server.closed.next()
            #expect(provider.statistics.connectionsOpen == 0)
            // The provider lives until here, so that it was not its release.
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("of a service group waits for it", arguments: Sharing.allCases)
    func edge46ServiceGroup(_ sharing: Sharing) async throws {
        try await Self.withSlowAnswer(sharing) { provider, server in
            var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            logger.logLevel = .critical
            let group = ServiceGroup(services: [provider], logger: logger)
            let running = Task { try await group.run() }
            async let answer = provider.model("m").generate("One")
            try await server.asked.next()
            await group.triggerGracefulShutdown()
            server.mayAnswer.report()
            #expect(try await answer.text == "Fine.")
            try await running.value
            try await server.closed.next()
            #expect(provider.statistics.connectionsOpen == 0)
            let error = try await failure { try await provider.model("m").generate("Two") }
            #expect(error.code == .misuse)
        }
    }

    @Test("that is cancelled closes at once", arguments: Sharing.allCases)
    func edge46Cancelled(_ sharing: Sharing) async throws {
        try await Self.withSlowAnswer(sharing) { provider, server in
            let texts = Reports<String>()
            let answer = Task { for try await text in provider.model("m").stream("One").text { texts.report(text) } }
            #expect(try await texts.next() == "Fine.")
            let end = Task { await provider.shutDown() }
            end.cancel()
            await end.value
            let error = try await failure { try await answer.value }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .unsafe)
            #expect(provider.statistics.connectionsOpen == 0)
            #expect(provider.statistics.lanesInUse == 0)
            server.mayAnswer.report()
        }
    }
}
