import Dialect
import Foundation
import Testing

@testable import DialectBedrock

/// The provider before a server that checks signatures and requests with AWS's own code. `.ci/bedrock` starts it
/// (`.ci/interop/bedrock_server.py`) and says where it is; it repeats what the user said.
@Suite(
    "A server of AWS's own code",
    .enabled(if: BedrockInterop.endpoint != nil, "Left out: .ci/bedrock starts the server that it needs."),
    .timeLimit(.minutes(5)))
struct BedrockInteropTests {
    private static let text = "Grüße, 世界 👋🏽 e\u{301} \"a+b\" & c=d%20 \\ \u{2028}\t~"

    private func echo(_ model: some LanguageModel, _ request: ModelRequest = "\(BedrockInteropTests.text)") async throws
    {
        let response = try await model.generate(request)
        #expect(response.text == Self.text)
        #expect(response.finishReason.kind == .stop && response.usage.total == 8)
    }

    private func failure(_ model: some LanguageModel, _ request: ModelRequest = "Hi") async -> LanguageModelError? {
        await #expect(throws: LanguageModelError.self) { try await model.generate(request) }
    }

    // MARK: Signatures

    @Test("takes a signature over ConverseStream") func stream() async throws {
        try await echo(BedrockInterop.model())
    }

    @Test("takes a signature over Converse") func oneShot() async throws {
        var request: ModelRequest = "\(Self.text)"
        request.providerOptions[Bedrock.self].isStreamed = false
        try await echo(BedrockInterop.model(), request)
    }

    @Test("takes ids with colons and dots in the path")
    func ids() async throws {
        for name in ["anthropic.claude-v2:1", "us.amazon.nova-lite-v1:0", "deepseek.v3.2"] {
            try await echo(BedrockInterop.model(name))
        }
    }

    @Test("takes ARNs with slashes in the path, and signs for their region")
    func arns() async throws {
        for name in [
            "bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
            "bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6",
            "bedrock:us-east-1:123456789012:custom-model/amazon.nova-lite-v1/a1b2c3d4e5f6",
            "bedrock:us-west-2:123456789012:prompt/A1B2C3D4E5:3", "sagemaker:us-east-1:123456789012:endpoint/my-model",
        ] { try await echo(BedrockInterop.model("arn:aws:" + name)) }
    }

    @Test("takes temporary credentials with their token")
    func sessionToken() async throws {
        try await echo(BedrockInterop.model(authorization: BedrockInterop.temporary(token: "token/with+characters==")))
    }

    @Test("takes a query with characters that have to be encoded")
    func query() async throws {
        for query in ["?b=%20%2F&a=%C3%A4&B=~-._", "?z&y=&x=1%2B2%3D3&x=0", "?"] {
            try await echo(BedrockInterop.model(query: query))
        }
    }

    @Test("takes signed headers of the app, however they are spaced")
    func headers() async throws {
        var request: ModelRequest = "\(Self.text)"
        request.headers = ["X-Custom": "  a   b\t c  ", "X-Amzn-Bedrock-Trace": "ENABLED"]
        request.headers["X-Words"] = "Grüße"
        try await echo(BedrockInterop.model(), request)
    }

    @Test("takes an API key") func apiKey() async throws {
        try await echo(BedrockInterop.model(authorization: .apiKey("bedrock-api-key")))
    }

    // MARK: Refusals

    @Test("a wrong secret is an error of authentication")
    func wrongSecret() async {
        let error = await failure(BedrockInterop.model(authorization: BedrockInterop.permanent(secret: "wrong")))
        #expect(error?.code == .authentication && error?.httpStatus == 403)
        #expect(error?.details.type == "InvalidSignatureException")
        #expect(error?.message.hasPrefix("The request signature we calculated does not match") == true)
        #expect(error?.requestID?.isEmpty == false)
    }

