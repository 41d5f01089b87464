import Dialect
import DialectServer
import DialectSimulator
import Testing

/// Every recorded conversation with tools, had again by an agent: it asks what the recorded app asked, and ends where
/// the recording ends.
@Suite("Recorded tool conversations", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct AgentReplayTests {
    /// How many conversations each dialect has at least: a search that finds fewer has lost some.
    private static let counts = [
        "responses": 20, "chat-completions": 38, "azure": 3, "cohere": 3, "messages": 5, "bedrock-converse": 2,
        "generate-content": 12,
    ]

    @Test(
        "are found in every dialect",
        .disabled(if: Corpus.isChosen, "DIALECT_CORPUS names other recordings, which need not show every dialect."))
    func found() {
        let found = Dictionary(grouping: RecordedConversations.all, by: \.dialect.name).mapValues(\.count)
        for dialect in ConformingDialects.all {
            let (count, least) = (found[dialect.name] ?? 0, Self.counts[dialect.name] ?? 1)
            #expect(count >= least, "\(dialect.name) has \(count) conversations with tools, and had \(least)")
        }
    }

    @Test("are had again by an agent, to their end", arguments: RecordedConversations.all)
    func replay(_ conversation: RecordedConversation) async throws {
        let whole = try await ReplayedConversation(conversation, .run)
        try check(whole, conversation, "run")
        let streamed = try await ReplayedConversation(conversation, .stream)
        try check(streamed, conversation, "stream")
        guard conversation.dialect.name == ResponsesConformance().name else { return }
        let overWebSocket = try await ReplayedConversation(conversation, .webSocket)
        checkEnd(overWebSocket, conversation.refusing(as: overWebSocket.messages), "WebSocket")
        compare(overWebSocket, with: streamed, conversation)
    }

    private func check(_ replayed: ReplayedConversation, _ recorded: RecordedConversation, _ way: String) throws {
        let conversation = recorded.refusing(as: replayed.messages)
        checkEnd(replayed, conversation, way)
        for (index, sent) in replayed.requests.enumerated().prefix(conversation.turns.count) {
            try check(sent, index, conversation, way)
        }
    }

    /// The history is that of the recording, and all was asked.
    private func checkEnd(_ replayed: ReplayedConversation, _ conversation: RecordedConversation, _ way: String) {
        let said = "\(conversation.name), \(way):"
        let turns = conversation.turns
        #expect(replayed.requests.count == turns.count, "\(said) requests")
        let expected = conversation.histories.last ?? []
        for (index, pair) in zip(replayed.messages, expected).enumerated() where pair.0 != pair.1 {
            Issue.record("\(said) message \(index) is \(pair.0) and was \(pair.1)")
        }
        #expect(replayed.messages.count == expected.count, "\(said) messages")
        guard turns.last?.answer != nil else {
            #expect(replayed.ending == .failed, "\(said) ending")
            #expect(
                replayed.failure.map { ($0.httpStatus ?? 200) == turns.last?.exchange.response.status } == true,
                "\(said) \(String(describing: replayed.failure))")
            return
        }
        let ending: AgentResult.Ending = conversation.openCalls.isEmpty ? .finished : .suspended
        #expect(replayed.ending == ending, "\(said) \(String(describing: replayed.failure))")
    }

    /// A request is what the encoder makes of the recorded history, and means what the recorded one does.
    private func check(
        _ sent: JSONValue, _ index: Int, _ conversation: RecordedConversation, _ way: String
    ) throws {
        let said = "\(conversation.name), \(way), request \(index):"
        let (dialect, exchange) = (conversation.dialect, conversation.turns[index].exchange)
        let request = conversation.request(index, history: conversation.histories[index])
        let expected = try JSONValue(parsing: dialect.encode(request, for: exchange))
        for difference in RequestDifference.all(expected, sent, label: dialect.label)
        where !difference.isForm && !difference.isEmptyDescription {
            Issue.record("\(said) not what the encoder makes of the history: \(difference)")
        }
        guard let body = exchange.request.body else { return }
        let (recorded, ours) = (dialect.meaning(body).withoutNulls, dialect.meaning(sent).withoutNulls)
        for difference in RequestDifference.all(
            recorded, RetoldAnswers.leavingOut(of: ours, asIn: recorded), label: dialect.label)
        where !difference.isForm && !difference.isEmptyDescription
            && !InexpressibleRequests.covers(difference, in: dialect)
        {
            if index > 0, RetoldAnswers.covers(difference, in: dialect) { continue }
            // Where calls came without ids, or with the same again and again, some apps give them others.
            if difference.isID, !conversation.turns[..<index].allSatisfy(\.keepsIDs) { continue }
            Issue.record("\(said) \(difference)")
        }
    }

    /// What goes over a WebSocket is what goes over HTTP, or the end of it after what the server knows.
    private func compare(
        _ overWebSocket: ReplayedConversation, with overHTTP: ReplayedConversation,
        _ conversation: RecordedConversation
    ) {
        #expect(overWebSocket.messages == overHTTP.messages, "\(conversation.name): messages over a WebSocket")
        for (index, pair) in zip(overWebSocket.requests, overHTTP.requests).enumerated() {
            let said = "\(conversation.name), WebSocket, request \(index):"
            let (input, whole) = (pair.0["input"]?.arrayValue ?? [], pair.1["input"]?.arrayValue ?? [])
            #expect(whole.suffix(input.count).elementsEqual(input), "\(said) other items than over HTTP")
            #expect((pair.0["previous_response_id"] == nil) == (input.count == whole.count), "\(said) chaining")
            for difference in RequestDifference.all(pair.1, pair.0, label: conversation.dialect.label)
            where !difference.isForm
                && !["input", "type", "previous_response_id", "stream_id"].contains(difference.path)
            {
                Issue.record("\(said) \(difference)")
            }
        }
    }
}

extension RequestDifference {
    /// Whether it says in which form the answer is wanted, which is the caller's choice.
    fileprivate var isForm: Bool { path == "stream" || path.hasPrefix("stream_options") }

    /// A tool whose description is empty has none.
    fileprivate var isEmptyDescription: Bool {
        path.hasSuffix(".description") && [nil, ""].contains(recorded) && [nil, ""].contains(sent)
    }

    /// Whether it is in the ids of calls and results.
    fileprivate var isID: Bool { ["id", "call_id", "tool_call_id"].contains(path.split(separator: ".").last) }
}
