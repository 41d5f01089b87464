import Dialect
import DialectWire
import Testing

/// What kind of failure a report is, in every shape and from every place.
@Suite struct ErrorClassificationTests {
    struct Report: Sendable, CustomTestStringConvertible {
        var json: String
        var code: LanguageModelError.Code
        var status: Int?
        var isRetryable = false
        var safety = ReplaySafety.safe
        var testDescription: String { json }

        var error: LanguageModelError {
            get throws {
                LanguageModelError(
                    responsesError: try JSONValue(parsing: json), provider: "openai", httpStatus: status)
            }
        }
    }

    /// An error object with a code.
    private static func code(_ code: String) -> String {
        #"{"type":"error","error":{"type":"invalid_request_error","code":"\#(code)","message":"M"}}"#
    }

    static let reports =
        [
            Report(json: code("rate_limit_exceeded"), code: .rateLimited, isRetryable: true),
            Report(json: code("insufficient_quota"), code: .quotaExceeded, status: 429),
            Report(json: code("usage_limit_reached"), code: .quotaExceeded, status: 429),
            Report(json: code("subscription_expired"), code: .quotaExceeded),
            Report(json: code("server_is_overloaded"), code: .overloaded, isRetryable: true, safety: .unknown),
            Report(json: code("slow_down"), code: .overloaded, isRetryable: true, safety: .unknown),
            Report(json: code("invalid_api_key"), code: .authentication, status: 401),
            Report(json: code("unsupported_country_region_territory"), code: .permissionDenied, status: 403),
            Report(json: code("context_length_exceeded"), code: .contextLengthExceeded, status: 400),
            Report(json: code("content_filter"), code: .contentFiltered, safety: .unknown),
            Report(json: code("invalid_prompt"), code: .contentFiltered, safety: .unknown),
            Report(json: code("ResponsibleAIPolicyViolation"), code: .contentFiltered, status: 400, safety: .unknown),
            Report(json: code("DeploymentNotFound"), code: .notFound, status: 404),
            Report(
                json: #"{"id":"e1","message":"too many tokens: size limit exceeded by 5 tokens."}"#,
                code: .contextLengthExceeded, status: 400),
            Report(json: code("model_not_found"), code: .notFound, status: 404),
            Report(json: code("previous_response_not_found"), code: .notFound, status: 400),
            Report(json: code("websocket_connection_limit_reached"), code: .connection, status: 400, isRetryable: true),
            Report(json: code("websocket_stream_limit_reached"), code: .connection, status: 400, isRetryable: true),
            Report(json: code("invalid_stream_id"), code: .invalidRequest, status: 400),
            Report(json: code("invalid_image_format"), code: .invalidRequest),
            Report(json: code("server_error"), code: .server, isRetryable: true, safety: .unknown),
            Report(json: code("data_residency_mismatch"), code: .server, isRetryable: true, safety: .unknown),
            // Types, where the code says nothing.
            Report(
                json: #"{"error":{"type":"tokens","code":null,"message":"M"}}"#, code: .rateLimited, isRetryable: true),
            Report(json: #"{"error":{"type":"insufficient_quota","message":"M"}}"#, code: .quotaExceeded, status: 429),
            Report(json: #"{"error":{"type":"invalid_request_error","message":"M"}}"#, code: .invalidRequest),
            Report(
                json: #"{"error":{"type":"authentication_error","code":"","message":"M"}}"#, code: .authentication),
            Report(
                json: #"{"type":"error","error":{"type":"server_error","code":null,"message":null}}"#, code: .server,
                isRetryable: true, safety: .unknown),
            // A type that is said of everything, where the status tells more.
            Report(
                json: #"{"error":{"type":"invalid_request_error","code":null,"message":"No key"}}"#,
                code: .authentication,
                status: 401),
            Report(
                json: #"{"error":{"type":"invalid_request_error","code":null,"message":"No such response"}}"#,
                code: .notFound, status: 404),
            Report(
                json: #"{"error":{"type":"invalid_request_error","code":null,"message":"M"}}"#, code: .invalidRequest,
                status: 400),
            // The status of an event, under both its names, and as a code.
            Report(
                json: #"{"type":"error","status":429,"error":{"message":"M"}}"#, code: .rateLimited, isRetryable: true),
            Report(json: #"{"type":"error","status_code":403,"error":{"message":"M"}}"#, code: .permissionDenied),
            Report(json: #"{"error":{"code":429,"message":"M"}}"#, code: .rateLimited, isRetryable: true),
            Report(json: #"{"error":{"code":7,"message":"M"}}"#, code: .server, isRetryable: true, safety: .unknown),
            // The shapes of other servers.
            Report(json: #"{"error":"Not found"}"#, code: .notFound, status: 404),
            Report(json: #"{"detail":"Not allowed"}"#, code: .permissionDenied, status: 403),
            Report(json: #"{"code":"invalid_api_key","message":"M"}"#, code: .authentication),
            Report(json: "{}", code: .server, isRetryable: true, safety: .unknown),
        ]

    @Test(arguments: reports) func isClassified(_ report: Report) throws {
        let error = try report.error
        #expect(error.code == report.code)
        #expect(error.isRetryable == report.isRetryable)
        #expect(error.replaySafety == report.safety)
        #expect(!error.message.isEmpty)
        #expect(error.rawBody == report.json)
        if let status = report.status { #expect(error.httpStatus == status) }
    }

    @Test func keepsTheServersWords() throws {
        let error = try Report(
            json:
                #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"previous_response_not_found","message":"Gone.","param":"previous_response_id"}}"#,
            code: .notFound
        ).error
        #expect(error.message == "Gone.")
        #expect(error.httpStatus == 400)
        #expect(
            error.details
                == .init(
                    type: "invalid_request_error", code: "previous_response_not_found",
                    parameter: "previous_response_id"))
        let flat = try Report(
            json: #"{"type":"error","code":"c","message":"Flat.","param":"input"}"#, code: .server
        ).error
        #expect(flat.details == .init(code: "c", parameter: "input"))
        let number = try Report(json: #"{"error":{"code":7,"message":"M"}}"#, code: .server).error
        #expect(number.details.code == "7")
    }

    // MARK: Numbers

    @Test(arguments: [
        (
            "This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens.",
            130_012 as Int?, 128_000 as Int?
        ),
        (
            "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages).",
            9000, 8192
        ),
        ("Your input exceeds the context window of this model. Please adjust your input and try again.", nil, nil),
    ])
    func aContextThatIsTooLongTellsItsNumbers(message: String, used: Int?, maximum: Int?) throws {
        let error = try Report(
            json: #"{"error":{"type":"invalid_request_error","code":null,"message":"\#(message)"}}"#,
            code: .contextLengthExceeded, status: 400
        ).error
        #expect(error.code == .contextLengthExceeded)
        #expect(error.details.usedTokens == used)
        #expect(error.details.maximumTokens == maximum)
    }

    @Test(arguments: [
        ("Please try again in 1.5s.", Duration.milliseconds(1500) as Duration?),
        ("Please try again in 20ms. Visit …", .milliseconds(20)), ("Please try again in 20 seconds.", .seconds(20)),
        ("Please try again in 6m0s.", .seconds(360)), ("Please try again in 1h2m3.5s.", .milliseconds(3_723_500)),
        ("Please try again in a while.", nil), ("Please try again.", nil),
        ("Please try again in 99999999999999999999s.", .seconds(86_400)),
    ])
    func theMessageMayTellHowLongToWait(message: String, wait: Duration?) throws {
        let error = try Report(
            json:
                #"{"type":"error","error":{"code":"rate_limit_exceeded","message":"Rate limit reached. \#(message)"}}"#,
            code: .rateLimited
        ).error
        #expect(error.retryAfter == wait)
    }

    // MARK: Headers

    @Test(arguments: [
        #"{"type":"error","headers":{"Retry-After":7,"X-Request-ID":"req_1"},"error":{"message":"M"}}"#,
        #"{"type":"error","error":{"message":"M","headers":{"retry-after":"7","x-request-id":"req_1"}}}"#,
        #"{"type":"error","headers":{"retry-after":"1","x-request-id":"req_0"},"error":{"message":"Try again in 3s","headers":{"retry-after-ms":"7000","X-Request-Id":"req_1"}}}"#,
    ])
    func anEventMayBringItsHeaders(_ json: String) throws {
        let error = LanguageModelError(
            responsesError: try JSONValue(parsing: json), provider: "openai",
            headers: ["retry-after": "99", "x-request-id": "req_of_the_connection"])
        #expect(error.retryAfter == .seconds(7))
        #expect(error.requestID == "req_1")
    }

    @Test func headersOfTheResponseAreRead() throws {
        let error = LanguageModelError(
            refusal: 429, body: Array(#"{"error":{"message":"Slow"}}"#.utf8),
            headers: ["retry-after": "2", "x-request-id": "req_1"], requestID: "other", provider: "openai")
        #expect(error.retryAfter == .seconds(2))
        #expect(error.requestID == "req_1")
        #expect(error.httpStatus == 429)
        #expect(error.message == "Slow")
    }

    @Test func headersAreNotRepeated() throws {
        let error = LanguageModelError(
            refusal: 401, body: Array(#"{"error":{"message":"No"}}"#.utf8),
            headers: ["set-cookie": "session=secret", "authorization": "Bearer secret"], requestID: nil,
            provider: "openai")
        #expect(!"\(error) \(String(reflecting: error))".contains("secret"))
    }

    // MARK: Statuses

    @Test(arguments: [
        (400, LanguageModelError.Code.invalidRequest), (401, .authentication), (402, .quotaExceeded),
        (403, .permissionDenied), (404, .notFound), (408, .timeout), (422, .invalidRequest), (429, .rateLimited),
        (500, .server), (502, .server), (503, .overloaded), (529, .overloaded), (301, .server),
    ])
    func aStatusWithoutJSONIsClassified(status: Int, code: LanguageModelError.Code) {
        for body in ["", "<html>Bad gateway</html>", "[1]", "\"text\""] {
            let error = LanguageModelError(
                refusal: status, body: Array(body.utf8), headers: [:], requestID: "req_1", provider: "openai")
            #expect(error.code == code)
            #expect(error.httpStatus == status)
            #expect(error.message.contains("\(status)"))
            #expect(error.message.contains(body))
            #expect(error.requestID == "req_1")
        }
    }

    @Test func longBodiesAreCut() throws {
        let body = Array(String(repeating: "x", count: 100_000).utf8)
        let error = LanguageModelError(
            refusal: 500, body: body, headers: [:], requestID: nil, provider: "openai")
        #expect(error.message.count < 500)
        #expect(error.rawBody?.count == LanguageModelError.maximumRawBodyLength)
    }
}
