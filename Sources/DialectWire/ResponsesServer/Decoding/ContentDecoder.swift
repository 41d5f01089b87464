import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads the parts of a message or of a tool's output.
enum ContentDecoder {
    private static let supported = [
        "input_text", "input_image", "input_file", "input_audio", "output_text", "refusal",
    ]

    static func parts(_ field: RequestField) throws(LanguageModelError) -> [ContentPart] {
        if let text = field.value.stringValue { return [.text(text)] }
        guard field.value.arrayValue != nil else { throw field.wrongType("one of a string or array of objects") }
        var parts: [ContentPart] = []
        for element in try field.elements() { parts.append(try part(element)) }
        return parts
    }

    private static func part(_ field: RequestField) throws(LanguageModelError) -> ContentPart {
        _ = try field.object()
        let type = try field.required("type")
        switch try type.string() {
        case "input_text", "output_text", "text": return .text(try field.required("text").string())
        case "refusal": return .text(try field.required("refusal").string())
        case "input_image": return .image(try image(field))
        case "input_file": return .file(try file(field))
        case "input_audio": return .audio(try audio(try field.required("input_audio")))
        default: throw type.wrongValue(supported: supported)
        }
    }

    private static func image(_ field: RequestField) throws(LanguageModelError) -> Media {
        var metadata = ProviderMetadata()
        if let detail = try field["detail"]?.string() {
            metadata[raw: ItemMetadata.provider] = ["detail": .string(detail)]
        }
        if let id = try field["file_id"]?.string() {
            return Media(.fileID(id), mediaType: "image/*", metadata: metadata)
        }
        var media = try media(at: try field.required("image_url"), mediaType: "image/*")
        media.metadata = metadata
        return media
    }

    private static func file(_ field: RequestField) throws(LanguageModelError) -> Media {
        let filename = try field["filename"]?.string()
        let mediaType = filename.map { $0.hasSuffix(".pdf") } ?? false ? "application/pdf" : "application/octet-stream"
        var media: Media
        if let id = try field["file_id"]?.string() {
            media = Media(.fileID(id), mediaType: mediaType)
        } else if let url = field["file_url"] {
            media = try Self.media(at: url, mediaType: mediaType)
        } else {
            media = try Self.media(at: try field.required("file_data"), mediaType: mediaType, mustBeData: true)
        }
        media.filename = filename
        return media
    }

    private static func audio(_ field: RequestField) throws(LanguageModelError) -> Media {
        let source = try field.required("data")
        guard let data = Data(base64Encoded: try source.string()) else { throw notBase64(source) }
        return Media(data: data, mediaType: "audio/\(try field.required("format").string())")
    }

    /// A data URL, or any other URL.
    private static func media(
        at field: RequestField, mediaType: String, mustBeData: Bool = false
    ) throws(LanguageModelError) -> Media {
        let url = try field.string()
        guard url.hasPrefix("data:") else {
            if !mustBeData { return Media(.url(url), mediaType: mediaType) }
            guard let data = Data(base64Encoded: url) else { throw notBase64(field) }
            return Media(data: data, mediaType: mediaType)
        }
        guard let comma = url.firstIndex(of: ",") else { throw notBase64(field) }
        let head = url[..<comma].dropFirst("data:".count)
        guard head.hasSuffix(";base64"), let data = Data(base64Encoded: String(url[url.index(after: comma)...])) else {
            throw notBase64(field)
        }
        let type = head.split(separator: ";", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return Media(data: data, mediaType: type.isEmpty || type == "base64" ? mediaType : type)
    }

    private static func notBase64(_ field: RequestField) -> LanguageModelError {
        .invalid(
            "Invalid '\(field.path)'. Expected a base64-encoded data URL (e.g. 'data:image/png;base64,aW1hZ2U='), "
                + "but got a value that is none.",
            parameter: field.path, code: "invalid_value")
    }
}
