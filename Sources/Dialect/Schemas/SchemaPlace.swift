/// A place in a value that is checked, as the way to it.
///
/// It is written out only where something is wrong: texts of places made on the way would cost as much as keys are
/// long, for every value below them.
indirect enum SchemaPlace: Sendable {
    case root
    case member(SchemaPlace, String)
    case element(SchemaPlace, Int)

    /// Longer keys are shortened: a reader knows them by their beginning.
    private static let longestKey = 100

    /// The place as a JSON pointer (RFC 6901).
    var pointer: String {
        var tokens: [String] = []
        var place = self
        while true {
            switch place {
            case .root: return tokens.reversed().map { "/" + $0 }.joined()
            case .member(let outer, let key):
                tokens.append(SchemaPointer.escaped(key.shortened(to: Self.longestKey)))
                place = outer
            case .element(let outer, let index):
                tokens.append(String(index))
                place = outer
            }
        }
    }
}
