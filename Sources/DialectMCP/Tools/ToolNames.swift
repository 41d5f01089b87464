/// Names that models accept for tools: letters, digits, `_` and `-`, 64 at most.
struct ToolNames {
    private static let longest = 64

    private let prefix: String
    private var taken: Set<String> = []

    /// - Parameter prefix: Set before each name, with `_` between.
    init(prefix: String?) {
        self.prefix = prefix.map { Self.allowed($0) + "_" } ?? ""
    }

    /// The name for a server's tool; unlike all before, and the same each time the same tools are named.
    mutating func name(for original: String) -> String {
        let plain = prefix + Self.allowed(original)
        var name = String(plain.prefix(Self.longest))
        var number = 2
        while !taken.insert(name).inserted {
            let suffix = "_\(number)"
            name = plain.prefix(Self.longest - suffix.count) + suffix
            number += 1
        }
        return name
    }

    private static func allowed(_ name: String) -> String {
        let characters = name.unicodeScalars.map { scalar -> Character in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-": Character(scalar)
            default: "_"
            }
        }
        return String(characters)
    }
}
