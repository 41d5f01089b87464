import Dialect

/// Puts together what a server cut between the two halves of a surrogate pair.
struct SurrogateJoiner {
    /// The first half.
    private var heldBack: [UInt8] = []

    /// The text of a delta, with what was held back of the one before.
    mutating func text(of delta: JSONSlice) -> String {
        if heldBack.isEmpty, delta.trailingLeadSurrogate == nil { return delta.string }
        return delta.withPrefix(heldBack) { joined in
            heldBack = joined.trailingLeadSurrogate.map(Array.init) ?? []
            return joined.stringBeforeTrailingLeadSurrogate
        }
    }
}
