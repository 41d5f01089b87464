#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Encodes images, documents, recordings and films.
struct GeminiMediaEncoder {
    /// Where files that were uploaded live; `files/abc` is appended.
    let filesURL: String

    func encode(_ media: Media) -> JSONValue {
        var part = JSONObject()
        switch media.location {
        case .data(let data):
            part["inlineData"] = [
                "mimeType": .string(media.mediaType), "data": .string(data.base64EncodedString()),
            ]
        case .url(let url): part["fileData"] = ["mimeType": .string(media.mediaType), "fileUri": .string(url)]
        case .fileID(let id):
            let uri = id.contains("://") ? id : "\(filesURL)/\(id)"
            part["fileData"] = ["mimeType": .string(media.mediaType), "fileUri": .string(uri)]
        }
        part.add(GeminiPartMetadata(media.metadata)?.part ?? JSONObject())
        return .object(part)
    }
}
