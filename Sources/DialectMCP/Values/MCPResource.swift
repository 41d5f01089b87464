public import Dialect

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Something that a server lets read: a file, a row, a page.
public struct MCPResource: Hashable, Sendable {
    public var uri: String
    public var name: String
    /// For people.
    public var title: String?
    public var description: String?
    /// The MIME type, where the server tells.
    public var mediaType: String?
    /// In bytes, where the server tells.
    public var size: Int?
}

/// Resources of a server by a pattern: `file:///{path}` (RFC 6570).
public struct MCPResourceTemplate: Hashable, Sendable {
    public var uriTemplate: String
    public var name: String
    /// For people.
    public var title: String?
    public var description: String?
    /// The MIME type of all of them, where they have the same.
    public var mediaType: String?
}

/// A resource as it was read.
public struct MCPResourceContents: Hashable, Sendable {
    public enum Body: Hashable, Sendable {
        case text(String)
        case data(Data)
    }

    public var uri: String
    /// The MIME type, where the server tells.
    public var mediaType: String?
    public var body: Body

    /// The text, if it is one.
    public var text: String? {
        if case .text(let text) = body { text } else { nil }
    }

    /// As a part of a message.
    public var contentPart: ContentPart {
        switch body {
        case .text(let text): return .text(text)
        case .data(let data):
            let mediaType = mediaType ?? "application/octet-stream"
            let filename = uri.split(separator: "/").last.map(String.init)
            let media = Media(data: data, mediaType: mediaType, filename: filename)
            return mediaType.hasPrefix("image/") ? .image(media) : .file(media)
        }
    }
}

extension MCPResource: ListedByServer {
    static let method = MCPMethod.listResources
    static let key = "resources"

    init?(_ json: JSONValue) {
        guard let uri = json["uri"]?.stringValue else { return nil }
        self.init(
            uri: uri, name: json["name"]?.stringValue ?? uri, title: json["title"]?.stringValue,
            description: json["description"]?.stringValue, mediaType: json["mimeType"]?.stringValue,
            size: json["size"]?.intValue)
    }
}

extension MCPResourceTemplate: ListedByServer {
    static let method = MCPMethod.listResourceTemplates
    static let key = "resourceTemplates"

    init?(_ json: JSONValue) {
        guard let uri = json["uriTemplate"]?.stringValue else { return nil }
        self.init(
            uriTemplate: uri, name: json["name"]?.stringValue ?? uri, title: json["title"]?.stringValue,
            description: json["description"]?.stringValue, mediaType: json["mimeType"]?.stringValue)
    }
}

extension MCPResourceContents {
    init?(_ json: JSONValue) {
        guard let uri = json["uri"]?.stringValue else { return nil }
        self.uri = uri
        mediaType = json["mimeType"]?.stringValue
        if let text = json["text"]?.stringValue {
            body = .text(text)
        } else if let data = json["blob"]?.stringValue.flatMap({ Data(base64Encoded: $0) }) {
            body = .data(data)
        } else {
            return nil
        }
    }
}
