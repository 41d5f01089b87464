import Dialect

/// An open block and how much of it has arrived, so that a later restatement adds only what is missing.
struct DeltaBlock {
    let block: PartAssembler.Block
    /// The length in UTF-8 of what was received of the current piece.
    private(set) var received = 0
    /// The first half of a surrogate pair that a server cut in two.
    private var heldBack: [UInt8] = []
    /// Whether the whole of the current piece was told, after which deltas are stale.
    private var isComplete = false

    init(_ block: PartAssembler.Block) {
        self.block = block
    }

    /// Adds a delta, and returns the text that it brought.
    @discardableResult
    mutating func append(_ delta: JSONSlice, to parts: inout PartAssembler) -> String {
        guard !isComplete else { return "" }
        if heldBack.isEmpty, delta.trailingLeadSurrogate == nil {
            let text = delta.string
            append(text, to: &parts)
            return text
        }
        let text = delta.withPrefix(heldBack) { joined in
            heldBack = joined.trailingLeadSurrogate.map(Array.init) ?? []
            return joined.stringBeforeTrailingLeadSurrogate
        }
        append(text, to: &parts)
        return text
    }

    mutating func append(_ text: String, to parts: inout PartAssembler) {
        received += text.utf8.count
        parts.append(text, to: block)
    }

    /// The whole piece is known: adds what the deltas did not bring.
    mutating func complete(_ whole: String, in parts: inout PartAssembler) {
        heldBack = []
        isComplete = isComplete || !whole.isEmpty
        let missing = whole.utf8.count - received
        guard missing > 0 else { return }
        append(received == 0 ? whole : String(decoding: whole.utf8.suffix(missing), as: UTF8.self), to: &parts)
    }

    /// What a whole has beyond the deltas received, though more deltas may follow.
    func missing(of whole: String) -> String {
        guard whole.utf8.count > received else { return "" }
        return String(decoding: whole.utf8.dropFirst(received), as: UTF8.self)
    }

    /// Begins the next piece in the same block.
    mutating func beginPiece(separator: String, in parts: inout PartAssembler) {
        parts.append(separator, to: block)
        received = 0
        heldBack = []
        isComplete = false
    }
}
