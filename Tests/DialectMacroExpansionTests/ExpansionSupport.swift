import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import DialectMacroExpansion

/// Expands the macros in a source, and records what is not as expected.
///
/// - Parameter fixed: The source after the first fix-it of each diagnostic.
func expectExpansion(
    of source: String, _ expanded: String, diagnostics: [DiagnosticSpec] = [], fixed: String? = nil,
    location: Testing.SourceLocation = #_sourceLocation
) {
    assertMacroExpansion(
        source, expandedSource: expanded, diagnostics: diagnostics,
        macroSpecs: [
            "Generable": MacroSpec(
                type: GenerableExpansion.self, conformances: ["Generable", "Decodable", "Encodable"]),
            "Guide": MacroSpec(type: GuideExpansion.self),
        ],
        fixedSource: fixed,
        failureHandler: { Issue.record("\($0.message)", sourceLocation: location) })
}

/// A source in which the macro finds a fault, and writes nothing.
///
/// - Parameter line: Where, within a type whose declaration is on line 2.
func expectFault(
    in source: String, _ message: String, line: Int, column: Int, fixIt: String? = nil, fixed: String? = nil,
    location: Testing.SourceLocation = #_sourceLocation
) {
    // What is left of a source are its declarations.
    let bare = source.replacing(#/@(Generable|Guide)(\([^\n]*\))?[ \n]/#, with: "")
    expectExpansion(
        of: source, bare,
        diagnostics: [
            DiagnosticSpec(
                message: message, line: line, column: column, fixIts: fixIt.map { [FixItSpec(message: $0)] } ?? [])
        ],
        fixed: fixed, location: location)
}
