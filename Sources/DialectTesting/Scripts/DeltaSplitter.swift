/// Cuts texts into pieces of one to eight characters, as models write them. Equal seeds cut equally.
struct DeltaSplitter: Sendable {
    private static let maximumLength = 8

    private var generator: SplitMix

    init(seed: UInt64) {
        generator = SplitMix(seed: seed)
    }

    mutating func split(_ text: String) -> [String] {
        var pieces: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            let length = Int(generator.next() % UInt64(Self.maximumLength)) + 1
            pieces.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces
    }
}
