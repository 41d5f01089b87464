import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// A type with `@Generable`, as far as its source tells.
struct GenerableType {
    enum Body {
        case object(ObjectBody)
        case choice(ChoiceBody)
        case union(UnionBody)
    }

    /// Its name without that of the types around it.
    let name: String
    /// `public `, `package ` or nothing.
    let access: String
    let description: Description?
    let body: Body

    /// Reads a declaration; nil where it cannot be written by a model.
    ///
    /// - Parameter surroundings: What the declaration stands in.
    init?(
        _ declaration: some DeclGroupSyntax, _ attribute: AttributeSyntax, in surroundings: Syntax?,
        _ findings: inout Findings
    ) {
        let arguments = attribute.arguments?.as(LabeledExprListSyntax.self)
        let discriminator = Self.discriminator(arguments, &findings)
        let documentation = Documentation(declaration.leadingTrivia)
        let argument = arguments?.first { $0.label?.text == "description" }?.expression
        var description = argument.flatMap(Description.init) ?? documentation.text.map(Description.text)
        if let structure = declaration.as(StructDeclSyntax.self) {
            name = structure.name.text
            body = .object(ObjectBody(structure, documentation, &findings))
            Self.check(structure.genericParameterClause, structure.genericWhereClause, structure, &findings)
        } else if let enumeration = declaration.as(EnumDeclSyntax.self) {
            name = enumeration.name.text
            guard let body = Self.body(of: enumeration, discriminator, attribute, &findings) else { return nil }
            self.body = body
            Self.check(enumeration.genericParameterClause, enumeration.genericWhereClause, enumeration, &findings)
            if case .choice(let choice) = body, let notes = choice.notes {
                description = description.map { $0.appending("\n" + notes) } ?? .text(notes)
            }
        } else {
            Self.refuse(declaration, &findings)
            return nil
        }
        self.description = description
        access = Self.access(declaration, in: surroundings)
        if findings.hasErrors { return nil }
    }

    /// A type without access of its own has that of the extension it stands in.
    private static func access(_ declaration: some DeclGroupSyntax, in surroundings: Syntax?) -> String {
        let levels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
        let around = surroundings?.as(ExtensionDeclSyntax.self)?.modifiers
        let level = [declaration.modifiers, around].lazy.compactMap { modifiers in
            modifiers?.map(\.name.text).first(where: levels.contains)
        }.first
        return level == "public" ? "public " : level == "package" ? "package " : ""
    }

    private static func body(
        of enumeration: EnumDeclSyntax, _ discriminator: String, _ attribute: AttributeSyntax,
        _ findings: inout Findings
    ) -> Body? {
        let elements = enumeration.memberBlock.members.compactMap { $0.decl.as(EnumCaseDeclSyntax.self) }
            .flatMap(\.elements)
        guard !elements.isEmpty else {
            findings.error("cases", at: enumeration.name, "an enumeration without cases has no values to write")
            return nil
        }
        if elements.contains(where: { $0.parameterClause?.parameters.isEmpty == false }) {
            return .union(UnionBody(enumeration, discriminator: discriminator, attribute, &findings))
        }
        return .choice(ChoiceBody(enumeration, &findings))
    }

    private static func discriminator(_ arguments: LabeledExprListSyntax?, _ findings: inout Findings) -> String {
        guard let expression = arguments?.first(where: { $0.label?.text == "discriminator" })?.expression else {
            return "type"
        }
        if let name = expression.literalText, !name.isEmpty {
            return name
        }
        findings.error(
            "discriminator", at: expression, "the name of a property is needed here, as a literal",
            FixIt.replace("use \"type\"", expression, ExprSyntax("\"type\"")))
        return "type"
    }

    /// A parameter that stands in a property's type has to be something that a model can write.
    private static func check(
        _ clause: GenericParameterClauseSyntax?, _ requirements: GenericWhereClauseSyntax?,
        _ declaration: some DeclGroupSyntax, _ findings: inout Findings
    ) {
        let required = requirements?.trimmedDescription ?? ""
        for parameter in clause?.parameters ?? [] {
            let inherited = parameter.inheritedType?.trimmedDescription ?? ""
            let name = parameter.name.text
            // A protocol of the app's own may refine Generable.
            guard inherited.isEmpty || ["Codable", "Sendable", "Hashable", "Equatable"].contains(inherited),
                !required.contains("\(name):"), !required.contains("\(name) :"), isStored(name, in: declaration)
            else { continue }
            var constrained = parameter.trimmed
            constrained.colon = .colonToken(trailingTrivia: .space)
            constrained.inheritedType =
                inherited.isEmpty ? TypeSyntax("Generable") : TypeSyntax("\(raw: inherited) & Generable")
            constrained.name.trailingTrivia = []
            findings.error(
                "generic", at: parameter, "a model can write \(name) only if it is Generable",
                FixIt.replace("require \(name) to be Generable", parameter, constrained))
        }
    }

    private static func isStored(_ name: String, in declaration: some DeclGroupSyntax) -> Bool {
        func isNamed(in type: TypeSyntax) -> Bool {
            type.tokens(viewMode: .sourceAccurate).contains { $0.text == name }
        }
        return declaration.memberBlock.members.contains { member in
            if let variable = member.decl.as(VariableDeclSyntax.self) {
                return variable.bindings.contains { $0.typeAnnotation.map { isNamed(in: $0.type) } ?? false }
            }
            let elements = member.decl.as(EnumCaseDeclSyntax.self)?.elements ?? []
            return elements.contains { $0.parameterClause?.parameters.contains { isNamed(in: $0.type) } ?? false }
        }
    }

    private static func refuse(_ declaration: some DeclGroupSyntax, _ findings: inout Findings) {
        guard let type = declaration.as(ClassDeclSyntax.self) else {
            findings.error(
                "declaration", at: declaration.introducer, "@Generable is for structures and enumerations")
            return
        }
        let message = "@Generable is for structures and enumerations: a model writes values"
        guard type.inheritanceClause == nil else {
            findings.error("declaration", at: type.classKeyword, message)
            return
        }
        var modifiers = type.modifiers.filter { !["final", "open"].contains($0.name.text) }
        var keyword = TokenSyntax.keyword(
            .struct, leadingTrivia: type.classKeyword.leadingTrivia, trailingTrivia: type.classKeyword.trailingTrivia)
        var changes: [FixIt.Change] = []
        if modifiers.count < type.modifiers.count {
            // The line break before a modifier that goes stays.
            if modifiers.isEmpty {
                keyword.leadingTrivia = type.modifiers.leadingTrivia
            } else {
                modifiers.leadingTrivia = type.modifiers.leadingTrivia
            }
            changes.append(.replace(oldNode: Syntax(type.modifiers), newNode: Syntax(modifiers)))
        }
        changes.append(.replace(oldNode: Syntax(type.classKeyword), newNode: Syntax(keyword)))
        findings.error(
            "declaration", at: type.classKeyword, message, FixIt.changes("make it a structure", changes))
    }
}
