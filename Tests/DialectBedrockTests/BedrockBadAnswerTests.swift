import Dialect
import Foundation
import Testing
import TestSupport

@testable import DialectBedrock

/// What a server, a proxy or the network can do to an answer.
@Suite(.throttled, .timeLimit(.minutes(10))) struct BedrockBadAnswerTests {
    private static let eventStream = ["Content-Type": "application/vnd.amazon.eventstream"]
    private static let frames = [
        EventFrame.event("messageStart", ["role": "assistant"]),
        EventFrame.event("contentBlockDelta", ["contentBlockIndex": 0, "delta": ["text": "Hi"]]),
        EventFrame.event("contentBlockStop", ["contentBlockIndex": 0]),
        EventFrame.event("messageStop", ["stopReason": "end_turn"]),
        EventFrame.event("metadata", ["usage": ["inputTokens": 1, "outputTokens": 2, "totalTokens": 3]]),
    ]

    /// How a request fails, and the text that had come until then.
    private func failure(
        _ answer: TestHTTPServer.Answer, _ request: ModelRequest = "Hi",
        authorization: BedrockAuthorization = .apiKey("k3y")
    ) async throws -> (error: LanguageModelError?, text: String) {
        try await TestHTTPServer.run(answering: { _ in answer }) { server in
            let model = BedrockProvider(
                .init(region: "us-east-1", authorization: authorization, baseURL: server.url)
            ).model("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
            var text = ""
            let error = await #expect(throws: LanguageModelError.self) {
                for try await piece in model.stream(request).text { text += piece }
            }
            return (error, text)
        }
    }

    private var atOnce: ModelRequest {
        var request: ModelRequest = "Hi"
        request.providerOptions[Bedrock.self].isStreamed = false
        return request
    }

    // MARK: Truncation

    @Test func aStreamThatEndsWithinAnEventBrokeOff() async throws {
        let bytes = Array(Self.frames.joined())
        // Within the prelude of the third event, and within its payload.
        let third = Self.frames[0].count + Self.frames[1].count
        for count in [third + 5, third + 40] {
            let (error, text) = try await failure(.init(headers: Self.eventStream, bytes: Array(bytes.prefix(count))))
            #expect(error?.code == .connection && error?.message.contains("broke off") == true)
            #expect(text == "Hi")
        }
    }

    @Test(arguments: 1...3)
    func aStreamThatEndsBeforeItsEndIsTruncated(count: Int) async throws {
        let bytes = Array(Self.frames.prefix(count).joined())
        let (error, text) = try await failure(.init(headers: Self.eventStream, bytes: bytes))
        #expect(error?.code == .connection && error?.message.contains("truncated") == true)
        #expect(text == (count > 1 ? "Hi" : ""))
    }

    @Test func aDocumentThatIsCutIsNoSuccess() async throws {
        let body = #"{"output":{"message":{"role":"assistant","content":[{"text":"Hi"}"#
        let (error, text) = try await failure(.init(headers: ["Content-Type": "application/json"], body: body), atOnce)
        #expect(error?.code == .decoding && error?.isRetryable == false)
        #expect(error?.rawBody?.contains(#"{"text":"Hi"}"#) == true)
        #expect(text == "")
    }

    @Test func anEmptyAnswerIsNoSuccess() async throws {
        for headers in [Self.eventStream, ["Content-Type": "application/json"]] {
            let (error, _) = try await failure(.init(headers: headers))
            #expect(error?.code == .connection && error?.message.contains("truncated") == true)
        }
    }

    // MARK: Checksums

    @Test(arguments: [(1, "prelude"), (9, "prelude"), (20, "an event is wrong"), (-1, "an event is wrong")])
    func aWrongChecksumIsToldOf(offset: Int, words: String) async throws {
        var frames = Self.frames
        let index = offset < 0 ? frames[2].count + offset : offset
        frames[2][index] ^= 1
        let (error, text) = try await failure(.init(headers: Self.eventStream, bytes: Array(frames.joined())))
        #expect(error?.code == .protocolViolation && error?.isRetryable == false)
        #expect(error?.message.contains("CRC-32") == true && error?.message.contains(words) == true)
        #expect(error?.provider == "bedrock")
        // What came before is kept.
        #expect(text == "Hi")
    }

    // MARK: What is no answer of Bedrock's

    @Test(arguments: ["text/html", "application/json", nil])
    func aPageIsNoAnswer(type: String?) async throws {
        let headers = type.map { ["Content-Type": $0] } ?? [:]
        let (error, _) = try await failure(.init(headers: headers, body: "<html>Bad gateway</html>"))
        #expect(error?.code == .protocolViolation)
        #expect(error?.rawBody == "<html>Bad gateway</html>")
    }

    @Test(
        arguments: [(403, .permissionDenied), (407, .invalidRequest), (502, .server), (503, .overloaded)]
            as [(Int, LanguageModelError.Code)])
    func aPageOfAProxyIsClassifiedByItsStatus(status: Int, code: LanguageModelError.Code) async throws {
        let page = "<html><body>Blocked by the proxy</body></html>"
        let (error, _) = try await failure(.init(status: status, headers: ["Content-Type": "text/html"], body: page))
        #expect(error?.code == code)
        #expect(error?.httpStatus == status && error?.rawBody == page)
        #expect(error?.message.contains("Blocked by the proxy") == true)
    }

    // MARK: What Bedrock refuses

    @Test func aPromptThatIsTooLongTellsHowLong() async throws {
        let said = "The model returned the following errors: prompt is too long: 208310 tokens > 200000 maximum"
        let answer = TestHTTPServer.Answer(
            status: 400, headers: ["x-amzn-ErrorType": "ValidationException"],
            body: JSONValue.object(["message": .string(said)]).jsonText)
        let (error, _) = try await failure(answer)
        #expect(error?.code == .contextLengthExceeded && error?.message == said)
        #expect(error?.details.usedTokens == 208_310 && error?.details.maximumTokens == 200_000)
        #expect(error?.isRetryable == false)
    }

    @Test(arguments: [
        (
            "InvalidSignatureException",
            "Signature expired: 20231114T221320Z is now earlier than 20231114T230000Z (20231114T230500Z - 5 min.)"
        ),
        (
            "InvalidSignatureException",
            "Signature not yet current: 20231114T221320Z is still later than 20231114T211000Z "
                + "(20231114T210500Z + 5 min.)"
        ), ("RequestTimeTooSkewed", "The difference between the request time and the server's time is too large."),
        ("RequestExpired", "Request has expired."),
    ])
    func aWrongClockIsToldOf(type: String, said: String) async throws {
        let environment = AWSEnvironment(variables: [:], now: { Date(timeIntervalSince1970: 1_700_000_000) })
        let authorization = BedrockAuthorization.credentials(in: environment) {
            AWSCredentials(accessKeyID: "AKIA1", secretAccessKey: "s3cret")
        }
        let headers = ["x-amzn-ErrorType": type, "Date": "Tue, 14 Nov 2023 23:05:00 GMT"]
        let answer = TestHTTPServer.Answer(
            status: 403, headers: headers, body: JSONValue.object(["message": .string(said)]).jsonText)
        let (error, _) = try await failure(answer, authorization: authorization)
        #expect(error?.code == .authentication && error?.isRetryable == false)
        #expect(
            error?.message == said
                + " This machine's clock says 20231114T221320Z, the server's Tue, 14 Nov 2023 23:05:00 GMT: set the "
                + "clock right, since AWS refuses signatures that are minutes off.")
    }

    /// The message of a wrong secret says nothing of clocks.
    @Test func aWrongSecretIsNoWrongClock() async throws {
        let said = "The request signature we calculated does not match the signature you provided."
        let answer = TestHTTPServer.Answer(
            status: 403, headers: ["x-amzn-ErrorType": "InvalidSignatureException"],
            body: JSONValue.object(["message": .string(said)]).jsonText)
        let (error, _) = try await failure(answer, authorization: .accessKey(id: "AKIA1", secret: "s3cret"))
        #expect(error?.code == .authentication && error?.message == said)
        #expect(error.map { "\($0)".contains("s3cret") } == false)
    }
}
