/// What one call of an embedding model may hold.
public struct EmbeddingLimits: Hashable, Sendable, Codable {
    /// The most inputs of one call; nil is any number.
    public var maximumInputs: Int?
    /// The most tokens of all inputs of one call together; nil is any number. Nobody counts tokens: a text is taken to
    /// have as many as it has bytes, which none has more of.
    public var maximumTokens: Int?
    /// The most inputs with images of one call, which then holds no others; nil if images are inputs like all others.
    public var maximumImages: Int?

    public init(maximumInputs: Int? = nil, maximumTokens: Int? = nil, maximumImages: Int? = nil) {
        self.maximumInputs = maximumInputs
        self.maximumTokens = maximumTokens
        self.maximumImages = maximumImages
    }

    /// Divides inputs into batches of one call each, in order. An input that is too long by itself is a batch of its
    /// own: whether it really is too long, only the provider knows.
    ///
    /// - Returns: The positions of each batch; none is empty.
    public func batches(of inputs: [EmbeddingInput]) -> [Range<Int>] {
        var batches: [Range<Int>] = []
        var start = 0
        var size = 0
        for (index, input) in inputs.enumerated() {
            let isFull = maximumInputs.map { index - start >= max(1, $0) } ?? false
            let isTooLong = maximumTokens.map { size + input.textSize > $0 } ?? false
            let hasEnoughImages = maximumImages.map { input.hasImage && index - start >= max(1, $0) } ?? false
            let isOfAnotherKind = maximumImages != nil && input.hasImage != inputs[start].hasImage
            if index > start, isFull || isTooLong || hasEnoughImages || isOfAnotherKind {
                batches.append(start..<index)
                start = index
                size = 0
            }
            size += input.textSize
        }
        if start < inputs.count { batches.append(start..<inputs.count) }
        return batches
    }
}