    @Test("an unknown key, a token that is wrong or missing, and a wrong API key are errors of authentication")
    func wrongKeys() async {
        let authorizations: [BedrockAuthorization] = [
            .accessKey(id: "AKIANOBODY", secret: "x"), BedrockInterop.temporary(token: "another"),
            BedrockInterop.temporary(token: nil), .apiKey("wrong"),
        ]
        for authorization in authorizations {
            let error = await failure(BedrockInterop.model(authorization: authorization))
            #expect(error?.code == .authentication && error?.httpStatus == 403)
            #expect(error?.message.contains("security token") == true || error?.message.contains("API Key") == true)
        }
    }

    @Test("a clock that is wrong is told of in both directions")
    func skewedClock() async {
        for (offset, words) in [(-600.0, "Signature expired: "), (600, "Signature not yet current: ")] {
            let environment = AWSEnvironment(variables: [:], now: { Date().addingTimeInterval(offset) })
            let authorization = BedrockAuthorization.credentials(in: environment) { BedrockInterop.credentials }
            let error = await failure(BedrockInterop.model(authorization: authorization))
            #expect(error?.code == .authentication && error?.isRetryable == false)
            #expect(error?.message.hasPrefix(words) == true)
            #expect(error?.message.contains("This machine's clock says") == true)
            #expect(error?.message.contains("the server's") == true && error?.message.contains("set the clock") == true)
        }
    }

    @Test("an unknown model, a retired one, and a request out of form are told apart")
    func badRequests() async {
        let unknown = await failure(BedrockInterop.model("unknown.model-v1:0"))
        #expect(unknown?.code == .notFound && unknown?.message == "The provided model identifier is invalid.")
        let retired = await failure(BedrockInterop.model("retired.model-v1:0"))
        #expect(retired?.code == .notFound && retired?.httpStatus == 404)
        var request: ModelRequest = "Hi"
        request.providerOptions[Bedrock.self].extraBody = ["nonsense": 1]
        let refused = await failure(BedrockInterop.model(), request)
        #expect(refused?.code == .invalidRequest && refused?.message.contains("nonsense") == true)
    }

    @Test("an exception within a stream is thrown")
    func exception() async {
        let error = await failure(BedrockInterop.model("breaking.model-v1:0"), "\(Self.text)")
        #expect(error?.code == .rateLimited && error?.message == "Too many tokens, please wait.")
    }

    // MARK: Other operations

    @Test("makes vectors over InvokeModel")
    func embeddings() async throws {
        let model = BedrockInterop.provider().embeddingModel("amazon.titan-embed-text-v2:0")
        let response = try await model.embed(["ab", "Grüße"], as: .document)
        #expect(response.vectors == [[1, -1], [2.5, -1]])
        #expect(response.usage.input.total == 7)
    }
}

/// Where the server is, and its keys, which open nothing.
enum BedrockInterop {
    static let endpoint = ProcessInfo.processInfo.environment["DIALECT_BEDROCK_ENDPOINT"]
    static let credentials = AWSCredentials(accessKeyID: "AKIADIALECT", secretAccessKey: "secret/of+access=")

    static func permanent(secret: String = BedrockInterop.credentials.secretAccessKey) -> BedrockAuthorization {
        .accessKey(id: credentials.accessKeyID, secret: secret)
    }

    static func temporary(token: String?) -> BedrockAuthorization {
        .accessKey(id: "ASIADIALECT", secret: "temporary/secret+", sessionToken: token)
    }

    static func provider(_ authorization: BedrockAuthorization = BedrockInterop.permanent(), query: String = "")
        -> BedrockProvider
    {
        BedrockProvider(
            .init(region: "us-east-1", authorization: authorization, baseURL: (endpoint ?? "http://127.0.0.1") + query))
    }

    static func model(
        _ name: String = "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        authorization: BedrockAuthorization = BedrockInterop.permanent(), query: String = ""
    ) -> BedrockModel {
        provider(authorization, query: query).model(name)
    }
}
