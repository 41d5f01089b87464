import Dialect
import DialectWire
import Testing

@Suite struct AWSErrorTests {
    private func error(
        _ json: JSONValue, status: Int? = nil, headers: [String: String] = [:]
    ) -> LanguageModelError {
        LanguageModelError(reported: json, provider: "bedrock", httpStatus: status, headers: headers)
    }

    /// The name of an exception says more than the status.
    @Test(
        arguments: [
            ("ThrottlingException", 429, .rateLimited), ("ModelNotReadyException", 429, .overloaded),
            ("ServiceQuotaExceededException", 400, .quotaExceeded), ("ValidationException", 400, .invalidRequest),
            ("InvalidSignatureException", 403, .authentication), ("AccessDeniedException", 403, .permissionDenied),
            ("ModelErrorException", 424, .server), ("ExceptionOfTomorrow", 424, .invalidRequest),
        ] as [(String, Int, LanguageModelError.Code)])
    func namesOfExceptionsAreKnown(name: String, status: Int, code: LanguageModelError.Code) {
        let headers = ["x-amzn-errortype": name + ":http://internal.amazon.com/coral/com.amazon.bedrock/"]
        let fromHeader = error(["message": "m"], status: status, headers: headers)
        #expect(fromHeader.code == code && fromHeader.details.type == name)
        let fromBody = error(["__type": .string("com.amazon#" + name), "Message": "m"], status: status)
        #expect(fromBody.code == code && fromBody.details.type == name && fromBody.message == "m")
        let small = name.prefix(1).lowercased() + name.dropFirst()
        #expect(error(["type": .string(small), "message": "m"], status: status).code == code)
    }

    @Test(arguments: [
        "Input is too long for requested model.",
        "The model returned the following errors: prompt is too long: 208310 tokens > 200000 maximum",
        "input length and `max_tokens` exceed context limit: 189000 + 20000 > 200000",
        "Input Tokens Exceeded: Number of input tokens exceeds maximum length.",
        "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token count: 10000",
    ])
    func promptsThatDoNotFitAreKnown(message: String) {
        let found = error(
            ["message": .string(message)], status: 400, headers: ["x-amzn-errortype": "ValidationException"])
        #expect(found.code == .contextLengthExceeded)
        #expect(found.message == message)
    }

    @Test func aModelThatThereIsNotIsNotFound() {
        let headers = ["x-amzn-errortype": "ValidationException"]
        let unknown: JSONValue = ["message": "The provided model identifier is invalid."]
        #expect(error(unknown, status: 400, headers: headers).code == .notFound)
        let other: JSONValue = ["message": "The provided request is invalid."]
        #expect(error(other, status: 400, headers: headers).code == .invalidRequest)
    }

    @Test func theBudgetOfADayIsAQuota() {
        let headers = ["x-amzn-errortype": "ThrottlingException"]
        let day: JSONValue = ["message": "Too many tokens per day, please wait before trying again."]
        #expect(error(day, status: 429, headers: headers).code == .quotaExceeded)
        let moment: JSONValue = ["message": "Too many tokens, please wait before trying again."]
        #expect(error(moment, status: 429, headers: headers).code == .rateLimited)
    }
}
