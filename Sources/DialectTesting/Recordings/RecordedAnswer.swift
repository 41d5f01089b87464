public import Dialect

/// A request and the parts of its answer, as a ``RecordingModel`` has seen them.
///
/// The saved form is one line of JSON. Headers are in neither the request nor the answer: they may hold secrets.
public struct RecordedAnswer: Hashable, Sendable {
    /// What was asked, without headers and deadline.
    public var request: ModelRequest
    public var parts: [StreamPart]
    /// What ended the answer if it failed.
    public var failure: Failure?

    /// An error, as far as it can be saved.
    public struct Failure: Hashable, Sendable, Codable {
        public var code: LanguageModelError.Code
        public var message: String
        public var httpStatus: Int?
        public var details: LanguageModelError.ProviderDetails?
        /// In seconds.
        public var retryAfter: Double?
        public var isRetryable: Bool
        /// Nil follows from the code.
        public var replaySafety: ReplaySafety?
        /// The tokens known to be spent.
        public var usage: Usage?

        /// Of other errors than those of models, only the description is kept.
        public init(_ error: any Error) {
            let error = error as? LanguageModelError ?? LanguageModelError(.server, "\(error)", isRetryable: false)
            code = error.code
            message = error.message
            httpStatus = error.httpStatus
            details = error.details == LanguageModelError.ProviderDetails() ? nil : error.details
            retryAfter = error.retryAfter.map { $0 / .seconds(1) }
            isRetryable = error.isRetryable
            replaySafety = error.replaySafety
            usage = error.usage
        }

        /// The error to throw.
        public var error: LanguageModelError {
            LanguageModelError(
                code, message, httpStatus: httpStatus, details: details ?? LanguageModelError.ProviderDetails(),
                retryAfter: retryAfter.map { .seconds($0) }, isRetryable: isRetryable, replaySafety: replaySafety,
                usage: usage)
        }
    }

    public init(request: ModelRequest, parts: [StreamPart], failure: Failure? = nil) {
        self.request = request.comparable
        self.parts = parts.map(\.withoutHeaders)
        self.failure = failure
    }
}

extension RecordedAnswer: Codable {
    private enum CodingKeys: String, CodingKey { case version, request, parts, failure }

    /// The form in which recordings are saved.
    private static let formVersion = 1

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.formVersion, forKey: .version)
        try container.encode(request, forKey: .request)
        try container.encode(parts, forKey: .parts)
        try container.encodeIfPresent(failure, forKey: .failure)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version <= Self.formVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: container,
                debugDescription: "The recording has form \(version), of a newer version of this library.")
        }
        request = try container.decode(ModelRequest.self, forKey: .request)
        parts = try container.decode([StreamPart].self, forKey: .parts)
        failure = try container.decodeIfPresent(Failure.self, forKey: .failure)
    }
}

extension RecordedAnswer {
    /// Recordings as lines of JSON.
    public static func lines(_ recordings: [RecordedAnswer]) throws -> String {
        try recordings.map { try ExactJSON.encode($0).jsonText + "\n" }.joined()
    }

    /// Reads lines of JSON; empty lines are passed over.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `decoding`, which names the line.
    public static func parse(_ lines: String) throws -> [RecordedAnswer] {
        try lines.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            guard line.contains(where: { !$0.isWhitespace }) else { return nil }
            do {
                return try ExactJSON.decode(RecordedAnswer.self, from: JSONValue(parsing: String(line)))
            } catch {
                throw LanguageModelError(
                    .decoding, "Line \(index + 1) is no recorded answer: \(error)", underlying: error)
            }
        }
    }
}

extension ModelRequest {
    /// The request without what differs from run to run.
    var comparable: ModelRequest {
        var copy = self
        copy.headers = [:]
        copy.deadline = nil
        return copy
    }
}

extension StreamPart {
    fileprivate var withoutHeaders: StreamPart {
        switch self {
        case .responseMetadata(var metadata):
            metadata.headers = [:]
            return .responseMetadata(metadata)
        case .finish(let reason, let usage, var metadata):
            metadata.headers = [:]
            return .finish(reason, usage, metadata)
        default: return self
        }
    }
}
