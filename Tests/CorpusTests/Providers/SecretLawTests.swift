import Dialect
import DialectGoogle
import DialectServer
import DialectSimulator
import DialectTransport
import InMemoryLogging
import InMemoryTracing
import Logging
import Testing
import TestSupport
import Tracing

/// Law 20 for every provider: what proves who asks is in the headers of requests, and nowhere else.
@Suite("A secret", .throttled, .timeLimit(.minutes(10)))
struct SecretLawTests {
    /// A part of every secret here that nothing else has.
    private static let mark = "qzxw"

    @Test("is not shown by what an app holds, before and after it was used", arguments: TestedProvider.allCases)
    func values(_ provider: TestedProvider) async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: .init(recordsRequests: true)) { server in
            let (model, parts) = provider.make(at: "http://127.0.0.1:\(server.port)")
            for part in parts { Self.expectNoSecret(in: part, "before") }
            let response = try await model.generate("Hi")
            for part in parts { Self.expectNoSecret(in: part, "after") }
            Self.expectNoSecret(in: response, "answer")
            let requests = server.receivedRequests
            #expect(requests.count == 1)
            for request in requests {
                #expect(!String(decoding: request.body, as: UTF8.self).contains(Self.mark), "the body has a secret")
            }
        }
    }

    @Test("travels in a header, and not in the URL", arguments: TestedProvider.allCases)
    func request(_ provider: TestedProvider) async throws {
        let server = try await TestedServer.start(provider, until: .text)
        for try await part in provider.model(at: server.root).stream("Hi") { if case .textDelta = part { break } }
        let lines = try #require(server.heads.first).split(separator: "\r\n")
        // Otherwise this suite would prove nothing.
        #expect(lines.dropFirst().contains { $0.contains(Self.mark) })
        #expect(lines.first?.contains(Self.mark) == false)
    }

    @Test("is not in errors, logs and spans", arguments: TestedProvider.allCases, Trouble.allCases)
    func errors(_ provider: TestedProvider, _ trouble: Trouble) async throws {
        let logs = InMemoryLogHandler()
        let tracer = InMemoryTracer()
        var logger = Logger(label: "test") { _ in logs }
        logger.logLevel = .trace
        let transport = TransportConfiguration(
            timeouts: .init(firstEvent: .milliseconds(trouble == .silence ? 50 : 60_000)), logger: logger,
            tracer: tracer)
        let server = try await TestServer.start { connection, head in
            // Over a WebSocket, silence and an end in the midst come after the upgrade.
            if provider.isWebSocket, [.silence, .brokenOff].contains(trouble) { return connection.upgrade(head) }
            connection.write(trouble.answer(of: provider))
            if trouble != .silence { connection.close() }
        } frame: { connection, frame in
            guard trouble == .brokenOff, frame.opcode == 1 else { return }
            connection.close()
        }
        let model = provider.model(at: trouble == .nobody ? "http://127.0.0.1:1" : server.root, transport)
        let outcome = await Outcome(model.stream("Hi"))
        let error = try #require(outcome.error)
        Self.expectNoSecret(in: error, "error")
        if let underlying = error.underlying { Self.expectNoSecret(in: underlying, "underlying error") }
        // Otherwise the next lines would prove nothing.
        #expect(!logs.entries.isEmpty)
        for entry in logs.entries {
            let line = "\(entry.message) \(entry.metadata)"
            #expect(!line.contains(Self.mark), "a log line shows a secret")
            #expect(!line.lowercased().contains("bearer"), "a log line shows a header")
        }
        let spans = tracer.finishedSpans
        #expect(spans.count == 1)
        for span in spans {
            var attributes: [String] = []
            span.attributes.forEach { attributes.append("\($0) \($1)") }
            let text =
                "\(span.operationName) \(attributes) \(span.errors) \(span.events) \(String(describing: span.status))"
            #expect(!text.contains(Self.mark), "a span shows a secret")
        }
    }

    /// What a server does instead of answering.
    enum Trouble: String, CaseIterable, Sendable {
        case refusal, page, brokenOff, silence
        /// There is no server.
        case nobody

        func answer(of provider: TestedProvider) -> [UInt8] {
            switch self {
            case .silence, .nobody: return []
            case .brokenOff: return provider.wire.head + provider.wire.framed(provider.wire.opening)
            case .refusal: return Self.document(401, "application/json", provider.wire.refusal("Not you.").jsonText)
            case .page: return Self.document(502, "text/html", "<h1>Bad gateway</h1>")
            }
        }

        private static func document(_ status: Int, _ type: String, _ body: String) -> [UInt8] {
            Array(
                "HTTP/1.1 \(status) No\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    .utf8)
        }
    }

    @Test("that was fetched is not shown either")
    func fetchedToken() async throws {
        let token = "ya29.\(Self.mark)-fetched"
        let server = try await TestServer.start { connection, head in
            let body =
                head.hasPrefix("GET /computeMetadata/")
                ? #"{"access_token":"\#(token)","expires_in":3600}"#
                : head.contains(token)
                    ? #"{"candidates":[{"content":{"parts":[{"text":"Hello"}]},"finishReason":"STOP"}]}"# : "{}"
            connection.write(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }
        let endpoint = GoogleEndpoint.vertex(
            project: "project", credentials: .metadataServer(baseURL: server.root), baseURL: server.root + "/v1")
        let provider = GoogleProvider(.init(endpoint: endpoint))
        let model = provider.model("gemini-2.5-flash")
        #expect(try await model.generate("Hi").text == "Hello")
        for value in [provider, provider.configuration, model, provider.claude("claude-sonnet-4-5")] as [Any] {
            Self.expectNoSecret(in: value, "after")
        }
    }

    /// Looks for secrets in every form in which a value may end up in a log.
    private static func expectNoSecret(
        in value: Any, _ moment: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var dumped = ""
        dump(value, to: &dumped)
        for (form, text) in [
            ("description", String(describing: value)), ("debug description", String(reflecting: value)),
            ("dump", dumped),
        ] where text.contains(mark) {
            Issue.record(
                "The \(form) of \(type(of: value)) shows a secret (\(moment))", sourceLocation: sourceLocation)
        }
    }
}
