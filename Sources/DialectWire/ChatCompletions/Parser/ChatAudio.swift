#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// The spoken answer: sound in pieces, and what is said.
struct ChatAudio {
    private var data = Data()
    private(set) var id: String?
    private(set) var transcript: DeltaBlock?

    /// Takes the `audio` of a delta or of a message; some servers send one without anything in it.
    mutating func take(_ audio: JSONValue, isWhole: Bool, in parts: inout PartAssembler) {
        id = audio["id"]?.nonEmptyString ?? id
        if let base64 = audio["data"]?.nonEmptyString, let piece = Data(base64Encoded: base64) {
            if isWhole { data = piece } else { data.append(piece) }
        }
        guard let text = audio["transcript"]?.nonEmptyString else { return }
        if transcript == nil { transcript = DeltaBlock(parts.openText()) }
        if isWhole { transcript?.complete(text, in: &parts) } else { transcript?.append(text, to: &parts) }
    }

    /// Hands over the sound received, if any.
    mutating func end(mediaType: String, namespace: String, in parts: inout PartAssembler) {
        var metadata = ChatPartMetadata()
        metadata.audioID = id
        let own = metadata.metadata(namespace: namespace)
        if let transcript { parts.close(transcript.block, metadata: own) }
        guard !data.isEmpty else { return }
        parts.add(Media(.data(data), mediaType: mediaType, metadata: own))
    }
}

extension Media {
    /// Reads an element of the `images` that gateways to drawing models send; nil if it has no URL.
    init?(chatImage json: JSONValue) {
        guard let url = json["image_url"]?["url"]?.nonEmptyString ?? json["image_url"]?.nonEmptyString else {
            return nil
        }
        self = Media(dataURL: url) ?? Media(.url(url), mediaType: "image/*")
    }

    /// The content of a `data:` URL (RFC 2397) in base64; nil for any other URL.
    init?(dataURL url: String) {
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ","),
            case let head = url[url.index(url.startIndex, offsetBy: 5)..<comma], head.hasSuffix(";base64"),
            let data = Data(base64Encoded: String(url[url.index(after: comma)...]))
        else { return nil }
        self.init(data: data, mediaType: String(head.prefix { $0 != ";" }))
    }
}
