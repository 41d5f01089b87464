import Dialect
import DialectSimulator
import Testing

/// Law 12 for every dialect: an answer goes back to its provider as it came, at once and after it was saved.
@Suite("Recorded answers", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct RoundTripLawTests {
    @Test("go back to their provider as they came", arguments: Corpus.spoken)
    func verbatim(_ spoken: SpokenExchange) throws {
        guard spoken.isAnswered else { return }
        let outcome = spoken.dialect.outcome(of: spoken.exchange)
        guard outcome.error == nil else { return }
        let response = outcome.response
        let saved = try JSONValue(encoding: response).decode(ModelResponse.self)
        #expect(saved == response, "\(spoken.name): law 12: a saved response is another")
        let (atOnce, later): ([UInt8], [UInt8])
        do {
            atOnce = try spoken.dialect.encode(Self.next(after: response), for: spoken.exchange)
            later = try spoken.dialect.encode(Self.next(after: saved), for: spoken.exchange)
        } catch {
            Issue.record("\(spoken.name): law 12: the answer cannot be sent back: \(error)")
            return
        }
        let sent = try JSONValue(parsing: atOnce)
        // A saved message may lose the order of keys, which has no meaning.
        let difference = RequestDifference.all(sent, try JSONValue(parsing: later), label: spoken.dialect.label).first
        if let difference {
            Issue.record("\(spoken.name): law 12: a saved answer is sent back otherwise: \(difference)")
        }
        var pieces = spoken.dialect.verbatim(of: spoken.exchange)[...]
        sent.visit { json in if let piece = pieces.first, piece == json { pieces.removeFirst() } }
        if let piece = pieces.first {
            Issue.record("\(spoken.name): law 12: this was not sent back as it came: \(piece.jsonText.prefix(300))")
        }
    }

    /// The request that an app sends next: the history and the results of the calls.
    private static func next(after response: ModelResponse) -> ModelRequest {
        var messages: [Message] = [.user("Go on."), response.message]
        let results = response.toolCalls.map { ToolResult(for: $0, output: "done") }
        if !results.isEmpty { messages.append(.tool(results)) }
        return ModelRequest(messages: messages + [.user("And then?")])
    }
}

extension JSONValue {
    /// Every value within this one, the outer before the inner, in the order of the text.
    func visit(_ body: (JSONValue) -> Void) {
        body(self)
        switch self {
        case .object(let object): for (_, value) in object { value.visit(body) }
        case .array(let elements): for element in elements { element.visit(body) }
        default: break
        }
    }
}
