import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// An enumeration with associated values: an object, one of whose properties names the case.
struct UnionBody {
    struct Value {
        /// The label, as source writes it; nil where there is none.
        let label: String?
        /// The name in JSON.
        let key: String
        let form: TypeForm
        let defaultCode: String?
        let defaultLiteral: String?
        let description: String?

        var isRequired: Bool { !form.isOptional && defaultCode == nil }
        /// Whether null means something else than absence, which means the default.
        var isNullable: Bool { form.isOptional && defaultCode != nil }
    }

    struct Case {
        /// As source writes it.
        let name: String
        /// The name in JSON.
        let key: String
        let values: [Value]
        let description: Description?
    }

    let discriminator: String
    let ownCoding: OwnCoding
    private(set) var cases: [Case] = []
    private(set) var isIndirect: Bool

    init(
        _ enumeration: EnumDeclSyntax, discriminator: String, _ attribute: AttributeSyntax, _ findings: inout Findings
    ) {
        self.discriminator = discriminator
        ownCoding = OwnCoding(enumeration.memberBlock.members)
        let typeName = Names.type(enumeration.name, enumeration.genericParameterClause)
        isIndirect = enumeration.modifiers.contains { $0.name.text == "indirect" }
        for declaration in enumeration.memberBlock.members.compactMap({ $0.decl.as(EnumCaseDeclSyntax.self) }) {
            if declaration.modifiers.contains(where: { $0.name.text == "indirect" }) { isIndirect = true }
            let documentation = Documentation(declaration.leadingTrivia)
            let guide = Guide(declaration.attributes, nil, documentation.text, &findings)
            for element in declaration.elements {
                let values = Self.values(of: element, in: typeName, documentation, &findings)
                Self.check(values, element, discriminator, attribute, &findings)
                let key = Names.plain(element.name.text)
                cases.append(
                    Case(name: element.name.text, key: key, values: values, description: guide.description))
            }
        }
    }

    private static func values(
        of element: EnumCaseElementSyntax, in typeName: String, _ documentation: Documentation,
        _ findings: inout Findings
    ) -> [Value] {
        let parameters = element.parameterClause.map { Array($0.parameters) } ?? []
        return parameters.enumerated().compactMap { index, parameter in
            do throws(TypeProblem) {
                let label = parameter.firstName.flatMap { $0.text == "_" ? nil : $0.text }
                let name = label ?? parameter.secondName?.text
                let key = name.map(Names.plain) ?? (parameters.count == 1 ? "value" : "value\(index + 1)")
                let value = parameter.defaultValue?.value
                return Value(
                    label: label, key: key, form: try TypeForm(parameter.type).naming(typeName),
                    defaultCode: value.flatMap { $0.is(NilLiteralExprSyntax.self) ? nil : $0.trimmedDescription },
                    defaultLiteral: value.flatMap(ObjectBody.literal), description: documentation.parameters[key])
            } catch {
                findings.add(error)
                return nil
            }
        }
    }

    private static func check(
        _ values: [Value], _ element: EnumCaseElementSyntax, _ discriminator: String, _ attribute: AttributeSyntax,
        _ findings: inout Findings
    ) {
        var known: Set<String> = []
        for value in values where !known.insert(value.key).inserted {
            findings.error("label", at: element, "two values are called \(value.key) in JSON; give them other labels")
        }
        guard known.contains(discriminator) else { return }
        let free = ["kind", "case", "variant"].first { !known.contains($0) && $0 != discriminator } ?? "_case"
        let rest = attribute.arguments?.as(LabeledExprListSyntax.self)?.filter { $0.label?.text != "discriminator" }
        let arguments =
            (rest ?? []).map { "\($0.label.map { "\($0.text): " } ?? "")\($0.expression.trimmedDescription)" }
            + ["discriminator: \"\(free)\""]
        let other: AttributeSyntax =
            "@\(raw: attribute.attributeName.trimmedDescription)(\(raw: arguments.joined(separator: ", ")))"
        findings.error(
            "discriminator", at: element,
            "the property \(discriminator) names the case, so that no value can be called so",
            FixIt.replace("name the case in \(free)", attribute, other))
    }
}
