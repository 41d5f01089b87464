import SwiftParser
import SwiftSyntax

extension ExprSyntax {
    /// The text of a literal that nothing is interpolated into.
    var literalText: String? { self.as(StringLiteralExprSyntax.self)?.representedLiteralValue }
}
