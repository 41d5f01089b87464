import SwiftSyntax

/// What a type says itself of how it is coded, in its declaration.
struct OwnCoding {
    let hasDecoder: Bool
    let hasEncoder: Bool

    init(_ members: MemberBlockItemListSyntax) {
        hasDecoder = members.contains { member in
            guard let initializer = member.decl.as(InitializerDeclSyntax.self) else { return false }
            return Self.takes("Decoder", as: "from", initializer.signature)
        }
        hasEncoder = members.contains { member in
            guard let function = member.decl.as(FunctionDeclSyntax.self), function.name.text == "encode" else {
                return false
            }
            return Self.takes("Encoder", as: "to", function.signature)
        }
    }

    /// Whether there is one parameter, with this label and of this type: an `init(from: URL)` is no decoder.
    private static func takes(_ type: String, as label: String, _ signature: FunctionSignatureSyntax) -> Bool {
        let parameters = signature.parameterClause.parameters
        guard parameters.count == 1, let parameter = parameters.first, parameter.firstName.text == label else {
            return false
        }
        return parameter.type.lastToken(viewMode: .sourceAccurate)?.text == type
    }
}
