import DialectTransport

/// A resource of Azure AI Foundry or of Azure OpenAI, and how it is told who asks.
public struct AzureEndpoint: Sendable {
    /// Where the resource lives: `https://name.openai.azure.com`. A query is kept.
    public var baseURL: String
    /// The version of the API, such as `2024-10-21`, for URLs that name the deployment; nil for the API's version 1,
    /// whose URLs are the same for all deployments and need no further version.
    public var apiVersion: String?
    /// Headers for every request, the key included. They are never logged.
    public var headers: [String: String]
    /// Asked before every request for further headers, such as a token that expires; they win over ``headers``.
    public var credentials: (@Sendable () async throws -> [String: String])?

    public init(
        baseURL: String, apiVersion: String? = nil, headers: [String: String] = [:],
        credentials: (@Sendable () async throws -> [String: String])? = nil
    ) {
        self.baseURL = baseURL
        self.apiVersion = apiVersion
        self.headers = headers
        self.credentials = credentials
    }

    /// A resource by its name, and one of its keys.
    public static func resource(_ name: String, apiKey: String, apiVersion: String? = nil) -> AzureEndpoint {
        AzureEndpoint(
            baseURL: "https://\(name).openai.azure.com", apiVersion: apiVersion, headers: ["api-key": apiKey])
    }

    /// A resource by its name, with tokens of Microsoft Entra for the scope
    /// `https://cognitiveservices.azure.com/.default`, or `https://ai.azure.com/.default` at Foundry.
    ///
    /// - Parameter token: Called before every request; keep a token as long as it is valid.
    public static func resource(
        _ name: String, apiVersion: String? = nil, token: @escaping @Sendable () async throws -> String
    ) -> AzureEndpoint {
        AzureEndpoint(
            baseURL: "https://\(name).openai.azure.com", apiVersion: apiVersion,
            credentials: { ["Authorization": "Bearer \(try await token())"] })
    }

    /// The URL of an operation for a deployment.
    func url(_ operation: String, deployment: String) -> String {
        guard let apiVersion else { return BaseURL(baseURL).appending("/openai/v1" + operation) }
        let url = BaseURL(baseURL).appending("/openai/deployments/\(Self.escaped(deployment))" + operation)
        return url + (url.contains("?") ? "&" : "?") + "api-version=\(Self.escaped(apiVersion))"
    }

    /// A name as part of a path: what is not plainly a name is percent-encoded.
    private static func escaped(_ name: String) -> String {
        name.utf8.reduce(into: "") { result, byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(Character(Unicode.Scalar(byte)))
            default:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    /// Adds credentials to a request; a header of the request itself wins over them.
    func authorize(_ request: HTTPRequest, own headers: [String: String]) async throws -> HTTPRequest {
        guard let credentials else { return request }
        var request = request
        request.set(try await credentials())
        request.set(headers)
        return request
    }

    /// A request of the API, with all headers but those of ``credentials``.
    func request(_ operation: String, deployment: String, accept: String, body: [UInt8]) -> HTTPRequest {
        var request = HTTPRequest(
            url: url(operation, deployment: deployment),
            headers: [("Accept", accept), ("Content-Type", "application/json"), ("User-Agent", "dialect-swift")],
            body: body)
        request.set(headers)
        return request
    }
}

extension AzureEndpoint: CustomStringConvertible, CustomReflectable {
    /// The URL without its query; never the headers, which hold the key.
    public var description: String { "azure at \(baseURL.prefix { $0 != "?" })" }

    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}
