public import Dialect

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A piece of what a server says: a tool's result, or a prompt's message.
#if compiler(>=6.3)
    @nonexhaustive
#endif
public enum MCPContent: Hashable, Sendable {
    case text(String)
    case image(Data, mediaType: String)
    case audio(Data, mediaType: String)
    /// Something to read from the server; nothing does so by itself.
    case resourceLink(MCPResource)
    case resource(MCPResourceContents)
    /// Of a kind that is not known here, as the server sent it.
    case unknown(JSONValue)

    init(_ json: JSONValue) {
        let data = json["data"]?.stringValue.flatMap { Data(base64Encoded: $0) }
        let mediaType = json["mimeType"]?.stringValue
        switch json["type"]?.stringValue {
        case "text": self = json["text"]?.stringValue.map { MCPContent.text($0) } ?? .unknown(json)
        case "image": self = data.map { MCPContent.image($0, mediaType: mediaType ?? "image/png") } ?? .unknown(json)
        case "audio": self = data.map { MCPContent.audio($0, mediaType: mediaType ?? "audio/wav") } ?? .unknown(json)
        case "resource_link": self = MCPResource(json).map { MCPContent.resourceLink($0) } ?? .unknown(json)
        case "resource":
            self =
                json["resource"].flatMap { MCPResourceContents($0) }.map { MCPContent.resource($0) } ?? .unknown(json)
        default: self = .unknown(json)
        }
    }

    /// As a part of a message. Links are told as text, and what is unknown as its JSON.
    public var contentPart: ContentPart {
        switch self {
        case .text(let text): .text(text)
        case .image(let data, let mediaType): .image(Media(data: data, mediaType: mediaType))
        case .audio(let data, let mediaType): .file(Media(data: data, mediaType: mediaType))
        case .resourceLink(let resource):
            .text(
                [resource.title ?? resource.name, resource.description, resource.uri].compactMap(\.self)
                    .joined(separator: "\n"))
        case .resource(let contents): contents.contentPart
        case .unknown(let json): .text(json.jsonText)
        }
    }
}
