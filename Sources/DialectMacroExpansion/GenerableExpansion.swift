package import SwiftSyntax
import SwiftSyntaxBuilder
package import SwiftSyntaxMacros

/// `@Generable`.
///
/// What names types stands in the type itself, where they are found as its properties found them; an extension of a
/// nested type does not see the types beside it. What would take away the memberwise initializer stands in an extension.
package enum GenerableExpansion {}

extension GenerableExpansion: MemberMacro {
    package static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        var findings = Findings()
        let type = GenerableType(declaration, node, in: context.lexicalContext.first, &findings)
        findings.diagnostics.forEach(context.diagnose)
        return type.map { $0.members.map { DeclSyntax("\(raw: $0)") } } ?? []
    }
}

extension GenerableExpansion: ExtensionMacro {
    package static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        // The other role has said what is wrong.
        var findings = Findings()
        guard let read = GenerableType(declaration, node, in: context.lexicalContext.first, &findings) else {
            return []
        }
        // Each by its name: what a protocol inherits is not seen from other files of the module when a macro adds the
        // conformance (swiftlang/swift#87872).
        let missing = protocols.map { $0.trimmedDescription.split(separator: ".").last ?? "" }
        let added = ["DialectGenerable.Generable", "Swift.Decodable", "Swift.Encodable"]
            .filter { name in missing.contains { name.hasSuffix(".\($0)") } }
            .map { "nonisolated \($0)" }
        let conformance = added.isEmpty ? "" : ": \(added.joined(separator: ", "))"
        let body = read.extensionMembers.isEmpty ? "" : "\n" + read.extensionMembers.indented + "\n"
        return [try ExtensionDeclSyntax("extension \(type.trimmed)\(raw: conformance) {\(raw: body)}")]
    }
}
