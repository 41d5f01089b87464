import SwiftSyntax

/// An enumeration whose values are texts or numbers.
struct ChoiceBody {
    enum Values {
        /// The cases are known by their names.
        case names
        case texts
        case integers
        case numbers
    }

    struct Case {
        /// As source writes it.
        let name: String
        /// Its value as a literal of Swift.
        let literal: String
    }

    private(set) var cases: [Case] = []
    let values: Values
    let ownCoding: OwnCoding
    /// What is said of the cases, a line each.
    private(set) var notes: String?

    private static let integerTypes: Set<String> = [
        "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64",
    ]

    init(_ enumeration: EnumDeclSyntax, _ findings: inout Findings) {
        ownCoding = OwnCoding(enumeration.memberBlock.members)
        let inherited = enumeration.inheritanceClause?.inheritedTypes.map(\.type) ?? []
        let declarations = enumeration.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }
        let first = declarations.lazy.flatMap(\.elements).compactMap { $0.rawValue?.value }.first
        let raw = inherited.first.map(\.trimmedDescription) ?? ""
        values =
            switch raw {
            case "String": .texts
            case _ where Self.integerTypes.contains(raw): .integers
            case "Double", "Float": .numbers
            // The type behind another name shows in the values.
            case _ where first?.is(StringLiteralExprSyntax.self) == true: .texts
            case _ where first?.is(IntegerLiteralExprSyntax.self) == true: .integers
            case _ where first?.is(FloatLiteralExprSyntax.self) == true: .numbers
            default: .names
            }
        if raw == "Character", let type = inherited.first {
            findings.add(TypeProblem(node: type, message: "JSON has texts, not characters", replacement: "String"))
            return
        }
        var notes: [String] = []
        var next = 0
        for declaration in declarations {
            let comment = Guide(declaration.attributes, nil, Documentation(declaration.leadingTrivia).text, &findings)
            for element in declaration.elements {
                let literal = Self.literal(of: element, values, &next)
                cases.append(Case(name: element.name.text, literal: literal))
                guard case .text(let text)? = comment.description else { continue }
                let shown = values == .names || values == .texts ? String(literal.dropFirst().dropLast()) : literal
                notes.append("- `\(shown)`: \(text)")
            }
        }
        self.notes = notes.isEmpty ? nil : notes.joined(separator: "\n")
    }

    private static func literal(of element: EnumCaseElementSyntax, _ values: Values, _ next: inout Int) -> String {
        let name = Names.quoted(Names.plain(element.name.text))
        let value = element.rawValue?.value
        switch values {
        case .names: return name
        case .texts:
            return value?.literalText.map(Names.quoted) ?? name
        case .integers, .numbers:
            // A case without a value counts on from the one before it.
            if let value {
                if let number = integer(value) { next = number &+ 1 }
                return value.trimmedDescription
            }
            defer { next &+= 1 }
            return String(next)
        }
    }

    /// What a literal says, whatever its radix.
    private static func integer(_ value: ExprSyntax) -> Int? {
        if let negative = value.as(PrefixOperatorExprSyntax.self), negative.operator.text == "-" {
            return integer(negative.expression).map { -$0 }
        }
        guard let literal = value.as(IntegerLiteralExprSyntax.self)?.literal.text.lowercased() else { return nil }
        let digits = literal.replacing("_", with: "")
        let radixes = ["0x": 16, "0o": 8, "0b": 2]
        guard let radix = radixes[String(digits.prefix(2))] else { return Int(digits) }
        return Int(digits.dropFirst(2), radix: radix)
    }
}
