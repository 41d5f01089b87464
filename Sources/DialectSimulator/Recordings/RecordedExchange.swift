public import Dialect
public import DialectServer

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A request to a real provider and its response, as somebody recorded them.
///
/// The JSON form is one object: `id`, `provider`, `api`, `operation`, `streaming`, `model`, `tags`, `request` with
/// `method`, `url`, `headers`, `body` (JSON), and `response` with `status`, `headers`, `body` (text) and
/// `body_encoding` (`utf-8` or `base64`).
public struct RecordedExchange: Hashable, Sendable {
    /// Unique among the recordings.
    public var id: String
    /// The provider that was asked: `openai`.
    public var provider: String
    /// The dialect: `responses`.
    public var api: String
    /// What was asked of the dialect: `create`.
    public var operation: String?
    /// Whether the response is a stream of events.
    public var isStreaming: Bool
    /// The model that was asked, where the request tells.
    public var model: String?
    /// What the recording shows: `tool-call`.
    public var tags: [String]
    /// Exchanges with an equal path are steps of one conversation.
    public var sourcePath: String?
    /// The step of the conversation.
    public var sourceIndex: Int
    /// What was sent.
    public var request: Request
    /// What came back; its body is the whole of it in wire order.
    public var response: RecordedReply

    /// A recorded request, without secrets.
    public struct Request: Hashable, Sendable {
        /// The HTTP method.
        public var method: String
        /// Where the request went.
        public var url: String
        /// The headers that were recorded, by their names as written.
        public var headers: [String: String]
        /// Nil where the request was not recorded.
        public var body: JSONValue?
    }

    /// Reads the JSON of one exchange.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `decoding` when the JSON is not an exchange.
    public init(json: some Sequence<UInt8>) throws {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: json)
        } catch {
            throw LanguageModelError(.decoding, "A recorded exchange is not JSON: \(error).", underlying: error)
        }
        try self.init(value)
    }

    /// Reads a file that holds one exchange.
    public init(contentsOf file: URL) throws {
        try self.init(json: try Data(contentsOf: file))
    }

    /// Reads every `.json` file in a folder and the folders below it, in the order of their paths.
    public static func all(in folder: URL) throws -> [RecordedExchange] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") }
            .sorted()
            .map { try RecordedExchange(contentsOf: folder.appending(path: $0)) }
    }

    private init(_ json: JSONValue) throws {
        func text(_ value: JSONValue?, _ name: String) throws -> String {
            guard let text = value?.stringValue else {
                throw LanguageModelError(.decoding, "A recorded exchange has no text under \"\(name)\".")
            }
            return text
        }
        let (sent, received) = (json["request"], json["response"])
        id = try text(json["id"], "id")
        provider = try text(json["provider"], "provider")
        api = try text(json["api"], "api")
        operation = json["operation"]?.stringValue
        isStreaming = json["streaming"]?.boolValue ?? false
        model = json["model"]?.stringValue
        tags = json["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
        sourcePath = json["source_path"]?.stringValue
        sourceIndex = json["source_index"]?.intValue ?? 0
        let requestBody = sent?["body"]
        request = Request(
            method: sent?["method"]?.stringValue ?? "POST", url: sent?["url"]?.stringValue ?? "",
            headers: Self.headers(sent?["headers"]), body: requestBody?.isNull == false ? requestBody : nil)
        guard let status = received?["status"]?.intValue else {
            throw LanguageModelError(.decoding, "The recorded exchange \(id) has no response status.")
        }
        var headers = Self.headers(received?["headers"])
        let body = try text(received?["body"], "response.body")
        let bytes =
            received?["body_encoding"] == "base64" ? Data(base64Encoded: body).map(Array.init) : Array(body.utf8)
        guard let bytes else {
            throw LanguageModelError(.decoding, "The response of the recorded exchange \(id) is not base64.")
        }
        let contentType = headers.removeValue(forKey: "content-type")
        response = RecordedReply(status: status, contentType: contentType, headers: headers, body: bytes)
    }

    private static func headers(_ json: JSONValue?) -> [String: String] {
        var headers: [String: String] = [:]
        for (name, value) in json?.objectValue ?? [:] {
            headers[name.lowercased()] = value.stringValue ?? value.arrayValue?.first?.stringValue
        }
        return headers
    }
}
