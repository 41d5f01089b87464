import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import ServiceLifecycleTestKit
import Testing
import TestSupport

@Suite("A provider that runs as a service", .throttled, .timeLimit(.minutes(10)))
struct ServiceTests {
    private static let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test("finishes what is under way when its group is shut down, refuses more, and closes in order")
    func gracefulShutdown() async throws {
        let (asked, mayAnswer, closed) = (Reports<Void>(), Reports<Void>(), Reports<Int?>())
        try await withServer { peer in
            try await peer.upgrade()
            guard peer.index == 0 else {
                while try await peer.message() != nil { try await peer.send(Wire.answer("r", "Early.")) }
                return
            }
            _ = try await peer.message()
            asked.report()
            try await mayAnswer.next()
            try await peer.send(Wire.answer("r", "Fine."))
            closed.report(try await peer.closeCode())
        } _: { server in
            let provider = Transport.webSocket.provider(server.baseURL)
            let model = provider.model("m")
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: provider)], gracefulShutdownSignals: [], logger: Self.logger))
            async let running: Void = group.run()
            async let answer = model.generate("One")
            try await asked.next()
            await group.triggerGracefulShutdown()
            // The service hears of it in its own time; until then requests are taken.
            var refusal: LanguageModelError?
            while refusal == nil {
                do {
                    _ = try await model.generate("Another")
                } catch let error as LanguageModelError {
                    refusal = error
                }
            }
            #expect(refusal?.code == .misuse)
            #expect(refusal?.replaySafety == .safe)
            #expect(provider.statistics.lanesInUse == 1)
            mayAnswer.report()
            let text = try await answer.text
            #expect(text == "Fine.")
            let code = try await closed.next()
            #expect(code == 1000)
            try await running
            #expect(provider.statistics.connectionsOpen == 0)
        }
    }

    @Test("ends at once without WebSockets, when its group is shut down")
    func withoutWebSocket() async throws {
        let provider = OpenAIProvider(apiKey: Secret.key, baseURL: "http://127.0.0.1:9/v1")
        try await testGracefulShutdown { trigger in
            async let running: Void = provider.run()
            trigger.triggerGracefulShutdown()
            try await running
        }
    }

    @Test("opens a new connection before it closes one that has grown old")
    func rotation() async throws {
        // A machine may be too slow for the minutes that are seconds here.
        let lifetimes = [4, 12, 36, 108]
        for lifetime in lifetimes
        where try await rotates(lifetime: .seconds(lifetime), isLast: lifetime == lifetimes.last) {
            return
        }
    }

    private func rotates(lifetime: Duration, isLast: Bool) async throws -> Bool {
        enum Event: Hashable { case opened(Int), closed(Int, Int?) }
        let events = Reports<Event>()
        let isAnswered = NIOLockedValueBox(false)
        return try await withServer { peer in
            try await peer.upgrade()
            events.report(.opened(peer.index))
            // On a slow machine the first connection may be given up before it is open.
            if !isAnswered.withLockedValue({ $0 }), try await peer.message() != nil {
                isAnswered.withLockedValue { $0 = true }
                try await peer.send(Wire.answer("r", "Fine."))
            }
            events.report(.closed(peer.index, try await peer.closeCode()))
        } _: { server in
            var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: server.baseURL)
            endpoint.connectionLifetime = lifetime
            let provider = OpenAIProvider(OpenAIProvider.Configuration(endpoint: endpoint)).withWebSocket()
            _ = try await provider.model("m").generate("One")
            return try await testGracefulShutdown { trigger in
                async let running: Void = provider.run()
                var seen = [try await events.next(), try await events.next()]
                // On a slow machine the first may be at its end before it was replaced; nothing is opened then.
                if seen[1] == .opened(1) { seen.append(try await events.next()) }
                // One that the client gave up before it was open looks alike to the server, but was not replaced.
                let isInOrder =
                    seen == [.opened(0), .opened(1), .closed(0, 1000)] && provider.statistics.connectionsRotated > 0
                if isInOrder || isLast {
                    #expect(isInOrder, "\(seen)")
                    #expect(provider.statistics.connectionsRotated == 1)
                    #expect(provider.statistics.connectionsOpened == 2)
                }
                trigger.triggerGracefulShutdown()
                try await running
                return isInOrder
            }
        }
    }
}
