import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import TestSupport
import Testing

@Suite("A place on a connection that goes", .throttled, .timeLimit(.minutes(10)))
struct LostPlaceTests {
    @Test("makes room for who waits when a consumer leaves the loop")
    func leaving() async throws {
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: simulator.baseURL)
            endpoint.lanes = nil
            var options = ResponsesWebSocketTransport.Options(fallback: .never)
            options.maximumConnectionsPerScope = 1
            var configuration = OpenAIProvider.Configuration(endpoint: endpoint)
            configuration.timeouts.acquire = nil
            let provider = OpenAIProvider(configuration).withWebSocket(options)
            let model = provider.model("m")
            // Whoever has the only place leaves it after a word; none is left behind.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        for try await part in model.stream("One") {
                            if case .textDelta = part { break }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(provider.statistics.connectionsOpened == 20)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("is not sought again for ever on a server that closes as soon as it has accepted")
    func closedAtOnce() async throws {
        try await withServer { peer in
            guard let request = try await peer.request() else { return }
            try await peer.upgrade(request, andThen: TestFrame.close(1013))
            try await peer.untilClosed()
        } _: { server in
            let provider = Transport.webSocket.provider(server.baseURL)
            let error = try await failure { try await provider.model("m").generate("One") }
            #expect(error.code == .connection)
            #expect(error.replaySafety == .safe)
            #expect((error.underlying as? WebSocketCloseStatus)?.code == 1013)
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("is had on the next connection when the first was closed as soon as it was accepted")
    func closedAtOnceOnce() async throws {
        try await withServer { peer in
            guard let request = try await peer.request() else { return }
            guard peer.index > 0 else {
                try await peer.upgrade(request, andThen: TestFrame.close(1012))
                return try await peer.untilClosed()
            }
            try await peer.upgrade(request)
            _ = try await peer.message()
            try await peer.send(Wire.answer("r", "Fine."))
            try await peer.untilClosed()
        } _: { server in
            let text = try await Transport.webSocket.model(server.baseURL).generate("One").text
            #expect(text == "Fine.")
        }
    }
}
