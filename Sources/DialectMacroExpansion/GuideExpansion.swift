package import SwiftSyntax
package import SwiftSyntaxMacros

/// `@Guide`, which writes nothing: `@Generable` reads it where it stands.
package enum GuideExpansion: PeerMacro {
    package static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        var findings = Findings()
        if !isGenerable(context) {
            findings.warning("guide", at: node, "@Guide tells a model nothing here: its type is not @Generable")
        } else if !isWritten(declaration) {
            findings.error("guide", at: node, "@Guide is for what a model writes: a stored property or a case")
        }
        findings.diagnostics.forEach(context.diagnose)
        return []
    }

    private static func isGenerable(_ context: some MacroExpansionContext) -> Bool {
        guard let type = context.lexicalContext.first?.asProtocol((any WithAttributesSyntax).self) else {
            return false
        }
        return type.attributes.contains { element in
            guard case .attribute(let attribute) = element else { return false }
            return ["Generable", "DialectGenerable.Generable"].contains(attribute.attributeName.trimmedDescription)
        }
    }

    private static func isWritten(_ declaration: some DeclSyntaxProtocol) -> Bool {
        if declaration.is(EnumCaseDeclSyntax.self) { return true }
        guard let variable = declaration.as(VariableDeclSyntax.self) else { return false }
        let modifiers = variable.modifiers.map(\.name.text)
        return !modifiers.contains("static") && !modifiers.contains("class") && !modifiers.contains("lazy")
            && variable.bindings.allSatisfy(ObjectBody.isStored)
    }
}
