extension String {
    /// The lines, four spaces to the right.
    var indented: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }
            .joined(separator: "\n")
    }
}

extension GenerableType {
    /// Declarations for the type itself.
    var members: [String] {
        switch body {
        case .object(let object): members(of: object)
        case .choice(let choice): members(of: choice)
        case .union(let union): members(of: union)
        }
    }

    /// Declarations for an extension of the type.
    var extensionMembers: String {
        switch body {
        case .object(let object): coding(of: object)
        case .choice(let choice): coding(of: choice)
        case .union(let union): coding(of: union)
        }
    }

    /// A `PartiallyGenerated`.
    ///
    /// - Parameter kind: `struct`, `enum`.
    func partial(_ kind: String, _ body: String) -> String {
        """
        /// What there is of a value while it is being written.
        \(access)nonisolated \(kind) PartiallyGenerated: DialectGenerable.PartialValue {
        \(body.indented)
        }
        """
    }

    /// The function of a partial value that takes what was written next.
    func apply(_ body: String) -> String {
        """
        \(access)mutating func apply(_ change: DialectGenerable.PartialChange, at path: Swift.ArraySlice<DialectGenerable.PartialStep>) {
        \(body.indented)
        }
        """
    }

    /// The schema, of a type that may contain others.
    ///
    /// - Parameter body: Returns it, and may ask `definitions`.
    func schema(_ body: String) -> [String] {
        [
            """
            \(access)nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                DialectGenerable.SchemaDefinitions.schema(of: Self.self)
            }
            """,
            """
            \(access)nonisolated static func jsonSchema(in definitions: inout DialectGenerable.SchemaDefinitions) -> DialectGenerable.JSONValue {
                definitions.define(Self.self, name: \(Names.quoted(Names.plain(name)))) { definitions in
            \(body.indented.indented)
                }
            }
            """,
        ]
    }

    func decoder(_ body: String) -> String {
        """
        \(access)nonisolated init(from decoder: any Swift.Decoder) throws {
        \(body.indented)
        }
        """
    }

    func encoder(_ body: String) -> String {
        """
        \(access)nonisolated func encode(to encoder: any Swift.Encoder) throws {
        \(body.indented)
        }
        """
    }

    /// Coding keys, by their names and what they are in JSON.
    func codingKeys(_ keys: [(name: String, key: String)]) -> String {
        guard !keys.isEmpty else { return "private nonisolated enum CodingKeys: Swift.CodingKey {}" }
        let cases = keys.map { name, key in
            "case \(name)" + (Names.plain(name) == key ? "" : " = \(Names.quoted(key))")
        }
        return """
            private nonisolated enum CodingKeys: Swift.String, Swift.CodingKey {
            \(cases.joined(separator: "\n").indented)
            }
            """
    }

    /// A line that adds a property to a schema.
    static func property(
        _ schema: String, _ key: String, _ form: TypeForm, _ description: Description?, isRequired: Bool,
        isNullable: Bool = false, defaultLiteral: String? = nil, guides: [String] = []
    ) -> String {
        let type = form.unwrapped.code
        var arguments = [Names.quoted(key), type.hasSuffix("?") ? "(\(type)).self" : "\(type).self"]
        if let description { arguments.append("description: \(description.code)") }
        if !isRequired { arguments.append("isRequired: false") }
        if isNullable { arguments.append("isNullable: true") }
        if let defaultLiteral { arguments.append("default: \(defaultLiteral)") }
        if !guides.isEmpty { arguments.append("guides: [\(guides.joined(separator: ", "))]") }
        return "\(schema).add(\((arguments + ["in: &definitions"]).joined(separator: ", ")))"
    }
}
