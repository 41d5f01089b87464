import Dialect
import Testing

/// What an error says, and what follows from its code.
struct LanguageModelErrorTests {
    @Test func theDescriptionTellsWhoWhatAndWhy() {
        let error = LanguageModelError(
            .rateLimited, "Too many requests", provider: "openai", model: "gpt-5.5", httpStatus: 429,
            requestID: "req_1", details: .init(type: "requests", code: "rate_limit_exceeded", parameter: "model"),
            retryAfter: .seconds(2), rawBody: "never shown", underlying: CancellationError())
        #expect(
            error.description == """
                openai/gpt-5.5: rateLimited: Too many requests (HTTP 429, rate_limit_exceeded, parameter model, \
                request req_1, retry after 2.0 seconds)
                """)
        #expect(LanguageModelError(.server, "It broke").description == "server: It broke")
        #expect(LanguageModelError(.server, "It broke", provider: "p").description == "p: server: It broke")
        let typeOnly = LanguageModelError(.server, "It broke", details: .init(type: "server_error"))
        #expect(typeOnly.description == "server: It broke (server_error)")
    }

    @Test(
        arguments: [
            (400, .invalidRequest), (401, .authentication), (402, .quotaExceeded), (403, .permissionDenied),
            (404, .notFound), (408, .timeout), (409, .invalidRequest), (410, .notFound), (413, .invalidRequest),
            (422, .invalidRequest), (429, .rateLimited), (500, .server), (502, .server), (503, .overloaded),
            (504, .server), (529, .overloaded), (302, .server),
        ] as [(Int, LanguageModelError.Code)])
    func statusesHaveTheirUsualMeaning(_ status: Int, _ code: LanguageModelError.Code) {
        #expect(LanguageModelError.Code(httpStatus: status) == code)
    }

    @Test(
        arguments: [
            (.rateLimited, true, .safe), (.quotaExceeded, false, .safe), (.overloaded, true, .unknown),
            (.authentication, false, .safe), (.permissionDenied, false, .safe), (.invalidRequest, false, .safe),
            (.contextLengthExceeded, false, .safe), (.contentFiltered, false, .unknown), (.notFound, false, .safe),
            (.timeout, true, .unknown), (.connection, true, .unknown), (.protocolViolation, false, .unknown),
            (.decoding, false, .unknown), (.server, true, .unknown), (.misuse, false, .safe),
            (.init("invented"), false, .unknown),
        ] as [(LanguageModelError.Code, Bool, ReplaySafety)])
    func theCodeDecidesUnlessToldOtherwise(_ code: LanguageModelError.Code, _ retry: Bool, _ safety: ReplaySafety) {
        let error = LanguageModelError(code, "x")
        #expect(error.isRetryable == retry)
        #expect(error.replaySafety == safety)
        let told = LanguageModelError(code, "x", isRetryable: !retry, replaySafety: .unsafe)
        #expect(told.isRetryable == !retry)
        #expect(told.replaySafety == .unsafe)
    }

    @Test func bodiesAreCutSoThatLogsStaySmall() {
        let body = String(repeating: "x", count: LanguageModelError.maximumRawBodyLength + 1)
        var error = LanguageModelError(.server, "x", rawBody: body)
        #expect(error.rawBody?.count == LanguageModelError.maximumRawBodyLength)
        error.rawBody = "short"
        #expect(error.rawBody == "short")
        error.rawBody = body
        #expect(error.rawBody?.count == LanguageModelError.maximumRawBodyLength)
    }
}
