#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Encodes images, documents, videos and recordings as content blocks.
struct ConverseMediaEncoder {
    /// The names given to documents so far: Bedrock refuses two with the same.
    private var documentNames: Set<String> = []
    private var documentCount = 0

    /// Why a medium could not be encoded, in a sentence.
    struct Refusal: Error {
        let reason: String
    }

    mutating func image(_ media: Media) throws(Refusal) -> JSONValue {
        ["image": ["format": .string(Self.subtype(media)), "source": try Self.source(media)]]
    }

    /// A document, or a video that an app holds as a file.
    mutating func file(_ media: Media) throws(Refusal) -> JSONValue {
        if media.mediaType.hasPrefix("video/") {
            return ["video": ["format": .string(Self.videoFormat(media)), "source": try Self.source(media)]]
        }
        if media.mediaType.hasPrefix("image/") { return try image(media) }
        if media.mediaType.hasPrefix("audio/") { return try audio(media) }
        let source = try Self.source(media)
        var document: JSONObject = ["format": .string(Self.documentFormat(media)), "name": .string(name(of: media))]
        document["source"] = source
        let own = media.metadata[raw: Bedrock.name]
        document["context"] = own?["context"]
        document["citations"] = own?["citations"]
        return ["document": .object(document)]
    }

    func audio(_ media: Media) throws(Refusal) -> JSONValue {
        let formats = ["mpeg": "mp3", "x-wav": "wav", "wave": "wav", "vnd.wave": "wav", "x-m4a": "m4a"]
        let subtype = Self.subtype(media)
        return ["audio": ["format": .string(formats[subtype] ?? subtype), "source": try Self.source(media)]]
    }

    // MARK: Bytes

    private static func source(_ media: Media) throws(Refusal) -> JSONValue {
        switch media.location {
        case .data(let data): return ["bytes": .string(data.base64EncodedString())]
        case .url(let url) where url.hasPrefix("s3://"):
            var location: JSONObject = ["uri": .string(url)]
            location["bucketOwner"] = media.metadata[raw: Bedrock.name]?["bucketOwner"]
            return ["s3Location": .object(location)]
        case .url(let url):
            guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ","), url[..<comma].hasSuffix(";base64") else {
                throw Refusal(reason: "Bedrock fetches nothing but s3:// URLs; pass the bytes instead.")
            }
            return ["bytes": .string(String(url[url.index(after: comma)...]))]
        case .fileID:
            throw Refusal(reason: "Converse knows no uploaded files; pass the bytes or an s3:// URL instead.")
        }
    }

    // MARK: Formats

    private static func subtype(_ media: Media) -> String {
        let type = media.mediaType.split(separator: "/").last ?? ""
        let plain = String(type.prefix { $0 != ";" }).lowercased()
        return plain == "jpg" ? "jpeg" : plain
    }

    private static func videoFormat(_ media: Media) -> String {
        let formats = [
            "x-matroska": "mkv", "quicktime": "mov", "x-flv": "flv", "x-ms-wmv": "wmv", "3gpp": "three_gp",
        ]
        return formats[subtype(media)] ?? subtype(media)
    }

    private static func documentFormat(_ media: Media) -> String {
        let formats = [
            "application/pdf": "pdf", "text/csv": "csv", "application/msword": "doc", "text/html": "html",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
            "application/vnd.ms-excel": "xls", "text/markdown": "md",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        ]
        let type = String(media.mediaType.prefix { $0 != ";" }).lowercased()
        if let format = formats[type] { return format }
        // What else is text is read as such: JSON, XML, source code.
        let isText = ["text/", "application/json", "application/xml", "application/yaml", "application/x-yaml"]
            .contains { type.hasPrefix($0) }
        return isText ? "txt" : subtype(media)
    }

    // MARK: Names

    /// A name with the letters that Bedrock allows: alphanumeric, single white space, hyphens, parentheses, brackets.
    private mutating func name(of media: Media) -> String {
        documentCount += 1
        let stem = media.filename.map { name in name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name } ?? ""
        let allowed = stem.map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) || "-()[]".contains(character)
                ? character : " "
        }
        let words = String(allowed).split(separator: " ").joined(separator: " ").prefix(180)
        let base = words.isEmpty ? "Document \(documentCount)" : String(words)
        var name = base
        var attempt = 2
        while !documentNames.insert(name).inserted {
            name = "\(base) (\(attempt))"
            attempt += 1
        }
        return name
    }
}
