import Dialect
import DialectOpenAI
import DialectSimulator
import InMemoryTracing
import MetricsTestKit
import Testing
import TestSupport
import Tracing

@Suite("What an operator sees of requests", .throttled, .timeLimit(.minutes(10)))
struct ObservationTests {
    private static func provider(
        _ baseURL: String, _ adjust: (inout OpenAIProvider.Configuration) -> Void
    ) -> OpenAIProvider {
        var endpoint = ResponsesEndpoint.openAI(apiKey: Secret.key, baseURL: baseURL)
        endpoint.lanes = nil
        var configuration = OpenAIProvider.Configuration(endpoint: endpoint)
        adjust(&configuration)
        return OpenAIProvider(configuration)
    }

    @Test("are figures of connections, requests, bytes and times")
    func metrics() async throws {
        let metrics = TestMetrics()
        try await withSimulator(ScriptedModel.echo()) { simulator in
            let provider = Self.provider(simulator.baseURL) { $0.metricsFactory = metrics }.withWebSocket()
            var history: [Message] = []
            for text in ["One", "Two", "Three"] {
                _ = try await provider.model("m").say(.user(text), in: &history)
            }
            let dimensions = [("provider", "openai")]
            func counted(_ name: String, _ more: [(String, String)] = []) throws -> Int64 {
                try metrics.expectCounter("dialect.websocket.\(name)", dimensions + more).totalValue
            }
            #expect(try counted("connections.opened") == 1)
            #expect(try counted("requests", [("continuation", "firstTurn")]) == 1)
            #expect(try counted("requests", [("continuation", "incremental")]) == 2)
            #expect(try counted("requests.reused") == 2)
            #expect(try counted("bytes.sent") == Int64(provider.statistics.bytesSent))
            #expect(try counted("bytes.received") == Int64(provider.statistics.bytesReceived))
            #expect(provider.statistics.bytesReceived > 0)
            let timer = try metrics.expectTimer("dialect.websocket.time_to_first_event", dimensions)
            #expect(timer.values.count == 3)
            let lanes = try metrics.expectMeter("dialect.websocket.lanes.in_use", dimensions)
            #expect(lanes.values.max() == 1 && lanes.values.last == 0)
            await provider.shutDown()
            #expect(try metrics.expectMeter("dialect.websocket.connections.open", dimensions).values.last == 0)
        }
    }

    @Test("are replays and fall-backs, with their reasons")
    func trouble() async throws {
        let metrics = TestMetrics()
        let tracer = InMemoryTracer()
        try await withServer { peer in
            while let request = try await peer.request() {
                guard request.isUpgrade, peer.index < 2 else {
                    try await peer.answer(events: Wire.answer("r", "Over HTTP."))
                    continue
                }
                try await peer.upgrade(request)
                _ = try await peer.message()
                if peer.index == 0 { return }
                return try await peer.close(1009)
            }
        } _: { server in
            let provider = Self.provider(server.baseURL) {
                $0.metricsFactory = metrics
                $0.tracer = tracer
            }.withWebSocket()
            let response = try await provider.model("m").generate("One")
            #expect(response.text == "Over HTTP.")
        }
        let provider = [("provider", "openai")]
        let replays = try metrics.expectCounter(
            "dialect.websocket.replays", provider + [("reason", "connectionLost")])
        #expect(replays.totalValue == 1)
        #expect(try metrics.expectCounter("dialect.websocket.fallbacks", provider).totalValue == 1)
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.attributes.get("dialect.transport") == .string("sse"))
    }

    @Test("is a span for each request, which ends with the stream", arguments: Transport.allCases)
    func spans(_ transport: Transport) async throws {
        let tracer = InMemoryTracer()
        let usage = Usage(input: .init(total: 12), output: .init(total: 34))
        try await withSimulator(ScriptedModel([ScriptedTurn([.text("Hello")], usage: usage)])) { simulator in
            var provider = Self.provider(simulator.baseURL) { $0.tracer = tracer }
            if transport != .sse { provider = provider.withWebSocket() }
            let stream = provider.model("m").stream("One")
            #expect(tracer.activeSpans.isEmpty && tracer.finishedSpans.isEmpty)
            for try await _ in stream {}
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(tracer.finishedSpans.count == 1 && tracer.activeSpans.isEmpty)
        #expect(span.operationName == "chat m" && span.kind == .client)
        #expect(span.attributes.get("gen_ai.provider.name") == .string("openai"))
        #expect(span.attributes.get("gen_ai.usage.output_tokens") == .int64(34))
        #expect(span.attributes.get("gen_ai.response.id") != nil)
        #expect(span.attributes.get("dialect.transport") == .string(transport == .sse ? "sse" : "websocket"))
        #expect(span.status == nil)
    }

    @Test("is a span that says what failed, and none of the server's words")
    func failedSpan() async throws {
        let tracer = InMemoryTracer()
        let refusal = LanguageModelError(.rateLimited, "secret words", httpStatus: 429)
        try await withSimulator(ScriptedModel([ScriptedTurn([.error(refusal)])])) { simulator in
            let provider = Self.provider(simulator.baseURL) { $0.tracer = tracer }.withWebSocket()
            _ = try await failure { try await provider.model("m").generate("One") }
        }
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.status?.code == .error)
        #expect(span.attributes.get("error.type") == .string("rateLimited"))
        #expect(!"\(span)".contains("secret") && !"\(span)".contains(Secret.key))
    }

    @Test("is a span that ends when the consumer leaves")
    func abandonedSpan() async throws {
        let tracer = InMemoryTracer()
        let silent = SilentModel(says: "So")
        try await withSimulator(silent) { simulator in
            let provider = Self.provider(simulator.baseURL) { $0.tracer = tracer }.withWebSocket()
            for try await part in provider.model("m").stream("One") {
                #expect(tracer.activeSpans.count == 1)
                if case .textDelta = part { break }
            }
            #expect(tracer.finishedSpans.first?.attributes.get("dialect.abandoned") == .bool(true))
        }
    }
}
