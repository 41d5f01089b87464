import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("A request that nobody wants any more", .throttled, .timeLimit(.minutes(10)))
struct CancellationTests {
    @Test("is not sent when its task was cancelled before", arguments: Transport.allCases)
    func beforeConnect(_ transport: Transport) async throws {
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let model = transport.model(simulator.baseURL)
            let mayBegin = Reports<Void>()
            let task = Task {
                try? await mayBegin.next()
                return try await model.generate("One")
            }
            task.cancel()
            mayBegin.report()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(simulator.statistics.connections == 0)
        }
    }

    @Test("ends while the handshake is not answered")
    func inHandshake() async throws {
        let (asked, closed) = (Reports<Void>(), Reports<Void>())
        try await withServer { peer in
            _ = try await peer.request()
            asked.report()
            try await peer.untilClosed()
            closed.report()
        } _: { server in
            // Falling back would be wrong too.
            let provider = OpenAIProvider(apiKey: Secret.key, baseURL: server.baseURL).withWebSocket()
            let task = Task { try await provider.model("m").generate("One") }
            try await asked.next()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await closed.next()
            #expect(provider.statistics.fallbacks == 0)
        }
    }

    @Test("ends at the server before the first event", arguments: Transport.allCases)
    func beforeFirstEvent(_ transport: Transport) async throws {
        let silent = SilentModel()
        try await withSimulator(silent) { simulator in
            let model = transport.model(simulator.baseURL)
            let task = Task { try await model.generate("One") }
            try await silent.asked.next()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await silent.cancelled.next()
        }
    }

    @Test("ends at the server in mid-stream", arguments: Transport.allCases)
    func midStream(_ transport: Transport) async throws {
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            let model = transport.model(simulator.baseURL)
            let texts = Reports<String>()
            let task = Task { for try await text in model.stream("One").text { texts.report(text) } }
            let text = try await texts.next()
            #expect(text == "So")
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try await silent.cancelled.next()
        }
    }

    @Test("ends at the server when the consumer leaves the loop", arguments: Transport.allCases)
    func leaving(_ transport: Transport) async throws {
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            let model = transport.model(simulator.baseURL)
            for try await part in model.stream("One") {
                if case .textDelta = part { break }
            }
            try await silent.cancelled.next()
        }
    }

    @Test("costs the conversation its connection and nothing else")
    func nextRequest() async throws {
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            let provider = Transport.webSocket.provider(simulator.baseURL)
            let model = provider.model("m")
            for _ in 0..<3 {
                for try await part in model.stream("One") {
                    if case .textDelta(_, let text) = part {
                        #expect(text == "So")
                        break
                    }
                }
                try await silent.cancelled.next()
            }
            #expect(provider.statistics.connectionsOpened == 3)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("ends for one consumer only")
    func oneOfTwo() async throws {
        let silent = SilentModel()
        try await withServer { peer in
            try await peer.upgrade()
            let message = try await peer.message()
            guard message?["input"]?[0]?["content"] == "answer me" else {
                silent.asked.report()
                try await peer.untilClosed()
                return silent.cancelled.report()
            }
            try await silent.cancelled.next()
            try await peer.send(Wire.answer("r", "Fine."))
            try await peer.untilClosed()
        } _: { server in
            let model = Transport.webSocket.model(server.baseURL)
            let cancelled = Task { try await model.generate("forget me") }
            async let answer = model.generate("answer me")
            try await silent.asked.next()
            cancelled.cancel()
            await #expect(throws: CancellationError.self) { try await cancelled.value }
            let text = try await answer.text
            #expect(text == "Fine.")
        }
    }
}
