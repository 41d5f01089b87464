import SwiftSyntax

/// The form of a type, as far as its spelling tells.
indirect enum TypeForm {
    case optional(TypeForm)
    case array(TypeForm)
    case dictionary(TypeForm)
    case named(String)

    /// The type as Swift spells it.
    var code: String {
        switch self {
        case .optional(let wrapped): "\(wrapped.code)?"
        case .array(let element): "[\(element.code)]"
        case .dictionary(let value): "[String: \(value.code)]"
        case .named(let name): name
        }
    }

    /// The type of what there is of a value.
    var partial: String {
        switch self {
        case .optional(let wrapped): "\(wrapped.partial)?"
        case .array(let element): "[\(element.partial)]"
        case .dictionary(let value): "[String: \(value.partial)]"
        case .named(let name): Self.wholeTypes.contains(name) ? name : "\(name).PartiallyGenerated"
        }
    }

    /// What is there, if it is.
    var unwrapped: TypeForm {
        if case .optional(let wrapped) = self { wrapped } else { self }
    }

    var isOptional: Bool {
        if case .optional = self { true } else { false }
    }

    /// The form with a name for `Self`, which within `PartiallyGenerated` is another type.
    func naming(_ type: String) -> TypeForm {
        switch self {
        case .optional(let wrapped): .optional(wrapped.naming(type))
        case .array(let element): .array(element.naming(type))
        case .dictionary(let value): .dictionary(value.naming(type))
        case .named(let name): .named(name.replacing(#/\bSelf\b/#, with: type))
        }
    }

    /// Types that are their own `PartiallyGenerated`.
    private static let wholeTypes: Set<String> = ["String", "Bool", "Int", "Double", "Float", "JSONValue"]
}

/// A type that a model cannot write.
struct TypeProblem: Error {
    let node: TypeSyntax
    let message: String
    /// A type that could be there instead.
    var replacement: String?
}

extension TypeForm {
    init(_ type: TypeSyntax) throws(TypeProblem) {
        if let optional = type.as(OptionalTypeSyntax.self) {
            self = .optional(try Self.inner(optional.wrappedType, ofOptional: type))
        } else if let array = type.as(ArrayTypeSyntax.self) {
            self = .array(try TypeForm(array.element))
        } else if let dictionary = type.as(DictionaryTypeSyntax.self) {
            self = try Self.dictionary(dictionary.key, dictionary.value, type)
        } else if let name = type.as(IdentifierTypeSyntax.self) {
            try self.init(name.name.text, name.genericArgumentClause, type)
        } else if let member = type.as(MemberTypeSyntax.self) {
            let module = member.baseType.trimmedDescription
            if module == "Swift" || module == "Foundation" || module == "FoundationEssentials" {
                try self.init(member.name.text, member.genericArgumentClause, type)
            } else {
                self = .named(type.trimmedDescription)
            }
        } else if let tuple = type.as(TupleTypeSyntax.self), tuple.elements.count == 1, let only = tuple.elements.first
        {
            try self.init(only.type)
        } else {
            throw Self.problem(type)
        }
    }

    private init(_ name: String, _ arguments: GenericArgumentClauseSyntax?, _ type: TypeSyntax) throws(TypeProblem) {
        let types = arguments?.arguments.compactMap { Syntax($0.argument).as(TypeSyntax.self) } ?? []
        switch (name, types.count) {
        case ("Optional", 1): self = .optional(try Self.inner(types[0], ofOptional: type))
        case ("Array", 1): self = .array(try TypeForm(types[0]))
        case ("Dictionary", 2): self = try Self.dictionary(types[0], types[1], type)
        case ("Set", 1):
            throw TypeProblem(
                node: type, message: "JSON has no sets; a model writes an array",
                replacement: "[\(types[0].trimmedDescription)]")
        case (_, 0):
            if let (message, replacement) = Self.unwritable[name] {
                throw TypeProblem(node: type, message: message, replacement: replacement)
            }
            self = .named(type.trimmedDescription.droppingPrefix("Swift."))
        default: self = .named(type.trimmedDescription)
        }
    }

    private static func inner(_ wrapped: TypeSyntax, ofOptional type: TypeSyntax) throws(TypeProblem) -> TypeForm {
        let form = try TypeForm(wrapped)
        guard form.isOptional else { return form }
        throw TypeProblem(
            node: type,
            message: "JSON cannot tell one absence from another: an optional of an optional cannot be written",
            replacement: form.code)
    }

    private static func dictionary(
        _ key: TypeSyntax, _ value: TypeSyntax, _ type: TypeSyntax
    ) throws(TypeProblem) -> TypeForm {
        let form = try TypeForm(value)
        guard ["String", "Swift.String"].contains(key.trimmedDescription) else {
            throw TypeProblem(
                node: type, message: "the keys of a JSON object are texts, not \(key.trimmedDescription)",
                replacement: "[String: \(value.trimmedDescription)]")
        }
        return .dictionary(form)
    }

    private static func problem(_ type: TypeSyntax) -> TypeProblem {
        if let optional = type.as(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
            return TypeProblem(
                node: type, message: "a model may leave it out, so that it must be a plain optional",
                replacement: "\(optional.wrappedType.trimmedDescription)?")
        }
        if type.is(TupleTypeSyntax.self) {
            return TypeProblem(node: type, message: "a tuple has no form in JSON; use a @Generable structure")
        }
        if type.is(SomeOrAnyTypeSyntax.self) || type.is(CompositionTypeSyntax.self) {
            return TypeProblem(
                node: type,
                message: "a model writes values of a known type; use a @Generable enumeration with a case for each")
        }
        return TypeProblem(node: type, message: "a value of this type has no form in JSON")
    }

    private static let unwritable: [String: (String, String?)] = [
        "Any": ("a model writes values of a known type, or any JSON", "JSONValue"),
        "AnyObject": ("a model writes values of a known type, or any JSON", "JSONValue"),
        "Void": ("a value of this type has no form in JSON", nil),
        "Character": ("JSON has texts, not characters", "String"),
        "Substring": ("a text of its own is needed", "String"),
        "Data": ("a model cannot write bytes", "String"),
        "Date": (
            "a date is a text in JSON: use String with @Guide(.format(\"date-time\")), and read it where it is used",
            "String"
        ),
        "URL": (
            "a URL is a text in JSON: use String with @Guide(.format(\"uri\")), and read it where it is used", "String"
        ),
        "UUID": (
            "a UUID is a text in JSON: use String with @Guide(.format(\"uuid\")), and read it where it is used",
            "String"
        ),
        "Decimal": ("a model writes a Double, or an exact number as a text", "Double"),
    ]
}

extension String {
    fileprivate func droppingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
