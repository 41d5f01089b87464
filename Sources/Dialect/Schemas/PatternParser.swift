/// A regular expression as a tree.
indirect enum PatternNode {
    case scalar(ScalarSet)
    case assertion(SchemaPattern.Assertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
}

/// Reads regular expressions of ECMA-262 (section 22.2.1), but for lookaround and references to groups.
struct PatternParser {
    private static let maximumDepth = 64
    /// Larger counts are not looked at.
    private static let maximumCount = 1_000

    private struct Unknown: Error {}

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    /// Nil for what is not known.
    mutating func parse() -> PatternNode? {
        guard let node = try? choice(), position == scalars.count else { return nil }
        return node
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func next() throws(Unknown) -> Unicode.Scalar {
        guard let scalar = current else { throw Unknown() }
        position += 1
        return scalar
    }

    // MARK: Structure

    private mutating func choice() throws(Unknown) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw Unknown() }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(Unknown) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" { nodes.append(try counted(try atom())) }
        return .sequence(nodes)
    }

    private mutating func counted(_ node: PatternNode) throws(Unknown) -> PatternNode {
        let count: (least: Int, most: Int?)
        switch current {
        case "*"?: count = (0, nil)
        case "+"?: count = (1, nil)
        case "?"?: count = (0, 1)
        case "{"?:
            guard let bounds = bounds() else { return node }
            guard bounds.least <= bounds.most ?? .max, max(bounds.least, bounds.most ?? 0) <= Self.maximumCount else {
                throw Unknown()
            }
            position -= 1
            count = bounds
        default: return node
        }
        position += 1
        if case .assertion = node { throw Unknown() }
        // How much is taken first makes no difference to whether there is a match.
        _ = take("?")
        if let scalar = current, "*+?".unicodeScalars.contains(scalar) { throw Unknown() }
        return .repeated(node, least: count.least, most: count.most)
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else that begins so is text, and nothing is read.
    private mutating func bounds() -> (least: Int, most: Int?)? {
        let start = position
        position += 1
        if let least = number() {
            if take("}") { return (least, least) }
            if take(",") {
                if take("}") { return (least, nil) }
                if let most = number(), take("}") { return (least, most) }
            }
        }
        position = start
        return nil
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = current, ScalarSet.digit.contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    private mutating func atom() throws(Unknown) -> PatternNode {
        switch try next() {
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case ".": return .scalar(ScalarSet.lineEnd.negated)
        case "[": return .scalar(try scalarClass())
        case "(": return try group()
        case "*", "+", "?": throw Unknown()
        case "\\":
            if take("b") { return .assertion(.wordBoundary) }
            if take("B") { return .assertion(.noWordBoundary) }
            return .scalar(try escape())
        case let scalar: return .scalar(ScalarSet(scalar.value...scalar.value))
        }
    }

    private mutating func group() throws(Unknown) -> PatternNode {
        if take("?"), !take(":") {
            guard take("<"), let first = current, first != "=", first != "!" else { throw Unknown() }
            while try next() != ">" {}
        }
        let node = try choice()
        guard take(")") else { throw Unknown() }
        return node
    }

    // MARK: Characters

    private mutating func scalarClass() throws(Unknown) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = take("^")
        while !take("]") {
            let first = try member()
            guard let least = first.single, current == "-", position + 1 < scalars.count,
                scalars[position + 1] != "]"
            else {
                set.insert(first)
                continue
            }
            position += 1
            let last = try member()
            guard let most = last.single else {
                set.insert(first)
                set.insert(0x2D...0x2D)
                set.insert(last)
                continue
            }
            guard least <= most else { throw Unknown() }
            set.insert(least...most)
        }
        set.isNegated = isNegated
        return set
    }

    private mutating func member() throws(Unknown) -> ScalarSet {
        let scalar = try next()
        guard scalar == "\\" else { return ScalarSet(scalar.value...scalar.value) }
        if take("b") { return ScalarSet(8...8) }
        return try escape()
    }

    /// What stands behind a backslash.
    private mutating func escape() throws(Unknown) -> ScalarSet {
        let scalar = try next()
        switch scalar {
        case "d": return .digit
        case "D": return ScalarSet.digit.negated
        case "w": return .word
        case "W": return ScalarSet.word.negated
        case "s": return .space
        case "S": return ScalarSet.space.negated
        case "p": return try category()
        case "P": return try category().negated
        case "t": return ScalarSet(9...9)
        case "n": return ScalarSet(10...10)
        case "v": return ScalarSet(11...11)
        case "f": return ScalarSet(12...12)
        case "r": return ScalarSet(13...13)
        case "0": return ScalarSet(0...0)
        case "x": return try hexadecimal(2)
        case "u":
            if take("{") {
                let set = try hexadecimal(nil)
                guard take("}") else { throw Unknown() }
                return set
            }
            return try hexadecimal(4)
        case _ where ScalarSet.word.contains(scalar): throw Unknown()
        default: return ScalarSet(scalar.value...scalar.value)
        }
    }

    private mutating func category() throws(Unknown) -> ScalarSet {
        guard take("{") else { throw Unknown() }
        var name = ""
        while !take("}") { name.unicodeScalars.append(try next()) }
        guard let category = ScalarSet.names[name] else { throw Unknown() }
        return ScalarSet(category: category)
    }

    /// - Parameter count: How many digits there are; nil for as many as there are.
    private mutating func hexadecimal(_ count: Int?) throws(Unknown) -> ScalarSet {
        var digits = ""
        while digits.count < count ?? 6, let scalar = current, scalar.properties.isASCIIHexDigit {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard count == nil || digits.count == count, let value = UInt32(digits, radix: 16), value <= 0x10FFFF else {
            throw Unknown()
        }
        return ScalarSet(value...value)
    }
}

extension ScalarSet {
    /// The only member, if there is one.
    fileprivate var single: UInt32? {
        guard !isNegated, categories.isEmpty, ranges.count == 1, let range = ranges.first, range.count == 1 else {
            return nil
        }
        return range.lowerBound
    }
}
