import Dialect

extension ErrorReport {
    /// The name of an exception, without the namespace that AWS puts before or after it:
    /// `ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/`, `com.amazon.coral#Throttling`.
    static func exceptionName(_ text: String?) -> String? {
        let name = text?.split(separator: ":").first?.split(separator: "#").last
        return name.map(String.init)
    }

    /// How the models behind Bedrock say that a prompt does not fit; each has its own words.
    static let overflowWordsOnBedrock = [
        "nput is too long", "prompt is too long", "exceed context limit", "nput Tokens Exceeded",
        "oo many input tokens",
    ]

    /// The exceptions of "Bedrock Runtime" and the "Common Errors" of AWS's API references. In an event stream their
    /// names begin with a small letter.
    static func classify(exception name: String, message: String?) -> LanguageModelError.Code? {
        guard let first = name.first else { return nil }
        switch first.uppercased() + name.dropFirst() {
        case "ThrottlingException", "Throttling", "TooManyRequestsException":
            // Bedrock's daily budget of tokens comes back tomorrow; no wait in this process is that long.
            return message?.contains("tokens per day") == true ? .quotaExceeded : .rateLimited
        case "ServiceQuotaExceededException": return .quotaExceeded
        case "ModelNotReadyException", "ServiceUnavailableException", "ServiceUnavailable": return .overloaded
        case "ModelTimeoutException": return .timeout
        case "InternalServerException", "InternalFailure", "ModelErrorException", "ModelStreamErrorException":
            return .server
        case "AccessDeniedException":
            return message?.contains("API Key is valid") == true ? .authentication : .permissionDenied
        case "NotAuthorized", "OptInRequired": return .permissionDenied
        case "UnrecognizedClientException", "InvalidSignatureException", "ExpiredTokenException", "ExpiredToken",
            "IncompleteSignature", "IncompleteSignatureException", "InvalidClientTokenId",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException", "SignatureDoesNotMatch",
            "RequestExpired", "RequestTimeTooSkewed":
            return .authentication
        case "ResourceNotFoundException", "UnknownOperationException": return .notFound
        case "ValidationException", "ConflictException", "SerializationException", "ValidationError":
            // "The provided model identifier is invalid." is what Bedrock says of a model that there is not.
            return message?.contains("model identifier is invalid") == true ? .notFound : .invalidRequest
        default: return nil
        }
    }
}
