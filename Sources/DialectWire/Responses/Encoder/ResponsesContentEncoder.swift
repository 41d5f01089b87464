#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Encodes the content of input messages and of tools' outputs.
enum ResponsesContentEncoder {
    /// The part as input content; nil for parts that are none.
    static func encode(_ part: ContentPart, provider: String) -> JSONValue? {
        switch part {
        case .text(let text, _): ["type": "input_text", "text": .string(text)]
        case .image(let media): image(media, provider: provider)
        case .file(let media): file(media)
        case .audio(let media): audio(media)
        default: nil
        }
    }

    private static func image(_ media: Media, provider: String) -> JSONValue {
        var object: JSONObject = ["type": "input_image"]
        switch media.location {
        case .data, .url: object["image_url"] = .string(url(of: media))
        case .fileID(let id): object["file_id"] = .string(id)
        }
        object["detail"] = media.metadata[raw: provider]?["detail"]
        return .object(object)
    }

    private static func file(_ media: Media) -> JSONValue {
        var object: JSONObject = ["type": "input_file"]
        switch media.location {
        case .data:
            object["file_data"] = .string(url(of: media))
            // The API wants a name beside data, and reads the type from it too.
            object["filename"] = .string(media.filename ?? (media.isPDF ? "document.pdf" : "document"))
        case .url(let url): object["file_url"] = .string(url)
        case .fileID(let id): object["file_id"] = .string(id)
        }
        return .object(object)
    }

    private static func audio(_ media: Media) -> JSONValue? {
        guard case .data(let data) = media.location else { return nil }
        let subtype = media.mediaType.split(separator: "/").last.map(String.init) ?? "wav"
        let format = ["mpeg": "mp3", "x-wav": "wav", "wave": "wav"][subtype] ?? subtype
        return [
            "type": "input_audio",
            "input_audio": ["data": .string(data.base64EncodedString()), "format": .string(format)],
        ]
    }

    /// The URL of an image or file; data becomes a `data:` URL.
    static func url(of media: Media) -> String {
        switch media.location {
        case .data(let data): "data:\(media.mediaType);base64,\(data.base64EncodedString())"
        case .url(let url): url
        case .fileID(let id): id
        }
    }
}

extension Media {
    fileprivate var isPDF: Bool { mediaType == "application/pdf" }
}
