#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Encodes the content of messages that the app makes.
struct ChatContentEncoder {
    let dialect: ChatCompletionsDialect

    /// The part as content; nil for parts that are none in this dialect.
    func encode(_ part: ContentPart) -> JSONValue? {
        switch part {
        case .text(let text, let metadata):
            extended(["type": "text", "text": .string(text)], by: metadata)
        case .image(let media): image(media).map { extended($0, by: media.metadata) }
        case .file(let media): file(media).map { extended($0, by: media.metadata) }
        case .audio(let media): audio(media).map { extended($0, by: media.metadata) }
        default: nil
        }
    }

    /// A single text is sent as a string, which every server understands.
    static func compact(_ content: [JSONValue]) -> JSONValue {
        guard content.count == 1, let only = content[0].objectValue, only.count == 2, only["type"] == "text",
            let text = only["text"]
        else { return .array(content) }
        return text
    }

    /// Adds what the app says to this vendor alone: `cache_control`, for one.
    private func extended(_ object: JSONObject, by metadata: ProviderMetadata) -> JSONValue {
        guard !metadata.isEmpty, let extra = ChatPartMetadata(metadata, namespace: dialect.namespace).extra else {
            return .object(object)
        }
        var object = object
        for (key, value) in extra { object[key] = value }
        return .object(object)
    }

    private func image(_ media: Media) -> JSONObject? {
        guard let url = Self.url(of: media) else { return nil }
        var image: JSONObject = ["url": .string(url)]
        image["detail"] = media.metadata[raw: dialect.namespace]?["detail"]
        return ["type": "image_url", "image_url": .object(image)]
    }

    private func file(_ media: Media) -> JSONObject? {
        if media.mediaType.hasPrefix("video/") {
            guard dialect.takesVideo, let url = Self.url(of: media) else { return nil }
            return ["type": "video_url", "video_url": ["url": .string(url)]]
        }
        switch media.location {
        case .fileID(let id):
            return ["type": "file", "file": ["file_id": .string(id)]]
        case .data:
            guard let url = Self.url(of: media) else { return nil }
            if dialect.documentURLs == .documentURL { return ["type": "document_url", "document_url": .string(url)] }
            return ["type": "file", "file": .object(named(media, ["file_data": .string(url)]))]
        case .url(let url):
            switch dialect.documentURLs {
            case .documentURL: return ["type": "document_url", "document_url": .string(url)]
            case .fileData: return ["type": "file", "file": .object(named(media, ["file_data": .string(url)]))]
            default: return nil
            }
        }
    }

    /// OpenAI wants a name beside the data, and reads the type from it too.
    private func named(_ media: Media, _ file: JSONObject) -> JSONObject {
        var file = file
        let name = media.filename ?? (media.mediaType == "application/pdf" ? "document.pdf" : "document")
        file["filename"] = .string(name)
        return file
    }

    private func audio(_ media: Media) -> JSONObject? {
        switch media.location {
        case .data(let data):
            let subtype = media.mediaType.split(separator: "/").last.map(String.init) ?? "wav"
            let format = ["mpeg": "mp3", "x-wav": "wav", "wave": "wav", "pcm": "pcm16"][subtype] ?? subtype
            return [
                "type": "input_audio",
                "input_audio": ["data": .string(data.base64EncodedString()), "format": .string(format)],
            ]
        case .url(let url) where dialect.documentURLs == .documentURL:
            // Mistral takes the URL in the place of the object.
            return ["type": "input_audio", "input_audio": .string(url)]
        default: return nil
        }
    }

    /// The URL of an image or file; data becomes a `data:` URL. Nil for a file that only its id names.
    private static func url(of media: Media) -> String? {
        switch media.location {
        case .data(let data): "data:\(media.mediaType);base64,\(data.base64EncodedString())"
        case .url(let url): url
        case .fileID: nil
        }
    }
}
