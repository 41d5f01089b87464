import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// The properties of a structure that a model writes.
struct ObjectBody {
    struct Property {
        /// As source writes it, with backticks where it needs them.
        let name: String
        /// The name in JSON.
        let key: String
        /// As that of its type: `public `, `package `, `private `, or nothing.
        let access: String
        let form: TypeForm
        let hasDefault: Bool
        /// The default, where a schema can say it.
        let defaultLiteral: String?
        let guide: Guide

        /// Whether the model must write it.
        var isRequired: Bool { !form.isOptional && !hasDefault }
        /// Whether null means something else than absence, which means the default.
        var isNullable: Bool { form.isOptional && hasDefault }
    }

    private(set) var properties: [Property] = []
    /// Whether the type has coding keys of its own.
    let hasCodingKeys: Bool
    let ownCoding: OwnCoding
    /// The type as its properties may name it.
    private let typeName: String

    init(_ structure: StructDeclSyntax, _ documentation: Documentation, _ findings: inout Findings) {
        let members = structure.memberBlock.members
        let keys = Self.codingKeys(members)
        hasCodingKeys = keys != nil
        ownCoding = OwnCoding(members)
        typeName = Names.type(structure.name, structure.genericParameterClause)
        for member in members {
            if let conditional = member.decl.as(IfConfigDeclSyntax.self) {
                Self.check(conditional, &findings)
            } else if let variable = member.decl.as(VariableDeclSyntax.self) {
                read(variable, keys, documentation, &findings)
            }
        }
    }

    private mutating func read(
        _ variable: VariableDeclSyntax, _ keys: [String: String]?, _ documentation: Documentation,
        _ findings: inout Findings
    ) {
        let modifiers = variable.modifiers.map(\.name.text)
        guard !modifiers.contains("static"), !modifiers.contains("class"), !modifiers.contains("lazy") else { return }
        // In `var a, b: Int` both have the type.
        var type: TypeSyntax?
        var read: [Property] = []
        for binding in variable.bindings.reversed() where Self.isStored(binding) {
            type = binding.typeAnnotation?.type ?? (binding.initializer == nil ? type : nil)
            guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else {
                findings.error("pattern", at: binding.pattern, "a property of its own is needed for each value")
                continue
            }
            let plain = Names.plain(name)
            let value = binding.initializer?.value
            if variable.bindingSpecifier.tokenKind == .keyword(.let), value != nil {
                Self.warnOfConstant(variable, plain, &findings)
                continue
            }
            guard let key = keys.map({ $0[plain] }) ?? plain else {
                if value == nil, type?.is(OptionalTypeSyntax.self) != true {
                    findings.error(
                        "key", at: binding.pattern, "\(plain) has no coding key, so that it needs a default value")
                }
                continue
            }
            guard let form = Self.form(binding, type, value, &findings)?.naming(typeName) else { continue }
            let comment = Documentation(variable.leadingTrivia).text ?? documentation.parameters[plain]
            let isNil = value?.is(NilLiteralExprSyntax.self) == true
            read.append(
                Property(
                    name: name, key: key, access: Self.access(variable), form: form,
                    hasDefault: value != nil && !isNil,
                    defaultLiteral: value.flatMap(Self.literal),
                    guide: Guide(variable.attributes, form, comment, &findings)))
        }
        properties += read.reversed()
    }

    private static func access(_ variable: VariableDeclSyntax) -> String {
        let modifiers = variable.modifiers.filter { $0.detail == nil }.map(\.name.text)
        return ["public", "package", "fileprivate", "private"].first(where: modifiers.contains).map { "\($0) " } ?? ""
    }

    static func isStored(_ binding: PatternBindingSyntax) -> Bool {
        guard let block = binding.accessorBlock else { return true }
        guard case .accessors(let accessors) = block.accessors else { return false }
        return accessors.allSatisfy { ["willSet", "didSet"].contains($0.accessorSpecifier.text) }
    }

    private static func form(
        _ binding: PatternBindingSyntax, _ type: TypeSyntax?, _ value: ExprSyntax?, _ findings: inout Findings
    ) -> TypeForm? {
        if let type {
            do throws(TypeProblem) {
                return try TypeForm(type)
            } catch {
                findings.add(error)
                return nil
            }
        }
        if let name = value.flatMap(literalType) { return .named(name) }
        var typed = binding
        typed.pattern.trailingTrivia = []
        typed.typeAnnotation = TypeAnnotationSyntax(
            colon: .colonToken(trailingTrivia: .space), type: TypeSyntax("<#Type#>"),
            trailingTrivia: binding.initializer == nil ? [] : .space)
        findings.error(
            "annotation", at: binding.pattern, "a macro cannot see the type of this property unless it is written",
            FixIt.changes("write its type", [.replace(oldNode: Syntax(binding), newNode: Syntax(typed))]))
        return nil
    }

    private static func warnOfConstant(_ variable: VariableDeclSyntax, _ name: String, _ findings: inout Findings) {
        let keyword = variable.bindingSpecifier
        findings.warning(
            "constant", at: keyword, "\(name) is always the same, so that a model does not write it",
            FixIt.replace("make it a default value", keyword, TokenSyntax.keyword(.var)),
            FixIt.changes(
                "make it static",
                [
                    .replace(
                        oldNode: Syntax(keyword),
                        newNode: Syntax(keyword.with(\.leadingTrivia, keyword.leadingTrivia + "static ")))
                ]))
    }

    /// The names of properties in JSON, from coding keys that the type has.
    private static func codingKeys(_ members: MemberBlockItemListSyntax) -> [String: String]? {
        let types = members.compactMap { $0.decl.as(EnumDeclSyntax.self) }
        guard let type = types.first(where: { $0.name.text == "CodingKeys" }) else { return nil }
        var keys: [String: String] = [:]
        for element in type.memberBlock.members.compactMap({ $0.decl.as(EnumCaseDeclSyntax.self) }).flatMap(\.elements)
        {
            let name = Names.plain(element.name.text)
            let value = element.rawValue?.value.literalText
            keys[name] = value ?? name
        }
        return keys
    }

    private static func check(_ conditional: IfConfigDeclSyntax, _ findings: inout Findings) {
        for clause in conditional.clauses {
            guard case .decls(let members)? = clause.elements else { continue }
            for variable in members.compactMap({ $0.decl.as(VariableDeclSyntax.self) })
            where variable.bindings.contains(where: isStored) {
                findings.error(
                    "conditional", at: variable, "a macro cannot see whether there is a property inside of #if")
            }
        }
    }

    // MARK: Literals

    private static func literalType(_ value: ExprSyntax) -> String? {
        if value.is(StringLiteralExprSyntax.self) { return "String" }
        if value.is(BooleanLiteralExprSyntax.self) { return "Bool" }
        let number = value.as(PrefixOperatorExprSyntax.self).flatMap { $0.operator.text == "-" ? $0.expression : nil }
        if (number ?? value).is(IntegerLiteralExprSyntax.self) { return "Int" }
        if (number ?? value).is(FloatLiteralExprSyntax.self) { return "Double" }
        return nil
    }

    /// A value as a literal of `JSONValue`, where it is one.
    static func literal(_ value: ExprSyntax) -> String? {
        if value.is(StringLiteralExprSyntax.self) { return value.literalText.map(Names.quoted) }
        if literalType(value) != nil { return value.trimmedDescription }
        if value.as(ArrayExprSyntax.self)?.elements.isEmpty == true { return "[]" }
        if let dictionary = value.as(DictionaryExprSyntax.self), case .colon = dictionary.content { return "[:]" }
        return nil
    }
}
