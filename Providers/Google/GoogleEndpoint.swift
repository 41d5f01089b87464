import Dialect
import DialectTransport

/// A place that serves `generateContent`, as data.
public struct GoogleEndpoint: Sendable {
    /// The provider's name in ``Dialect/ModelID`` and in errors: `google` or `vertex`.
    public var provider: String
    /// Where the API lives, with its version, and with project and location on Vertex AI.
    public var baseURL: String
    /// Where a model's plain name lives below ``baseURL``; a name with a slash stands for itself.
    public var modelsPath: String
    /// Headers for every request. They are never logged.
    public var headers: [String: String]
    /// Proves who asks.
    public var credentials: GoogleCredentials

    public init(
        provider: String = Google.name, baseURL: String, modelsPath: String = "models",
        headers: [String: String] = [:], credentials: GoogleCredentials
    ) {
        self.provider = provider
        self.baseURL = baseURL
        self.modelsPath = modelsPath
        self.headers = headers
        self.credentials = credentials
    }

    /// The Gemini API of Google AI Studio, or another server at ``baseURL`` that speaks as it does.
    public static func gemini(apiKey: String, baseURL: String = geminiBaseURL) -> GoogleEndpoint {
        GoogleEndpoint(baseURL: baseURL, credentials: .apiKey(apiKey))
    }

    /// Where Google serves the Gemini API.
    public static let geminiBaseURL = "https://generativelanguage.googleapis.com/v1beta"

    /// Vertex AI, in a project of Google Cloud.
    ///
    /// - Parameters:
    ///   - location: A region such as `europe-west4`, a multi-region (`us`, `eu`), or `global`.
    ///   - baseURL: Another server, version included; nil is Google's for the location.
    public static func vertex(
        project: String, location: String = "global", credentials: GoogleCredentials, baseURL: String? = nil
    ) -> GoogleEndpoint {
        let root = baseURL ?? "https://\(vertexHost(location))/v1beta1"
        return GoogleEndpoint(
            provider: vertexName, baseURL: BaseURL(root).appending("/projects/\(project)/locations/\(location)"),
            modelsPath: "publishers/google/models", credentials: credentials)
    }

    /// Vertex AI in express mode, with an API key and without a project.
    public static func vertex(apiKey: String) -> GoogleEndpoint {
        GoogleEndpoint(
            provider: vertexName, baseURL: "https://aiplatform.googleapis.com/v1beta1",
            modelsPath: "publishers/google/models", credentials: .apiKey(apiKey))
    }

    private static let vertexName = "vertex"

    /// The host of a location (Vertex AI's page "Locations").
    private static func vertexHost(_ location: String) -> String {
        switch location {
        case "global": "aiplatform.googleapis.com"
        case "us", "eu": "aiplatform.\(location).rep.googleapis.com"
        default: "\(location)-aiplatform.googleapis.com"
        }
    }

    var isVertex: Bool { modelsPath.hasPrefix("publishers/") }

    /// The URL of something that a model does.
    ///
    /// - Parameter path: Where a plain name lives, if not at ``modelsPath``.
    func url(
        model: String, at path: String? = nil, verb: String, query: String = ""
    ) throws(LanguageModelError) -> String {
        let steps = model.split(separator: "/", omittingEmptySubsequences: false)
        // The name stands in the URL's path and must not lead elsewhere.
        guard !steps.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw .invalidGoogleRequest("\"\(model)\" is not the name of a model.", parameter: "model")
        }
        let place = steps.count > 1 ? "" : (path ?? modelsPath) + "/"
        return url(path: place + Self.escaped(model) + ":" + verb, query: query)
    }

    func url(path: String, query: String = "") -> String {
        let url = BaseURL(baseURL).appending("/" + path)
        return query.isEmpty ? url : url + (url.contains("?") ? "&" : "?") + query
    }

    /// Percent-encodes what may not stand in a path (RFC 3986, section 3.3); `@` divides a model and its version.
    static func escaped(_ name: String) -> String {
        var result = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "@"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}

extension GoogleEndpoint: CustomStringConvertible {
    /// The provider and the URL; never the headers or the credentials.
    public var description: String { "\(provider) at \(baseURL.prefix { $0 != "?" })" }
}

extension GoogleEndpoint: CustomReflectable {
    /// What a dump shows: no headers and no credentials either.
    public var customMirror: Mirror {
        Mirror(self, children: ["description": description, "headers": headers.keys.sorted()], displayStyle: .struct)
    }
}
