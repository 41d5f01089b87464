import Dialect

/// What Google says of one of its models.
public struct GoogleModelInfo: Hashable, Sendable, Codable {
    /// The name to ask for: `gemini-2.5-pro`.
    public var name: String
    /// The name for people: `Gemini 2.5 Pro`.
    public var displayName: String?
    public var description: String?
    /// The longest prompt, in tokens.
    public var inputTokenLimit: Int?
    /// The longest answer, in tokens.
    public var outputTokenLimit: Int?
    /// What can be asked of it: `generateContent`, `embedContent`.
    public var methods: [String]

    init?(_ json: JSONValue) {
        guard let path = json["name"]?.stringValue, let last = path.split(separator: "/").last else { return nil }
        // A tuned model is known by its whole path.
        name = path.hasPrefix("tunedModels/") ? path : String(last)
        displayName = json["displayName"]?.stringValue
        description = json["description"]?.stringValue
        inputTokenLimit = json["inputTokenLimit"]?.intValue
        outputTokenLimit = json["outputTokenLimit"]?.intValue
        methods = json["supportedGenerationMethods"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}

extension GoogleProvider {
    /// The most pages of the list that are read: a server must not keep us turning pages.
    private static let maximumPages = 100

    /// The models that Google offers.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` or `CancellationError`.
    public func models() async throws -> [GoogleModelInfo] {
        let endpoint = client.endpoint
        var result: [GoogleModelInfo] = []
        var token: String?
        for _ in 0..<Self.maximumPages {
            let query = "pageSize=1000" + (token.map { "&pageToken=\(GoogleEndpoint.escaped($0))" } ?? "")
            let page = try await client.document(method: "GET", url: listURL(endpoint, query: query))
            let entries = page["models"]?.arrayValue ?? page["publisherModels"]?.arrayValue ?? []
            result += entries.compactMap { GoogleModelInfo($0) }
            token = page["nextPageToken"]?.stringValue
            if token?.isEmpty ?? true { break }
        }
        return result
    }

    /// Vertex AI lists a publisher's models outside of any project.
    private func listURL(_ endpoint: GoogleEndpoint, query: String) -> String {
        guard endpoint.isVertex, let project = endpoint.baseURL.firstRange(of: "/projects/") else {
            return endpoint.url(path: endpoint.modelsPath, query: query)
        }
        return endpoint.baseURL[..<project.lowerBound] + "/\(endpoint.modelsPath)?\(query)"
    }
}
