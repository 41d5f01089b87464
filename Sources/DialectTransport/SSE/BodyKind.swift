/// What the body of a response turns out to be.
enum BodyKind: Hashable, Sendable {
    case events, document
    /// Not said, and not seen yet.
    case undecided

    /// By the content type, where that is one a provider sends on purpose.
    init(contentType: String?) {
        let type = contentType?.prefix { $0 != ";" }.lowercased() ?? ""
        self =
            switch type.filter({ !$0.isWhitespace }) {
            case "text/event-stream": .events
            case let type where type == "application/json" || type.hasSuffix("+json"): .document
            default: .undecided
            }
    }

    /// By the first bytes; nil as long as they are only white space.
    init?(firstBytes: UnsafeRawBufferPointer) {
        let whitespace: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        guard let first = firstBytes.first(where: { !whitespace.contains($0) }) else { return nil }
        self = first == UInt8(ascii: "{") ? .document : .events
    }
}
