import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder

/// What is wrong with a declaration.
struct Findings {
    private(set) var diagnostics: [Diagnostic] = []

    var hasErrors: Bool { diagnostics.contains { $0.diagMessage.severity == .error } }

    mutating func error(_ id: String, at node: some SyntaxProtocol, _ message: String, _ fixIts: FixIt...) {
        diagnostics.append(Diagnostic(node: node, message: Message(id, .error, message), fixIts: fixIts))
    }

    mutating func warning(_ id: String, at node: some SyntaxProtocol, _ message: String, _ fixIts: FixIt...) {
        diagnostics.append(Diagnostic(node: node, message: Message(id, .warning, message), fixIts: fixIts))
    }

    mutating func add(_ problem: TypeProblem) {
        let fixIts = problem.replacement.map { replacement in
            [FixIt.replace("use \(replacement)", problem.node, TypeSyntax("\(raw: replacement)"))]
        }
        diagnostics.append(
            Diagnostic(
                node: problem.node, message: Message("type", .error, problem.message), fixIts: fixIts ?? []))
    }

    private struct Message: DiagnosticMessage {
        let message: String
        let diagnosticID: MessageID
        let severity: DiagnosticSeverity

        init(_ id: String, _ severity: DiagnosticSeverity, _ message: String) {
            (self.message, self.severity) = (message, severity)
            diagnosticID = MessageID(domain: "Dialect", id: id)
        }
    }
}

extension FixIt {
    private struct Message: FixItMessage {
        let message: String
        var fixItID: MessageID { MessageID(domain: "Dialect", id: "fix") }
    }

    /// Puts one node in the place of another, with the white space around it.
    static func replace(_ message: String, _ old: some SyntaxProtocol, _ new: some SyntaxProtocol) -> FixIt {
        var new = new
        new.leadingTrivia = old.leadingTrivia
        new.trailingTrivia = old.trailingTrivia
        return changes(message, [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
    }

    static func changes(_ message: String, _ changes: [FixIt.Change]) -> FixIt {
        FixIt(message: Message(message: message), changes: changes)
    }
}
