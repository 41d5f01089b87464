public import Dialect
import DialectWire

/// What became of one request of a batch: a line of the batch's results (Anthropic's "Batch processing").
public struct AnthropicBatchResult: Sendable {
    /// How a request of a batch ended. The set is open.
    public struct Kind: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let succeeded = Kind("succeeded")
        /// The request failed; the error says why.
        public static let errored = Kind("errored")
        /// The batch was cancelled before the request was sent to the model.
        public static let canceled = Kind("canceled")
        /// The batch's 24 hours were over before the request was sent to the model.
        public static let expired = Kind("expired")
    }

    /// What the request was known by in the batch.
    public var customID: String
    /// How the request ended.
    public var kind: Kind
    /// The answer, of a request that succeeded.
    public var response: ModelResponse?
    /// Why there is no answer.
    public var error: LanguageModelError?

    /// Reads a line of the results.
    ///
    /// - Parameter provider: The provider's name, as the key of metadata.
    /// - Throws: ``LanguageModelError`` with code `decoding` when the line is not a result.
    public init(line: some Sequence<UInt8>, provider: String = Anthropic.name) throws {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: line)
        } catch {
            throw LanguageModelError(
                .decoding, "A line of a batch's results is not JSON: \(error)", provider: provider, underlying: error)
        }
        guard let customID = json["custom_id"]?.stringValue, let kind = json["result"]?["type"]?.stringValue else {
            throw LanguageModelError(
                .decoding, "A line of a batch's results has no custom_id or no type.", provider: provider,
                rawBody: json.jsonText)
        }
        self.customID = customID
        self.kind = Kind(kind)
        try read(json["result"] ?? .null, provider: provider)
    }

    /// Reads all results of a batch: JSON lines, in any order.
    ///
    /// - Throws: As ``init(line:provider:)``.
    public static func results(
        ofLines bytes: [UInt8], provider: String = Anthropic.name
    ) throws -> [AnthropicBatchResult] {
        try bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            .map { try AnthropicBatchResult(line: $0, provider: provider) }
    }

    private mutating func read(_ result: JSONValue, provider: String) throws {
        switch kind {
        case .succeeded:
            // The way of every other answer, so that none of them differs.
            let dialect = MessagesDialect(provider: provider)
            var driver = StreamDriver(
                parser: MessagesEventParser(dialect: dialect), model: ModelID(provider: provider, model: ""))
            (result["message"] ?? .null).jsonBytes().withUnsafeBytes { driver.received($0) }
            driver.ended()
            var parts: [StreamPart] = []
            driver.takeParts(into: &parts)
            if let failure = driver.failure { throw failure }
            var collector = ResponseCollector()
            for part in parts { collector.append(part) }
            response = try collector.response()
        case .errored:
            // The error stands in an envelope of its own.
            let report = result["error"] ?? .null
            let envelope: JSONValue = report["error"] == nil ? ["error": report] : report
            error = LanguageModelError(reported: envelope, provider: provider)
        case .canceled:
            error = LanguageModelError(
                .invalidRequest, "The batch was cancelled before this request was sent.", provider: provider,
                isRetryable: true, replaySafety: .safe)
        case .expired:
            error = LanguageModelError(
                .timeout, "The batch expired before this request was sent.", provider: provider, replaySafety: .safe)
        default:
            error = LanguageModelError(
                .server, "The request of the batch ended as \(kind).", provider: provider, rawBody: result.jsonText)
        }
    }
}
