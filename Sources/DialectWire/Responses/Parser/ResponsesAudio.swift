#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Spoken output, whose events name neither item nor index.
struct ResponsesAudio {
    private var data = Data()
    private var transcript: DeltaBlock?

    /// Takes a piece of sound; each is base64 by itself.
    mutating func append(_ base64: String) {
        if let piece = Data(base64Encoded: base64) { data.append(piece) }
    }

    mutating func appendTranscript(_ delta: JSONSlice, to parts: inout PartAssembler) {
        if transcript == nil { transcript = DeltaBlock(parts.openText()) }
        transcript?.append(delta, to: &parts)
    }

    mutating func endTranscript(in parts: inout PartAssembler) {
        if let transcript { parts.close(transcript.block) }
        transcript = nil
    }

    /// Hands over the sound received, if any.
    mutating func end(in parts: inout PartAssembler) {
        guard !data.isEmpty else { return }
        // The format is the one that the request asked for; the events do not repeat it.
        parts.add(Media(data: data, mediaType: "audio/*"))
        data = Data()
    }
}
