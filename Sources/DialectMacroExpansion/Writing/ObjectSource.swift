/// What a structure gets.
extension GenerableType {
    func members(of object: ObjectBody) -> [String] {
        [partial("struct", partialBody(of: object))] + schema(schemaBody(of: object))
    }

    private func partialBody(of object: ObjectBody) -> String {
        let properties = object.properties.map { "\($0.access)var \($0.name): \($0.form.unwrapped.partial)?" }
        let cases = object.properties.map { property in
            "case \(Names.quoted(property.key)): self.\(property.name).apply(change, at: path.dropFirst())"
        }
        let start = """
            guard case .key(\(cases.isEmpty ? "_" : "let key"))? = path.first else {
                if case .beganObject = change { self = Self() }
                return
            }
            """
        let choice = """
            switch key {
            \((cases + ["default: break"]).joined(separator: "\n"))
            }
            """
        let function = apply(cases.isEmpty ? start : "\(start)\n\(choice)")
        return (properties.isEmpty ? "" : properties.joined(separator: "\n") + "\n\n")
            + "\(access)init() {}\n\n" + function
    }

    private func schemaBody(of object: ObjectBody) -> String {
        let properties = object.properties.map { property in
            Self.property(
                "object", property.key, property.form, property.guide.description, isRequired: property.isRequired,
                isNullable: property.isNullable, defaultLiteral: property.defaultLiteral, guides: property.guide.guides)
        }
        let specifier = properties.isEmpty ? "let" : "var"
        let start =
            "\(specifier) object = DialectGenerable.ObjectSchema(\(description.map { "description: \($0.code)" } ?? ""))"
        return ([start] + properties + ["return object.jsonSchema"]).joined(separator: "\n")
    }

    func coding(of object: ObjectBody) -> String {
        var parts: [String] = []
        let own = object.ownCoding
        if !object.hasCodingKeys, !own.hasDecoder || !own.hasEncoder {
            parts.append(codingKeys(object.properties.map { ($0.name, $0.key) }))
        }
        if !own.hasDecoder { parts.append(decoder(decoderBody(of: object))) }
        if !own.hasEncoder { parts.append(encoder(encoderBody(of: object))) }
        return parts.joined(separator: "\n\n")
    }

    private func decoderBody(of object: ObjectBody) -> String {
        let reader = "DialectGenerable.PropertyReader(decoder, keyedBy: CodingKeys.self)"
        guard !object.properties.isEmpty else { return "_ = try \(reader)" }
        let lines = object.properties.map { property in
            let name = property.name
            if property.isNullable {
                return "if properties.contains(.\(name)) { self.\(name) = try properties.optional(.\(name)) }"
            }
            if property.hasDefault {
                return "self.\(name) = try properties.optional(.\(name)) ?? self.\(name)"
            }
            return property.form.isOptional
                ? "self.\(name) = try properties.optional(.\(name))"
                : "self.\(name) = try properties.value(.\(name))"
        }
        return (["let properties = try \(reader)"] + lines).joined(separator: "\n")
    }

    private func encoderBody(of object: ObjectBody) -> String {
        guard !object.properties.isEmpty else { return "_ = encoder.container(keyedBy: CodingKeys.self)" }
        let lines = object.properties.map { property in
            let function = property.form.isOptional && !property.isNullable ? "encodeIfPresent" : "encode"
            return "try container.\(function)(self.\(property.name), forKey: .\(property.name))"
        }
        return (["var container = encoder.container(keyedBy: CodingKeys.self)"] + lines).joined(separator: "\n")
    }
}
