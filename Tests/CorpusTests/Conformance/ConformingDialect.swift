import Dialect
import DialectServer
import DialectSimulator
import DialectTransport

/// A wire dialect under the laws that all of them obey.
protocol ConformingDialect: Sendable {
    /// As in the registry and the reports: `chat-completions`.
    var name: String { get }
    /// The folders whose code this proves: `Sources/DialectWire/Responses`, `Providers/OpenAI`.
    var folders: Set<String> { get }
    /// Whether an exchange of the corpus is this dialect's (by its `api`, `operation`, `provider`).
    func speaks(_ exchange: RecordedExchange) -> Bool
    /// Frames of a body cut at the offsets: the data of server-sent events or one JSON document, unless said otherwise.
    func events(of exchange: RecordedExchange, cutAt cuts: [Int]) -> [[UInt8]]
    /// The events through parser and driver, without transport.
    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome
    /// What the recording says by itself, read without the parser under test.
    func facts(of exchange: RecordedExchange) -> WireFacts
    /// The provider's model, pointed at a replaying server.
    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel
    /// The recorded request as an app would say it; nil where the recording has none. An error means that it cannot be
    /// said, which is right only for requests that the server refused.
    func request(of exchange: RecordedExchange) throws -> ModelRequest?
    /// The bytes that are sent for a request.
    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8]
    /// An event that nobody knows yet, to be inserted in mid-stream (law 4); nil if the wire has no room for one.
    var unknownEvent: JSONValue? { get }

    // MARK: Optional

    /// How many of the events belong to the first response of the recording; all, unless said otherwise.
    func eventCount(of exchange: RecordedExchange) -> Int?
    /// The same response as a single event, where the recorded stream restates it (law 6).
    func restated(_ exchange: RecordedExchange) -> [UInt8]?
    /// The pieces of the answer that must be sent back as they came: signatures, encrypted or redacted content.
    /// Each must be found in the next request, in this order.
    func verbatim(of exchange: RecordedExchange) -> [JSONValue]
    /// A body of a request in a form in which equal meanings are equal: defaults left out, shorthands written out.
    /// Nulls are left out of both sides afterwards.
    func meaning(_ body: JSONValue) -> JSONValue
    /// Tells elements of an array apart in the path of a difference: `app` in `input[app].status`.
    func label(of element: JSONValue, at path: String) -> String
    /// The elements of a body that are the conversation, first to last (law 13).
    func conversation(of body: JSONValue) -> [JSONValue]
}

extension ConformingDialect {
    var folders: Set<String> { [] }

    func events(of exchange: RecordedExchange, cutAt cuts: [Int]) -> [[UInt8]] {
        Outcome.events(of: exchange.response.body, cutAt: cuts)
    }

    func eventCount(of exchange: RecordedExchange) -> Int? { nil }
    func restated(_ exchange: RecordedExchange) -> [UInt8]? { nil }
    func verbatim(of exchange: RecordedExchange) -> [JSONValue] { [] }
    func meaning(_ body: JSONValue) -> JSONValue { body }
    func label(of element: JSONValue, at path: String) -> String { "" }

    func conversation(of body: JSONValue) -> [JSONValue] {
        (body["input"] ?? body["messages"] ?? body["contents"])?.arrayValue ?? []
    }

    /// The whole recording through the parser.
    func outcome(of exchange: RecordedExchange, cutAt cuts: [Int] = []) -> Outcome {
        outcome(of: events(of: exchange, cutAt: cuts), in: exchange)
    }
}

/// What a recording says by itself, read without the parser under test. Nil means: the recording does not tell.
struct WireFacts {
    /// Whether the wire's own terminal is there, so that the response is not truncated.
    var isTerminated = false
    /// Whether the server reports a failure within a response of status 200.
    var reportsError = false
    /// All text, put together.
    var text: String?
    /// All reasoning that can be read; white space is not compared.
    var reasoning: String?
    /// Complete calls of the app's functions and free-form tools, in order, arguments as written.
    var toolCalls: [(name: String, arguments: String)]?
    /// All tokens of the input, cached ones included.
    var inputTokens: Int?
    var outputTokens: Int?
    var cachedTokens: Int?
    /// The usage as the wire has it, where it is a single value.
    var rawUsage: JSONValue?
    /// The wire's word for the end.
    var finishWord: String?
    var sourceCount: Int?
}

/// An exchange and the dialect that it is in.
struct SpokenExchange: Sendable {
    var dialect: any ConformingDialect
    var exchange: RecordedExchange

    /// Whether the server answered the request rather than refusing it.
    var isAnswered: Bool { (200..<300).contains(exchange.response.status) }
    /// Dialect and id, for reports.
    var name: String { "\(dialect.name): \(exchange.id)" }
}
