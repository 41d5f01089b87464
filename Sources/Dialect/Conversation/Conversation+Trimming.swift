extension Conversation {
    /// How much of a conversation to keep, counted from its end. A turn is what the user says and all that follows from
    /// it, so that no call is parted from its result.
    public struct Extent: Hashable, Sendable {
        enum Kind: Hashable, Sendable {
            case turns(Int)
            case tokens(Int)
        }

        let kind: Kind

        /// So many turns.
        public static func turns(_ count: Int) -> Extent { Extent(kind: .turns(max(0, count))) }

        /// As many turns as make ``Conversation/estimatedTokens`` no more than this, and at least one.
        public static func tokens(_ limit: Int) -> Extent { Extent(kind: .tokens(limit)) }
    }

    /// Leaves the oldest turns out of what models are told, and keeps the instructions at the beginning.
    ///
    /// The first request after it costs more than usual where a prompt cache or a connection knew the longer
    /// conversation. So trim rarely and much rather than a little every time.
    ///
    /// - Returns: How many messages were left out.
    @discardableResult
    public mutating func trim(to extent: Extent) -> Int {
        guard let range = view.range(before: extent) else { return 0 }
        replace(range, with: [], reason: .trim)
        return range.count
    }
}
