import Dialect
import DialectCohere
import DialectGoogle
import DialectWire
import Testing

@testable import DialectBedrock

/// Law 9 for every dialect: which call a piece belongs to, in all the ways in which vendors tell it or forget to.
@Suite("Pieces of tool calls")
struct ToolCallLawTests {
    /// What a piece of a call may tell of whose it is, and what must follow from it.
    enum Rule: String, CaseIterable, Sendable {
        case knownIDWins, newIDWithClashingIndexIsNew, indexDecidesWithoutID, currentCallWithNeither
        case nameMayComeLate, idMayComeLate, emptyIsNotGiven
    }

    /// A wire under a rule.
    struct Case: Sendable, CustomTestStringConvertible {
        var wire: TestedWire
        var rule: Rule
        var testDescription: String { "\(wire): \(rule)" }
    }

    static let cases = TestedWire.allCases.flatMap { wire in Rule.allCases.map { Case(wire: wire, rule: $0) } }

    @Test("are put together by the same rules", arguments: cases)
    func correlation(_ example: Case) throws {
        guard case .events(let events, let calls) = example.wire.pieces(example.rule) else { return }
        let outcome = example.wire.outcome(of: example.wire.opened + events + example.wire.ending)
        #expect(outcome.error == nil)
        #expect(outcome.response.toolCalls.map { "\($0.id) \($0.name) \($0.arguments)" } == calls)
        #expect(outcome.response.finishReason.kind == .toolCalls)
        #expect(Laws.startsOnceAndNestsBlocks(outcome) == nil)
        #expect(Laws.endsOnce(outcome) == nil)
        #expect(Laws.completesToolCalls(outcome, WireFacts()) == nil)
    }

    @Test("can break a rule only where the wire has words for it", arguments: TestedWire.allCases)
    func reasons(_ wire: TestedWire) {
        var expressible = 0
        for rule in Rule.allCases {
            switch wire.pieces(rule) {
            case .events(let events, let calls):
                expressible += 1
                #expect(!events.isEmpty && !calls.isEmpty)
            case .inexpressible(let reason): #expect(reason.hasSuffix("."))
            }
        }
        #expect(expressible >= 2)
    }
}

/// What a wire can say of a rule: events and the calls that they make, each as `id name arguments`, or why nothing.
enum ToolCallPieces {
    case events([String], calls: [String])
    case inexpressible(String)
}

extension TestedWire {
    /// The events through parser and driver.
    fileprivate func outcome(of events: [String]) -> Outcome {
        let bytes = events.map { Array($0.utf8) }
        let model = ModelID(provider: "test", model: "m")
        return switch self {
        case .responses: Outcome(events: bytes, parser: ResponsesEventParser(), model: model)
        case .chatCompletions:
            Outcome(
                events: bytes, parser: ChatCompletionsParser(dialect: .openAI, audioMediaType: "audio/*"),
                model: model)
        case .messages: Outcome(events: bytes, parser: MessagesEventParser(), model: model)
        case .generateContent: Outcome(events: bytes, parser: GeminiEventParser(), model: model)
        case .converse: Outcome(events: bytes, parser: ConverseEventParser(), model: model)
        case .cohere: Outcome(events: bytes, parser: CohereEventParser(), model: model)
        }
    }

    /// What comes before the first call.
    fileprivate var opened: [String] {
        switch self {
        case .responses: [opening[0]]
        case .messages, .converse, .cohere: [opening[0]]
        case .chatCompletions, .generateContent: []
        }
    }

    /// The end of an answer that calls tools.
    fileprivate var ending: [String] {
        switch self {
        case .responses:
            [#"{"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}"#]
        case .chatCompletions:
            [#"{"id":"c1","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#, "[DONE]"]
        case .messages:
            [
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#,
                #"{"type":"message_stop"}"#,
            ]
        case .generateContent:
            [#"{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP","index":0}]}"#]
        case .converse:
            [
                #"{"messageStop":{"stopReason":"tool_use"}}"#,
                #"{"metadata":{"usage":{"inputTokens":3,"outputTokens":9,"totalTokens":12}}}"#,
            ]
        case .cohere: [#"{"type":"message-end","delta":{"finish_reason":"TOOL_CALL"}}"#]
        }
    }
}
