import Dialect

/// A summary of reasoning or its full text: several pieces in one block, joined by an empty line.
struct ReasoningTrack {
    private(set) var block: DeltaBlock?
    private var pieceIndex = 0

    mutating func append(_ delta: JSONSlice, piece: Int, to parts: inout PartAssembler) {
        begin(piece, in: &parts)
        block?.append(delta, to: &parts)
    }

    /// A piece is known as a whole.
    mutating func complete(_ text: String, piece: Int, in parts: inout PartAssembler) {
        guard !text.isEmpty, piece >= pieceIndex else { return }
        begin(piece, in: &parts)
        block?.complete(text, in: &parts)
    }

    private mutating func begin(_ piece: Int, in parts: inout PartAssembler) {
        if block == nil {
            block = DeltaBlock(parts.openReasoning())
        } else if piece > pieceIndex {
            block?.beginPiece(separator: "\n\n", in: &parts)
        }
        pieceIndex = max(piece, pieceIndex)
    }
}
