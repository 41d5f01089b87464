/// A regular expression of a schema, matched in time that grows with the expression times the text: neither a schema from
/// outside nor a model's answer can make it take for ever.
///
/// It knows what JSON Schema recommends (JSON Schema Core 2020-12, section 6.4) and the rest of ECMA-262 that needs no
/// going back: no lookaround and no references to groups.
struct SchemaPattern: Sendable {
    enum Assertion: Sendable {
        case start, end, wordBoundary, noWordBoundary
    }

    enum Step: Sendable {
        case scalar(ScalarSet)
        case either(Int, Int)
        case go(Int)
        case assert(Assertion)
        case matched
    }

    /// Larger expressions are not looked at.
    static let maximumSteps = 4_096

    private let steps: [Step]

    /// - Returns: Nil for what is no regular expression, or none of those that are known.
    init?(_ pattern: String) {
        guard pattern.utf8.count <= Self.maximumSteps else { return nil }
        var parser = PatternParser(pattern)
        guard let tree = parser.parse() else { return nil }
        var program = Program()
        guard program.add(tree) else { return nil }
        steps = program.steps + [.matched]
    }

    /// Whether the expression matches somewhere in a text.
    ///
    /// - Parameter work: Counts what is looked at.
    func matches(_ text: String, work: inout Int) -> Bool {
        var marks = [Int](repeating: -1, count: steps.count)
        var pending: [Int] = []
        var waiting: [Int] = []
        var position = 0
        var before: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        while true {
            let after = scalars.next()
            pending.append(0)
            while let step = pending.popLast() {
                guard marks[step] != position else { continue }
                marks[step] = position
                work += 1
                switch steps[step] {
                case .scalar: waiting.append(step)
                case .either(let first, let second):
                    pending.append(first)
                    pending.append(second)
                case .go(let next): pending.append(next)
                case .assert(let assertion):
                    if Self.holds(assertion, between: before, and: after) { pending.append(step + 1) }
                case .matched: return true
                }
            }
            guard let after else { return false }
            for step in waiting {
                if case .scalar(let set) = steps[step], set.contains(after) { pending.append(step + 1) }
            }
            waiting.removeAll(keepingCapacity: true)
            before = after
            position += 1
        }
    }

    private static func holds(
        _ assertion: Assertion, between before: Unicode.Scalar?, and after: Unicode.Scalar?
    ) -> Bool {
        switch assertion {
        case .start: before == nil
        case .end: after == nil
        case .wordBoundary: isWord(before) != isWord(after)
        case .noWordBoundary: isWord(before) == isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }

    /// The steps of an expression, written one after another.
    private struct Program {
        var steps: [Step] = []
        /// Counts of counts of nothing write no steps and are bounded all the same.
        private var effort = 0

        /// - Returns: Whether it is small enough.
        mutating func add(_ node: PatternNode) -> Bool {
            effort += 1
            guard effort <= 4 * SchemaPattern.maximumSteps, steps.count < SchemaPattern.maximumSteps else {
                return false
            }
            switch node {
            case .scalar(let set): steps.append(.scalar(set))
            case .assertion(let assertion): steps.append(.assert(assertion))
            case .sequence(let nodes):
                for node in nodes { guard add(node) else { return false } }
            case .choice(let nodes): return addChoice(nodes)
            case .repeated(let node, let least, let most): return addRepeated(node, least, most)
            }
            return true
        }

        private mutating func addChoice(_ nodes: [PatternNode]) -> Bool {
            var ends: [Int] = []
            for (index, node) in nodes.enumerated() {
                let fork = steps.count
                if index < nodes.count - 1 { steps.append(.go(0)) }
                guard add(node) else { return false }
                guard index < nodes.count - 1 else { break }
                ends.append(steps.count)
                steps.append(.go(0))
                steps[fork] = .either(fork + 1, steps.count)
            }
            for end in ends { steps[end] = .go(steps.count) }
            return true
        }

        private mutating func addRepeated(_ node: PatternNode, _ least: Int, _ most: Int?) -> Bool {
            for _ in 0..<least { guard add(node) else { return false } }
            guard let most else {
                let fork = steps.count
                steps.append(.go(0))
                guard add(node) else { return false }
                steps.append(.go(fork))
                steps[fork] = .either(fork + 1, steps.count)
                return true
            }
            var forks: [Int] = []
            for _ in 0..<(most - least) {
                forks.append(steps.count)
                steps.append(.go(0))
                guard add(node) else { return false }
            }
            for fork in forks { steps[fork] = .either(fork + 1, steps.count) }
            return true
        }
    }
}

/// Characters, as a regular expression names them.
struct ScalarSet: Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    /// The first letters of general categories, or both: `L`, `Lu`.
    private(set) var categories: [String] = []
    /// Sets whose members are none of those here.
    private var excluded: [ScalarSet] = []
    var isNegated = false

    init(_ ranges: ClosedRange<UInt32>...) { self.ranges = ranges }

    init(category: String) { categories = [category] }

    static let digit = ScalarSet(0x30...0x39)
    static let word = ScalarSet(0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A)
    /// White space and line ends (ECMA-262, sections 12.2 and 12.3).
    static let space = ScalarSet(
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF)
    static let lineEnd = ScalarSet(0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029)

    var negated: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func insert(_ other: ScalarSet) {
        if other.isNegated {
            excluded.append(other)
        } else {
            ranges += other.ranges
            categories += other.categories
            excluded += other.excluded
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isMember =
            ranges.contains { $0.contains(scalar.value) } || excluded.contains { $0.contains(scalar) }
            || !categories.isEmpty && categories.contains { Self.category(of: scalar).hasPrefix($0) }
        return isMember != isNegated
    }

    /// The categories that can be named (Unicode Standard, section 4.5), those of letters and numbers in detail.
    static let names: [String: String] = [
        "L": "L", "Letter": "L", "Lu": "Lu", "Uppercase_Letter": "Lu", "Ll": "Ll", "Lowercase_Letter": "Ll",
        "Lt": "Lt", "Lm": "Lm", "Lo": "Lo", "M": "M", "Mark": "M", "N": "N", "Number": "N", "Nd": "Nd",
        "Decimal_Number": "Nd", "Nl": "Nl", "No": "No", "P": "P", "Punctuation": "P", "S": "S", "Symbol": "S",
        "Z": "Z", "Separator": "Z",
    ]

    private static func category(of scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter: "Lu"
        case .lowercaseLetter: "Ll"
        case .titlecaseLetter: "Lt"
        case .modifierLetter: "Lm"
        case .otherLetter: "Lo"
        case .nonspacingMark, .spacingMark, .enclosingMark: "M"
        case .decimalNumber: "Nd"
        case .letterNumber: "Nl"
        case .otherNumber: "No"
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            "P"
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: "S"
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: "Z"
        default: "C"
        }
    }
}
