import Dialect
import DialectWire
import Testing

/// What kind of failure Google's errors are: a number as the code, a word as the status, and typed details.
@Suite struct GoogleErrorTests {
    struct Report: Sendable, CustomTestStringConvertible {
        var status: String
        var message = "M"
        var details = ""
        var code: LanguageModelError.Code
        var http: Int
        var testDescription: String { "\(status) \(details)" }

        var error: LanguageModelError {
            let body =
                #"{"error":{"code":\#(http),"message":"\#(message)","status":"\#(status)","details":[\#(details)]}}"#
            return LanguageModelError(
                refusal: http, body: Array(body.utf8), headers: [:], requestID: nil, provider: "google")
        }
    }

    private static let tooLong =
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."

    private static func detail(_ type: String, _ fields: String) -> String {
        #"{"@type":"type.googleapis.com/google.rpc.\#(type)",\#(fields)}"#
    }

    static let reports = [
        Report(status: "INVALID_ARGUMENT", code: .invalidRequest, http: 400),
        Report(
            status: "INVALID_ARGUMENT", details: detail("ErrorInfo", #""reason":"API_KEY_INVALID""#),
            code: .authentication, http: 400),
        Report(status: "INVALID_ARGUMENT", message: tooLong, code: .contextLengthExceeded, http: 400),
        Report(status: "FAILED_PRECONDITION", code: .invalidRequest, http: 400),
        Report(status: "UNAUTHENTICATED", code: .authentication, http: 401),
        Report(status: "PERMISSION_DENIED", code: .permissionDenied, http: 403),
        Report(
            status: "PERMISSION_DENIED", details: detail("ErrorInfo", #""reason":"BILLING_DISABLED""#),
            code: .quotaExceeded, http: 403),
        Report(status: "NOT_FOUND", code: .notFound, http: 404),
        Report(status: "RESOURCE_EXHAUSTED", code: .rateLimited, http: 429),
        Report(
            status: "RESOURCE_EXHAUSTED",
            details: detail("QuotaFailure", #""violations":[{"quotaId":"GenerateRequestsPerMinutePerProject"}]"#),
            code: .rateLimited, http: 429),
        Report(
            status: "RESOURCE_EXHAUSTED",
            details: detail("QuotaFailure", #""violations":[{"quotaId":"GenerateRequestsPerDayPerProject-FreeTier"}]"#),
            code: .quotaExceeded, http: 429),
        Report(status: "INTERNAL", code: .server, http: 500),
        Report(status: "UNAVAILABLE", code: .overloaded, http: 503),
        Report(status: "DEADLINE_EXCEEDED", code: .timeout, http: 504),
        Report(status: "A_WORD_OF_TOMORROW", code: .invalidRequest, http: 418),
    ]

    @Test("are classified", arguments: reports)
    func classified(_ report: Report) {
        #expect(report.error.code == report.code)
        #expect(report.error.message == report.message)
        #expect(report.error.details.type == report.status)
        #expect(report.error.httpStatus == report.http)
    }

    @Test func numbersOfTokensAreRead() {
        let error = Report(status: "INVALID_ARGUMENT", message: Self.tooLong, code: .contextLengthExceeded, http: 400)
            .error
        #expect(error.details.usedTokens == 1_200_000)
        #expect(error.details.maximumTokens == 1_048_576)
    }

    static let delays: [(String, Duration?)] = [
        ("34.4s", .milliseconds(34_400)), ("5s", .seconds(5)), ("0s", .zero), ("-1s", nil), ("5", nil), ("xs", nil),
        ("1e999s", nil),
    ]

    @Test("tell how long to wait", arguments: delays)
    func delay(_ text: String, _ expected: Duration?) {
        let details = Self.detail("RetryInfo", #""retryDelay":"\#(text)""#)
        let report = Report(status: "RESOURCE_EXHAUSTED", details: details, code: .rateLimited, http: 429)
        #expect(report.error.retryAfter == expected)
    }

    @Test func aWordThatIsNoStatusOfGoogleChangesNothing() throws {
        let json = try JSONValue(parsing: #"{"error":{"code":"rate_limit_exceeded","status":"error","message":"M"}}"#)
        let error = LanguageModelError(reported: json, provider: "other")
        #expect(error.code == .rateLimited)
        #expect(error.details.code == "rate_limit_exceeded")
    }
}
