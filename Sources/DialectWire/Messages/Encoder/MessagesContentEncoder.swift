#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Encodes text and media, in messages and in tools' results.
struct MessagesContentEncoder {
    let dialect: MessagesDialect

    /// The part as a content block; nil for parts that are none.
    func encode(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, let metadata):
            block(["type": "text", "text": .string(text)], dialect.metadata(metadata))
        case .image(let media): image(media)
        case .file(let media): media.mediaType.hasPrefix("image/") ? image(media) : document(media)
        case .providerItem(let item) where dialect.understands(item): item.json.withSortedMembers
        default: nil
        }
    }

    /// Adds the breakpoint that the app set on the part.
    func block(_ object: JSONObject, _ metadata: JSONValue?) -> JSONValue {
        var object = object
        if let control = Self.cacheControl(metadata) { object["cache_control"] = control }
        return .object(object)
    }

    static func cacheControl(_ metadata: JSONValue?) -> JSONValue? {
        guard let control = metadata?["cacheControl"]?.nonNull else { return nil }
        return MessagesCacheControl(ttl: control["ttl"]?.stringValue).json
    }

    private func image(_ media: Media) -> JSONValue {
        block(["type": "image", "source": source(media)], dialect.metadata(media.metadata))
    }

    /// PDFs and plain text are read; other files that were uploaded go into the container that runs code.
    private func document(_ media: Media) -> JSONValue? {
        let metadata = dialect.metadata(media.metadata)
        var object: JSONObject = ["type": "document"]
        switch media.location {
        case .fileID(let id) where !media.isPDF && !media.isText:
            return block(["type": "container_upload", "file_id": .string(id)], metadata)
        case .data(let data) where media.isText:
            object["source"] = [
                "type": "text", "media_type": "text/plain", "data": .string(String(decoding: data, as: UTF8.self)),
            ]
        case .data where !media.isPDF: return nil
        case .data, .url, .fileID: object["source"] = source(media)
        }
        object["title"] = media.filename.map(JSONValue.string)
        object["context"] = metadata?["context"]?.nonNull
        object["citations"] = metadata?["citations"]?.boolValue.map { ["enabled": .bool($0)] }
        return block(object, metadata)
    }

    private func source(_ media: Media) -> JSONValue {
        switch media.location {
        case .data(let data):
            [
                "type": "base64", "media_type": .string(media.mediaType),
                "data": .string(data.base64EncodedString()),
            ]
        case .url(let url): ["type": "url", "url": .string(url)]
        case .fileID(let id): ["type": "file", "file_id": .string(id)]
        }
    }
}

extension Media {
    fileprivate var isPDF: Bool { mediaType == "application/pdf" }

    /// Whether the bytes are text that can be read as it is.
    fileprivate var isText: Bool {
        let textual: Set<String> = [
            "application/json", "application/xml", "application/yaml", "application/x-yaml", "application/javascript",
        ]
        let type = mediaType.prefix { $0 != ";" }
        return type.hasPrefix("text/") || textual.contains(String(type))
    }
}
