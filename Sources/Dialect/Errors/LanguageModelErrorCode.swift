extension LanguageModelError {
    /// What kind of failure. The set is open.
    public struct Code: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Too many requests or tokens for now; wait for `retryAfter`.
        public static let rateLimited = Code("rateLimited")
        /// The account's budget is used up; waiting does not help.
        public static let quotaExceeded = Code("quotaExceeded")
        /// The provider has no capacity at the moment.
        public static let overloaded = Code("overloaded")
        /// The key is missing, wrong or expired.
        public static let authentication = Code("authentication")
        /// The key is valid but may not do this.
        public static let permissionDenied = Code("permissionDenied")
        /// The request is wrong; sent again it fails again.
        public static let invalidRequest = Code("invalidRequest")
        /// Input and output together exceed the model's context window.
        public static let contextLengthExceeded = Code("contextLengthExceeded")
        /// The provider's safety system refused.
        public static let contentFiltered = Code("contentFiltered")
        /// No such model, URL, response or file.
        public static let notFound = Code("notFound")
        /// One of the time-outs passed; the message says which.
        public static let timeout = Code("timeout")
        /// The network failed, or the response ended before it was complete.
        public static let connection = Code("connection")
        /// The other side broke the rules of its protocol.
        public static let protocolViolation = Code("protocolViolation")
        /// The answer is not what it should be: not JSON, or JSON of another shape.
        public static let decoding = Code("decoding")
        /// The provider failed on its side.
        public static let server = Code("server")
        /// The library was used in a way it does not allow; the message says how.
        public static let misuse = Code("misuse")
    }
}

extension LanguageModelError.Code {
    /// Whether the same request may succeed later, as far as the code alone tells.
    var isRetryable: Bool {
        switch self {
        case .rateLimited, .overloaded, .timeout, .connection, .server: true
        default: false
        }
    }

    /// Whether the provider did any work, as far as the code alone tells.
    var replaySafety: ReplaySafety {
        switch self {
        case .rateLimited, .quotaExceeded, .authentication, .permissionDenied, .invalidRequest,
            .contextLengthExceeded, .notFound, .misuse:
            .safe
        default: .unknown
        }
    }

    /// The usual meaning of an HTTP status outside 200…299.
    public init(httpStatus: Int) {
        self =
            switch httpStatus {
            case 401: .authentication
            case 402: .quotaExceeded
            case 403: .permissionDenied
            case 404, 410: .notFound
            case 408: .timeout
            case 429: .rateLimited
            case 503, 529: .overloaded
            case 400..<500: .invalidRequest
            default: .server
            }
    }
}
