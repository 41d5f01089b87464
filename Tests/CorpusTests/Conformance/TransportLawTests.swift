import Dialect
import DialectServer
import DialectSimulator
import Testing

/// Every recorded exchange of every dialect through its provider, over a socket.
@Suite("Recorded exchanges over a socket", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct TransportLawTests {
    @Test("give what the parser gives", arguments: Corpus.spoken)
    func sameParts(_ spoken: SpokenExchange) async throws {
        let (dialect, exchange) = (spoken.dialect, spoken.exchange)
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = dialect.model(for: exchange, at: server)
            let outcome = await Outcome(model.stream("Go."))
            if spoken.isAnswered {
                if let difference = outcome.firstDifference(from: dialect.outcome(of: exchange)) {
                    Issue.record("\(spoken.name): the transport changes the response: \(difference)")
                }
            } else if outcome.error?.httpStatus != exchange.response.status {
                Issue.record(
                    "\(spoken.name): law 16: status \(exchange.response.status) was lost: \(String(describing: outcome.error))"
                )
            }
            let findings = [
                (1, Laws.startsOnceAndNestsBlocks(outcome)), (2, Laws.endsOnce(outcome)),
                (5, Laws.classifiesErrors(outcome)),
            ]
            for case (let law, let finding?) in findings { Issue.record("\(spoken.name): law \(law): \(finding)") }
            try await sameRequest(spoken, model, server)
        }
    }

    /// Law 24 is told by the encoder; this ties it to what is sent. Law 6: generate gives what stream gives.
    private func sameRequest(
        _ spoken: SpokenExchange, _ model: any LanguageModel, _ server: ResponsesServer
    ) async throws {
        guard let request = try? spoken.dialect.request(of: spoken.exchange),
            let encoded = try? spoken.dialect.encode(request, for: spoken.exchange)
        else { return }
        let before = server.receivedRequests.count
        let response = try? await model.generate(request)
        let sent = server.receivedRequests.dropFirst(before).first?.body
        #expect(server.receivedRequests.count == before + 1, "\(spoken.name): law 17: a request was repeated")
        guard let sent, let json = try? JSONValue(parsing: sent), let expected = try? JSONValue(parsing: encoded) else {
            Issue.record("\(spoken.name): law 24: no JSON was sent")
            return
        }
        for difference in RequestDifference.all(expected, json, label: spoken.dialect.label)
        where !Self.isForm(difference.path) {
            Issue.record("\(spoken.name): law 24: the model sends other bytes than its encoder: \(difference)")
        }
        guard spoken.isAnswered, let response else { return }
        let parsed = spoken.dialect.outcome(of: spoken.exchange).response
        #expect(response.text == parsed.text, "\(spoken.name): law 6: text")
        #expect(response.toolCalls == parsed.toolCalls, "\(spoken.name): law 6: tool calls")
        #expect(response.finishReason == parsed.finishReason, "\(spoken.name): law 6: finish reason")
        #expect(response.usage == parsed.usage, "\(spoken.name): law 6: usage")
    }

    /// Whether a field says in which form the answer is wanted: `encode` follows the recording, the model its call.
    private static func isForm(_ path: String) -> Bool {
        path == "stream" || path.hasPrefix("stream_options")
    }
}
