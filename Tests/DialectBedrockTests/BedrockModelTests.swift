import Dialect
import DialectTransport
import Foundation
import NIOConcurrencyHelpers
import Testing
import TestSupport

@testable import DialectBedrock

/// The provider against a server on loopback.
@Suite(.throttled, .timeLimit(.minutes(10))) struct BedrockModelTests {
    private static let name = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    private static let eventStream = ["Content-Type": "application/vnd.amazon.eventstream"]
    private static let answer = bytes(
        [["messageStart": ["role": "assistant"]], ParsedConverse.delta(0, ["text": "Hi"]), ParsedConverse.stop(0)],
        ParsedConverse.end("end_turn"))

    private static func bytes(_ events: [JSONValue]...) -> [UInt8] {
        events.joined().flatMap { event -> [UInt8] in
            let (type, json) = event.objectValue?.first { _ in true } ?? ("", .null)
            return EventFrame.event(type, json)
        }
    }

    private func withBedrock(
        _ answer: TestHTTPServer.Answer, authorization: BedrockAuthorization = .apiKey("k3y"), name: String = Self.name,
        _ body: (BedrockModel, TestHTTPServer) async throws -> Void
    ) async throws {
        try await TestHTTPServer.run(answering: { _ in answer }) { server in
            let provider = BedrockProvider(
                .init(region: "us-east-1", authorization: authorization, baseURL: server.url + "/"))
            try await body(provider.model(name), server)
        }
    }

    private func failure(_ model: BedrockModel) async -> LanguageModelError? {
        await #expect(throws: LanguageModelError.self) { try await model.generate("Hi") }
    }

    @Test func streamsWithAnAPIKey() async throws {
        try await withBedrock(.init(headers: Self.eventStream, bytes: Self.answer)) { model, server in
            let response = try await model.generate("Hello")
            #expect(response.text == "Hi")
            #expect(response.usage.total == 8)
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream")
            #expect(request.headers["authorization"] == "Bearer k3y")
            #expect(request.headers["accept"] == "application/vnd.amazon.eventstream")
            #expect(request.headers["content-type"] == "application/json")
            #expect(
                String(decoding: request.body, as: UTF8.self)
                    == #"{"messages":[{"role":"user","content":[{"text":"Hello"}]}]}"#)
        }
    }

    /// What arrives must be what was signed: the signature made again of what the server got is the same.
    @Test func signsWhatIsSent() async throws {
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let environment = AWSEnvironment(variables: [:], now: { date })
        let credentials = AWSCredentials(accessKeyID: "AKIA1", secretAccessKey: "s3cret", sessionToken: "t0ken")
        let authorization = BedrockAuthorization.credentials(in: environment) { credentials }
        let answer = TestHTTPServer.Answer(headers: Self.eventStream, bytes: Self.answer)
        let arn = "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.amazon.nova-lite-v1:0"
        try await withBedrock(answer, authorization: authorization, name: arn) { model, server in
            var request: ModelRequest = "Grüße"
            request.headers = ["X-Custom": "a  b"]
            let response = try await model.generate(request)
            #expect(response.text == "Hi")
            let got = try #require(server.requests.first)
            #expect(
                got.path.contains("/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Ainference-profile%2Feu."))
            let sent = try #require(got.headers["authorization"])
            #expect(sent.contains("Credential=AKIA1/20231114/eu-west-1/bedrock/aws4_request"))
            let names = try #require(sent.firstMatch(of: #/SignedHeaders=([a-z0-9;-]+),/#)?.1).split(separator: ";")
            #expect(names == ["accept", "content-type", "host", "x-amz-date", "x-amz-security-token", "x-custom"])
            let again = SignatureV4(region: "eu-west-1", service: "bedrock").sign(
                HTTPRequest(
                    method: got.method, url: server.url + got.path,
                    headers: names.filter { $0 != "host" }.map {
                        (name: String($0), value: got.headers[String($0), default: ""])
                    },
                    body: got.body), with: credentials, at: date)
            #expect(again.headers.last?.value == sent)
            #expect(got.headers["host"] == String(server.url.dropFirst("http://".count)))
        }
    }

    @Test func answersAtOnceIfAsked() async throws {
        let body = """
            {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"end_turn",
             "usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":9}}
            """
        let headers = ["Content-Type": "application/json", "x-amzn-RequestId": "r1"]
        try await withBedrock(.init(headers: headers, body: body)) { model, server in
            var request: ModelRequest = "Hello"
            request.providerOptions[Bedrock.self].isStreamed = false
            let response = try await model.generate(request)
            #expect(response.text == "Hi")
            #expect(response.metadata.requestID == "r1")
            #expect(server.requests.first?.path.hasSuffix("/converse") == true)
            #expect(server.requests.first?.headers["accept"] == "application/json")
        }
    }

    @Test(arguments: [(name, "native", "Hi"), ("amazon.nova-lite-v1:0", "tool", #"{"a":1}"#)])
    func saysHowTheAnswerGotItsForm(name: String, mode: String, text: String) async throws {
        var request: ModelRequest = "Hello"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: ["type": "object"]))
        let call = ParsedConverse.call(0, id: "t", name: "answer", [#"{"a":"#, "1}"])
        let bytes = mode == "tool" ? Self.bytes(call, ParsedConverse.end("tool_use")) : Self.answer
        try await withBedrock(.init(headers: Self.eventStream, bytes: bytes), name: name) { model, _ in
            let response = try await model.generate(request)
            #expect(response.metadata.structuredOutput?.rawValue == mode)
            #expect(response.text == text && response.finishReason.kind == .stop && response.toolCalls.isEmpty)
        }
    }

    @Test func takesLinesWhereAGatewayTookTheFramingOff() async throws {
        var lines = [ParsedConverse.delta(0, ["text": "Hi"])]
        lines += ParsedConverse.end("end_turn")
        let body = lines.map(\.jsonText).joined(separator: "\n")
        for text in [body, body + "\n"] {
            try await withBedrock(.init(headers: ["Content-Type": "application/x-ndjson"], body: text)) { model, _ in
                let response = try await model.generate("Hello")
                #expect(response.text == "Hi")
            }
        }
    }

    // MARK: Bad answers

    @Test(
        arguments: [
            (400, "ValidationException", "Input is too long for requested model.", .contextLengthExceeded),
            (400, "ValidationException", "Malformed input request.", .invalidRequest),
            (400, "ValidationException", "The provided model identifier is invalid.", .notFound),
            (400, "ServiceQuotaExceededException", "Your request exceeds the service quota.", .quotaExceeded),
            (
                403, "AccessDeniedException", "You don't have access to the model with the specified model ID.",
                .permissionDenied
            ),
            (
                403, "AccessDeniedException", "Authentication failed: Please make sure your API Key is valid.",
                .authentication
            ),
            (
                403, "UnrecognizedClientException", "The security token included in the request is invalid.",
                .authentication
            ),
            (
                403, "InvalidSignatureException",
                "The request signature we calculated does not match the signature you provided.", .authentication
            ),
            (403, "IncompleteSignatureException", "Credential must have 5 slash-delimited elements.", .authentication),
            (403, "ExpiredTokenException", "The security token included in the request is expired", .authentication),
            (404, "ResourceNotFoundException", "This model version has reached the end of its life.", .notFound),
            (408, "ModelTimeoutException", "The model took too long.", .timeout),
            (424, "ModelErrorException", "The model failed.", .server),
            (429, "ThrottlingException", "Too many requests, please wait before trying again.", .rateLimited),
            (429, "ModelNotReadyException", "Model is not ready for inference.", .overloaded),
            (500, "InternalServerException", "The system encountered an unexpected error.", .server),
            (503, "ServiceUnavailableException", "Bedrock is unable to process your request.", .overloaded),
        ] as [(Int, String, String, LanguageModelError.Code)])
    func refusalsAreClassified(status: Int, type: String, message: String, code: LanguageModelError.Code) async throws {
        let headers = [
            "x-amzn-ErrorType": type + ":http://internal.amazon.com/coral/com.amazon.bedrock/",
            "Content-Type": "application/json", "x-amzn-RequestId": "r1",
        ]
        let body = JSONValue.object(["message": .string(message)]).jsonText
        try await withBedrock(.init(status: status, headers: headers, body: body)) { model, _ in
            let error = await failure(model)
            #expect(error?.code == code)
            #expect(error?.message == message && error?.details.type == type)
            #expect(error?.httpStatus == status && error?.requestID == "r1")
            #expect(error?.provider == "bedrock" && error?.model == Self.name)
            #expect(error?.rawBody == body)
        }
    }

    @Test func readsTheTypeInTheBodyToo() async throws {
        let body = #"{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"No."}"#
        try await withBedrock(.init(status: 400, body: body)) { model, _ in
            let error = await failure(model)
            #expect(error?.code == .permissionDenied && error?.message == "No.")
        }
    }

    @Test func refusedCredentialsAreFetchedAnew() async throws {
        let count = Counter()
        let authorization = BedrockAuthorization.credentials {
            AWSCredentials(accessKeyID: "AKIA\(count.next())", secretAccessKey: "s")
        }
        let headers = ["x-amzn-ErrorType": "ExpiredTokenException"]
        try await withBedrock(
            .init(status: 403, headers: headers, body: "{\"message\":\"expired\"}"), authorization: authorization
        ) { model, server in
            for _ in 0..<2 { _ = await failure(model) }
            let keys = server.requests.map { $0.headers["authorization"]?.contains("AKIA1/") }
            #expect(keys == [true, false])
        }
    }

    @Test func anExceptionInTheStreamIsThrown() async throws {
        var bytes = Self.bytes([ParsedConverse.delta(0, ["text": "So"])])
        bytes += EventFrame.exception("modelStreamErrorException", ["message": "It broke.", "originalStatusCode": 500])
        try await withBedrock(.init(headers: Self.eventStream, bytes: bytes)) { model, _ in
            let error = await failure(model)
            #expect(error?.code == .server && error?.message == "It broke.")
        }
    }

    // MARK: Where Bedrock is

    @Test(arguments: [
        ("us-east-1", "m.n-v1:0", "https://bedrock-runtime.us-east-1.amazonaws.com/model/m.n-v1%3A0/converse"),
        ("cn-north-1", "m", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/model/m/converse"),
        (
            "us-east-1", "arn:aws:bedrock:eu-west-1::foundation-model/m",
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/"
                + "arn%3Aaws%3Abedrock%3Aeu-west-1%3A%3Afoundation-model%2Fm/converse"
        ),
    ])
    func knowsWhereBedrockIs(region: String, model: String, url: String) throws {
        let endpoint = BedrockEndpoint(BedrockProvider.Configuration(region: region, authorization: .apiKey("k")))
        #expect(try endpoint.url(of: model, operation: "converse") == url)
    }

    @Test func theBearerTokenOfTheEnvironmentGoesFirst() async throws {
        let environment = AWSEnvironment(variables: [
            "AWS_BEARER_TOKEN_BEDROCK": "b3arer", "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s",
        ])
        let request = HTTPRequest(url: "https://h/")
        let signed = try await BedrockAuthorization.automatic(in: environment).authorize(request, region: "r")
        #expect(signed.headers.map(\.value) == ["Bearer b3arer"])
    }
}

private final class Counter: Sendable {
    private let count = NIOLockedValueBox(0)

    func next() -> Int {
        count.withLockedValue { count in
            count += 1
            return count
        }
    }
}
