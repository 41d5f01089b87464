import DialectTransport
import Foundation
import Testing

@testable import DialectBedrock

/// The vectors are those of AWS's "Signature Version 4 test suite".
@Suite struct SignatureV4Tests {
    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    /// 2015-08-30, 12:36:00 UTC.
    private static let date = Date(timeIntervalSince1970: 1_440_938_160)

    struct Vector: CustomTestStringConvertible, Sendable {
        var name: String
        var method = "GET"
        var path = "/"
        var headers: [(name: String, value: String)] = []
        var body = ""
        var signature: String
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            name: "get-vanilla-query-order-key-case", path: "/?Param2=value2&Param1=value1",
            signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        Vector(
            name: "get-vanilla-empty-query-key", path: "/?Param1=value1",
            signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        Vector(
            name: "get-unreserved", path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
        Vector(
            name: "get-utf8", path: "/ሴ",
            signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        Vector(
            name: "get-relative-relative", path: "/example1/example2/../..",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            name: "get-slash-dot-slash", path: "/./",
            signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        Vector(
            name: "get-slashes", path: "//example//",
            signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        Vector(
            name: "get-header-value-trim",
            headers: [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
            signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        Vector(
            name: "get-header-key-duplicate",
            headers: [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")],
            signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        Vector(
            name: "post-vanilla", method: "POST",
            signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        Vector(
            name: "post-x-www-form-urlencoded", method: "POST",
            headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "Param1=value1",
            signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"),
    ]

    @Test(arguments: vectors)
    func givesTheSignatureOf(_ vector: Vector) throws {
        let request = HTTPRequest(
            method: vector.method, url: "https://example.amazonaws.com" + vector.path, headers: vector.headers,
            body: Array(vector.body.utf8))
        let signed = SignatureV4(region: "us-east-1", service: "service")
            .sign(request, with: Self.credentials, at: Self.date)
        let authorization = try #require(signed.headers.last { $0.name == "Authorization" }?.value)
        let names = (["host", "x-amz-date"] + vector.headers.map { $0.name.lowercased() })
        #expect(
            authorization == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=\(Set(names).sorted().joined(separator: ";")), Signature=\(vector.signature)")
        #expect(signed.headers.contains { $0 == ("X-Amz-Date", "20150830T123600Z") })
    }

    /// The same request, signed by AWS's own SDK for Python (botocore 1.43).
    @Test func signsARequestToBedrockAsTheSDKDoes() throws {
        var credentials = Self.credentials
        credentials.sessionToken = "token/+="
        let request = HTTPRequest(
            url: "https://bedrock-runtime.eu-west-1.amazonaws.com/model/anthropic.claude-v2%3A1/converse-stream",
            headers: [("Accept", "application/vnd.amazon.eventstream"), ("Content-Type", "application/json")],
            body: Array(#"{"messages":[]}"#.utf8))
        let signed = SignatureV4(region: "eu-west-1", service: "bedrock")
            .sign(request, with: credentials, at: Date(timeIntervalSince1970: 1_767_323_045))
        #expect(
            signed.headers.last?.value
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/bedrock/aws4_request, "
                + "SignedHeaders=accept;content-type;host;x-amz-date;x-amz-security-token, "
                + "Signature=6eef4e10f1fecf056037a100618b5aadebb9196ba686b35c47bd4510a28c4e65")
    }

    @Test("signs the path of a model as AWS reads it: encoded twice")
    func encodesThePathTwice() {
        let request = HTTPRequest(url: "https://bedrock-runtime.us-east-1.amazonaws.com/model/a.b-v1%3A0/converse")
        let canonical = CanonicalRequest(request, unsigned: []).text.split(separator: "\n")
        #expect(canonical[1] == "/model/a.b-v1%253A0/converse")
    }

    @Test(arguments: [
        ("https://host:443/", "host"), ("http://host:80/", "host"), ("http://127.0.0.1:8080/x", "127.0.0.1:8080"),
        ("https://host?a=b", "host"),
    ])
    func signsTheHostThatIsSent(url: String, host: String) {
        #expect(CanonicalRequest(HTTPRequest(url: url), unsigned: []).text.contains("\nhost:\(host)\n"))
    }

    @Test func signsTheTokenAndNothingThatMayChange() throws {
        var credentials = Self.credentials
        credentials.sessionToken = "token"
        let request = HTTPRequest(
            url: "https://h/",
            headers: [("User-Agent", "a"), ("authorization", "old"), ("x-amz-security-token", "old")])
        let signed = SignatureV4(region: "r", service: "s").sign(request, with: credentials, at: Self.date)
        let authorizations = signed.headers.filter { $0.name.lowercased() == "authorization" }.map(\.value)
        #expect(authorizations.count == 1)
        #expect(authorizations[0].contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"))
        #expect(signed.headers.filter { $0.name.lowercased() == "x-amz-security-token" }.map(\.value) == ["token"])
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
        (1_709_164_800, "20240229T000000Z"), (4_107_542_399, "21000228T235959Z"), (4_107_542_400, "21000301T000000Z"),
    ])
    func writesTheTime(seconds: Int, text: String) {
        #expect(SigningTime(Date(timeIntervalSince1970: TimeInterval(seconds))).text == text)
    }

    @Test func credentialsAreNeverShown() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token")
        var dumped = ""
        dump(credentials, to: &dumped)
        dump(BedrockAuthorization.accessKey(id: "AKID", secret: "secret"), to: &dumped)
        dump(BedrockProvider(apiKey: "secret", region: "r"), to: &dumped)
        for text in [
            dumped, "\(credentials)", String(reflecting: credentials), "\(BedrockAuthorization.apiKey("secret"))",
            "\(BedrockProvider(apiKey: "secret", region: "r"))",
        ] {
            #expect(!text.contains("secret") && !text.contains("AKID") && !text.contains("token"), "\(text)")
        }
    }
}
