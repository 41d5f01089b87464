/// What an enumeration with associated values gets.
extension GenerableType {
    func members(of union: UnionBody) -> [String] {
        [partial(union.isIndirect ? "indirect enum" : "enum", partialBody(of: union))]
            + schema(schemaBody(of: union))
    }

    // MARK: Partial values

    private func partialBody(of union: UnionBody) -> String {
        let undetermined = undetermined(in: union)
        let cases = union.cases.map { element in
            let values = element.values.map { value in
                (value.label.map { "\($0): " } ?? "") + "\(value.form.unwrapped.partial)?"
            }
            return "case \(element.name)" + (values.isEmpty ? "" : "(\(values.joined(separator: ", ")))")
        }
        let start = """
            guard case .key(let key)? = path.first else {
                if case .beganObject = change { self = Self() }
                return
            }
            switch self {
            case .\(undetermined)(var written):
                // Nothing else may hold what grows, or every piece would copy it.
                self = .\(undetermined)(.null)
                written.apply(change, at: path)
                self = .\(undetermined)(written)
                if key == \(Names.quoted(union.discriminator)), case .ended = change { determine(written) }
            """
        let determined = union.cases.map { apply(in: $0, undetermined) }
        return """
            /// Which case it will be is not known yet; what is written so far.
            case \(undetermined)(DialectGenerable.JSONValue)
            \(cases.joined(separator: "\n"))

            \(access)init() { self = .\(undetermined)([:]) }

            \(apply(([start] + determined + ["}"]).joined(separator: "\n")))

            \(determine(union))
            """
    }

    private func undetermined(in union: UnionBody) -> String {
        union.cases.contains { $0.key == "undetermined" } ? "undeterminedCase" : "undetermined"
    }

    private func apply(in element: UnionBody.Case, _ undetermined: String) -> String {
        guard !element.values.isEmpty else { return "case .\(element.name): break" }
        let variables = element.values.indices.map { "var value\($0)" }.joined(separator: ", ")
        let changes = element.values.enumerated().map { index, value in
            "    case \(Names.quoted(value.key)): value\(index).apply(change, at: path.dropFirst())"
        }
        let values = element.values.enumerated().map { index, value in
            (value.label.map { "\($0): " } ?? "") + "value\(index)"
        }
        return """
            case .\(element.name)(\(variables)):
                self = .\(undetermined)(.null)
                switch key {
            \(changes.joined(separator: "\n"))
                default: break
                }
                self = .\(element.name)(\(values.joined(separator: ", ")))
            """
    }

    private func determine(_ union: UnionBody) -> String {
        let cases = union.cases.map { element in
            let values = element.values.map { ($0.label.map { "\($0): " } ?? "") + "nil" }.joined(separator: ", ")
            return "case \(Names.quoted(element.key)): self = .\(element.name)"
                + (values.isEmpty ? "" : "(\(values))")
        }
        return """
            private mutating func determine(_ written: DialectGenerable.JSONValue) {
                switch written[\(Names.quoted(union.discriminator))]?.stringValue {
            \(cases.joined(separator: "\n").indented)
                default: return
                }
                for (key, value) in written.objectValue ?? [:] { apply(written: value, at: [.key(key)]) }
            }
            """
    }

    // MARK: Schema

    private func schemaBody(of union: UnionBody) -> String {
        var lines: [String] = []
        for (index, element) in union.cases.enumerated() {
            let name = "case\(index)"
            let description = element.description.map { "description: \($0.code)" } ?? ""
            lines.append("var \(name) = DialectGenerable.ObjectSchema(\(description))")
            lines.append(
                "\(name).add(\(Names.quoted(union.discriminator)), constant: \(Names.quoted(element.key)))")
            lines += element.values.map { value in
                Self.property(
                    name, value.key, value.form, value.description.map(Description.text),
                    isRequired: value.isRequired, isNullable: value.isNullable, defaultLiteral: value.defaultLiteral)
            }
        }
        let forms = union.cases.indices.map { "case\($0).jsonSchema" }.joined(separator: ", ")
        let note = description.map { "\"description\": .string(\($0.code)), " } ?? ""
        return (lines + ["return [\(note)\"anyOf\": [\(forms)]]"]).joined(separator: "\n")
    }

    // MARK: Coding

    /// The coding key of the property that names the case; no label is called so.
    private static let caseKey = "_case"

    func coding(of union: UnionBody) -> String {
        var keys = [(Self.caseKey, union.discriminator)]
        for value in union.cases.flatMap(\.values) where !keys.contains(where: { $0.1 == value.key }) {
            keys.append((Names.escaped(value.key), value.key))
        }
        var parts: [String] = []
        if !union.ownCoding.hasDecoder { parts.append(decoder(decoderBody(of: union))) }
        if !union.ownCoding.hasEncoder { parts.append(encoder(encoderBody(of: union))) }
        return parts.isEmpty ? "" : ([codingKeys(keys)] + parts).joined(separator: "\n\n")
    }

    private func decoderBody(of union: UnionBody) -> String {
        let cases = union.cases.map { element in
            let values = element.values.map { value in
                let label = value.label.map { "\($0): " } ?? ""
                let key = ".\(Names.escaped(value.key))"
                let function = value.isRequired ? "value" : "optional"
                if value.isNullable, let code = value.defaultCode {
                    return "\(label)properties.contains(\(key)) ? try properties.optional(\(key)) : \(code)"
                }
                let fallback = value.defaultCode.map { " ?? \($0)" } ?? ""
                return "\(label)try properties.\(function)(\(key))\(fallback)"
            }
            return "case \(Names.quoted(element.key)): self = .\(element.name)"
                + (values.isEmpty ? "" : "(\(values.joined(separator: ", ")))")
        }
        let known = union.cases.map { Names.quoted($0.key) }.joined(separator: ", ")
        return """
            let properties = try DialectGenerable.PropertyReader(decoder, keyedBy: CodingKeys.self)
            let name: Swift.String = try properties.value(.\(Self.caseKey))
            switch name {
            \(cases.joined(separator: "\n"))
            default: throw properties.unknownCase(name, .\(Self.caseKey), expected: [\(known)])
            }
            """
    }

    private func encoderBody(of union: UnionBody) -> String {
        let cases = union.cases.map { element in
            let variables = element.values.indices.map { "let value\($0)" }.joined(separator: ", ")
            let values = element.values.enumerated().map { index, value in
                let function = value.form.isOptional && !value.isNullable ? "encodeIfPresent" : "encode"
                return "    try container.\(function)(value\(index), forKey: .\(Names.escaped(value.key)))"
            }
            let pattern = ".\(element.name)" + (variables.isEmpty ? "" : "(\(variables))")
            let head = "    try container.encode(\(Names.quoted(element.key)), forKey: .\(Self.caseKey))"
            return (["case \(pattern):", head] + values).joined(separator: "\n")
        }
        return """
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            \(cases.joined(separator: "\n"))
            }
            """
    }
}
