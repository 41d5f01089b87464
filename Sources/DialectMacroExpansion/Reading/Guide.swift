import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// What `@Guide` and the documentation say of a property or a case.
struct Guide {
    private(set) var description: Description?
    /// Expressions that make guides.
    private(set) var guides: [String] = []

    /// - Parameters:
    ///   - form: The type that is guided; nil for a case.
    ///   - comment: What the documentation says.
    init(_ attributes: AttributeListSyntax, _ form: TypeForm?, _ comment: String?, _ findings: inout Findings) {
        description = comment.map(Description.text)
        for case .attribute(let attribute) in attributes where Self.isGuide(attribute) {
            for argument in attribute.arguments?.as(LabeledExprListSyntax.self) ?? [] {
                if argument.label?.text == "description" {
                    description = Description(argument.expression) ?? description
                } else if let form {
                    Self.check(argument.expression, form.unwrapped, &findings)
                    guides.append(argument.expression.trimmedDescription)
                } else {
                    findings.error("guide", at: argument.expression, "a case can only be described")
                }
            }
        }
    }

    static func isGuide(_ attribute: AttributeSyntax) -> Bool {
        ["Guide", "DialectGenerable.Guide"].contains(attribute.attributeName.trimmedDescription)
    }

    // MARK: Checks

    private enum Kind: String {
        case text = "a text"
        case number = "a number"
        case integer = "a whole number"
        case array = "an array"
        case other = "a value"
    }

    private static let subjects: [String: [Kind]] = [
        "minimum": [.number, .integer], "maximum": [.number, .integer], "range": [.number, .integer],
        "anyOf": [.text, .integer], "constant": [.text],
        "pattern": [.text], "format": [.text], "length": [.text], "minimumLength": [.text], "maximumLength": [.text],
        "count": [.array], "minimumCount": [.array], "maximumCount": [.array], "element": [.array],
    ]

    /// What is meant by a guide that another kind of value has.
    private static let alternatives: [Kind: [String: String]] = [
        .text: [
            "count": "length", "minimumCount": "minimumLength", "maximumCount": "maximumLength", "range": "length",
            "minimum": "minimumLength", "maximum": "maximumLength",
        ],
        .array: [
            "length": "count", "minimumLength": "minimumCount", "maximumLength": "maximumCount", "range": "count",
            "minimum": "minimumCount", "maximum": "maximumCount",
        ],
        .number: ["length": "range", "minimumLength": "minimum", "maximumLength": "maximum"],
        .integer: ["length": "range", "minimumLength": "minimum", "maximumLength": "maximum"],
    ]

    /// Nil for a type whose kind does not show.
    private static func kind(of form: TypeForm) -> Kind? {
        switch form {
        case .array: .array
        case .dictionary: .other
        case .named("String"): .text
        case .named("Int"): .integer
        case .named("Double"), .named("Float"): .number
        case .named("Bool"): .other
        default: nil
        }
    }

    private static func check(_ expression: ExprSyntax, _ form: TypeForm, _ findings: inout Findings) {
        guard let call = expression.as(FunctionCallExprSyntax.self),
            let member = call.calledExpression.as(MemberAccessExprSyntax.self), member.base == nil,
            let argument = call.arguments.first?.expression
        else { return }
        let name = member.declName.baseName
        guard let subjects = subjects[name.text] else { return }
        if let kind = kind(of: form), !subjects.contains(kind) {
            let wanted = name.text == "anyOf" ? "a text or a whole number" : subjects[0].rawValue
            let message = "\(name.text) is for \(wanted), and this is \(form.code)"
            if let better = alternatives[kind]?[name.text], takesSame(name.text, better, argument) {
                let token = TokenSyntax.identifier(better)
                findings.error("guide", at: expression, message, FixIt.replace("use \(better)", name, token))
            } else {
                findings.error("guide", at: expression, message)
            }
            return
        }
        if name.text == "element", case .array(let element) = form {
            guard !element.isOptional else {
                findings.error("guide", at: expression, "no guide is for elements that may be null")
                return
            }
            check(argument, element, &findings)
            return
        }
        checkValue(name.text, argument, &findings)
    }

    /// `count(3)` is no `length(3)`, which takes a range.
    private static func takesSame(_ name: String, _ better: String, _ argument: ExprSyntax) -> Bool {
        better != "length" || !argument.is(IntegerLiteralExprSyntax.self)
    }

    private static func checkValue(_ name: String, _ argument: ExprSyntax, _ findings: inout Findings) {
        switch name {
        case "pattern":
            guard let text = argument.literalText,
                (try? Regex(text)) == nil
            else { return }
            findings.error("pattern", at: argument, "this is no regular expression")
        case "anyOf":
            guard argument.as(ArrayExprSyntax.self)?.elements.isEmpty == true else { return }
            findings.error("anyOf", at: argument, "no value is allowed")
        case "range", "length", "count": checkRange(argument, &findings)
        default: break
        }
    }

    private static func checkRange(_ argument: ExprSyntax, _ findings: inout Findings) {
        guard let sequence = argument.as(SequenceExprSyntax.self), sequence.elements.count == 3,
            let operation = sequence.elements.dropFirst().first?.as(BinaryOperatorExprSyntax.self),
            operation.operator.text == "...",
            let lower = sequence.elements.first, let upper = sequence.elements.last,
            let least = number(lower), let most = number(upper), least > most
        else { return }
        let swapped = ExprSyntax("\(raw: upper.trimmedDescription)...\(raw: lower.trimmedDescription)")
        findings.error(
            "range", at: argument,
            "no value is at least \(lower.trimmedDescription) and at most \(upper.trimmedDescription)",
            FixIt.replace("use \(swapped)", argument, swapped))
    }

    private static func number(_ expression: ExprSyntax) -> Double? {
        Double(expression.trimmedDescription.replacing("_", with: ""))
    }
}
