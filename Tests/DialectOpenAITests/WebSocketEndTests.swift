import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A WebSocket that is not used any more", .throttled, .timeLimit(.minutes(10)))
struct WebSocketEndTests {
    private static func provider(
        _ server: ScriptedServer, _ adjust: (inout ResponsesWebSocketTransport.Options) -> Void = { _ in }
    ) -> OpenAIProvider {
        var options = ResponsesWebSocketTransport.Options()
        options.fallback = .never
        // So that no connection is closed for not answering one.
        options.pingInterval = nil
        adjust(&options)
        return OpenAIProvider(apiKey: Secret.key, baseURL: server.baseURL).withWebSocket(options)
    }

    @Test("is closed when its provider is released")
    func released() async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report()
        } _: { server in
            do {
                let provider = Self.provider(server)
                _ = try await provider.model("m").generate("One")
            }
            try await closed.next()
        }
    }

    @Test("is closed by a shut-down, after which nothing is sent")
    func shutDown() async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            await peer.answerClose()
            closed.report()
            try await peer.untilClosed()
        } _: { server in
            let provider = Self.provider(server)
            _ = try await provider.model("m").generate("One")
            await provider.wsTransport?.shutDown()
            try await closed.next()
            let error = try await failure { try await provider.model("m").generate("Two") }
            #expect(error.code == .misuse)
            #expect(error.message.contains("shut down"))
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("makes room when more are idle than may be kept, or for too long")
    func idleLimits() async throws {
        let closed = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report(peer.index)
        } _: { server in
            let one = Self.provider(server) { $0.maximumConnections = 1 }
            for scope in ["a", "b"] { _ = try await one.model("m").withSessionScope(scope).generate("One") }
            #expect(try await closed.next() == 0)
            #expect(one.statistics.connectionsOpened == 2)
            let brief = Self.provider(server) { $0.idleTimeout = .zero }
            _ = try await brief.model("m").generate("One")
            _ = try await brief.model("m").generate("Two")
            #expect(try await closed.next() == 2)
            #expect(brief.statistics.connectionsOpened == 2)
        }
    }
    @Test("gets no request near the end of its life")
    func lifetime() async throws {
        let closed = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Fine.")) }
            closed.report(peer.index)
        } _: { server in
            var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: server.baseURL)
            endpoint.connectionLifetime = .zero
            let provider = OpenAIProvider(.init(endpoint: endpoint)).withWebSocket()
            for _ in 0..<2 { _ = try await provider.model("m").generate("One") }
            #expect(provider.statistics.connectionsOpened == 2)
            let first = try await closed.next()
            let second = try await closed.next()
            #expect(Set([first, second]) == [0, 1])
        }
    }
}
