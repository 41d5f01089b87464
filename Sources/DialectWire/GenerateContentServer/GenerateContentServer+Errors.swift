import Dialect

extension GenerateContentServer {
    package func refusal(_ failure: ServedFailure, requestID: String) -> ServedRefusal {
        ServedRefusal(status: Self.kind(of: failure).status, json: Self.json(failure), failure: failure)
    }

    /// The object that tells of a failure, in the form of Google's "AIP-193: Errors".
    static func json(_ failure: ServedFailure) -> JSONValue {
        let (status, word, reason) = kind(of: failure)
        var details: [JSONValue] = []
        if let reason {
            details.append([
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": .string(reason),
                "domain": "googleapis.com",
            ])
        }
        if failure.code == .quotaExceeded {
            details.append([
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [["quotaId": "GenerateRequestsPerDayPerProjectPerModel"]],
            ])
        }
        if let seconds = failure.error.retryAfter {
            details.append([
                "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": .string("\(seconds)s"),
            ])
        }
        let message = failure.message(forOverflow: "exceeds the maximum number of tokens allowed") {
            "The input token count (\($0)) exceeds the maximum number of tokens allowed (\($1))."
        }
        var error: JSONObject = [
            "code": .integer(status), "message": .string(message), "status": .string(word),
        ]
        if !details.isEmpty { error["details"] = .array(details) }
        return ["error": .object(error)]
    }

    /// The words of `google.rpc.Code`. A wrong key is an invalid argument, with a reason of its own.
    private static func kind(of failure: ServedFailure) -> (status: Int, word: String, reason: String?) {
        switch failure.code {
        case .rateLimited, .quotaExceeded: (429, "RESOURCE_EXHAUSTED", nil)
        case .overloaded: (503, "UNAVAILABLE", nil)
        case .authentication: (400, "INVALID_ARGUMENT", "API_KEY_INVALID")
        case .permissionDenied: (403, "PERMISSION_DENIED", nil)
        case .notFound: (404, "NOT_FOUND", nil)
        case .timeout: (504, "DEADLINE_EXCEEDED", nil)
        case .invalidRequest, .contextLengthExceeded, .contentFiltered:
            (failure.clientStatus, "INVALID_ARGUMENT", nil)
        default: (500, "INTERNAL", nil)
        }
    }
}
