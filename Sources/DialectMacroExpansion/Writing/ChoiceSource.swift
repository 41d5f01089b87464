/// What an enumeration without associated values gets.
extension GenerableType {
    func members(of choice: ChoiceBody) -> [String] {
        [partial("struct", partialBody(of: choice)), schema(of: choice)]
    }

    private func partialBody(of choice: ChoiceBody) -> String {
        let isText = choice.values == .names || choice.values == .texts
        let type = choice.values == .integers ? "Swift.Int" : "Swift.Double"
        let value =
            switch choice.values {
            case .names: names(of: choice)
            case .texts: "whole.flatMap { \(name)(rawValue: $0) }"
            case .integers:
                "written.flatMap { \(name).RawValue(exactly: $0) }.flatMap { \(name)(rawValue: $0) }"
            case .numbers: "written.flatMap { \(name)(rawValue: \(name).RawValue($0)) }"
            }
        let stored =
            isText ? "private var written = \"\"\nprivate var whole: Swift.String?" : "private var written: \(type)?"
        let change =
            """
            written.apply(change, at: path)
            // The name of a case may begin another.
            if case .ended = change {
                whole = written
            } else {
                whole = nil
            }
            """
        return """
            \(stored)

            /// The case, once all of it is written.
            \(access)var value: \(name)? {
            \(value.indented)
            }

            \(access)init() {}

            \(apply(isText ? change : "written.apply(change, at: path)"))
            """
    }

    private func names(of choice: ChoiceBody) -> String {
        let cases = choice.cases.map { "case \($0.literal): \(name).\($0.name)" }
        return """
            switch whole {
            \(cases.joined(separator: "\n"))
            default: nil
            }
            """
    }

    private func schema(of choice: ChoiceBody) -> String {
        let type =
            switch choice.values {
            case .names, .texts: "string"
            case .integers: "integer"
            case .numbers: "number"
            }
        let values = choice.cases.map(\.literal).joined(separator: ", ")
        let note = description.map { ", \"description\": .string(\($0.code))" } ?? ""
        return """
            \(access)nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                ["type": "\(type)", "enum": [\(values)]\(note)]
            }
            """
    }

    /// Raw values are coded as they are.
    func coding(of choice: ChoiceBody) -> String {
        guard choice.values == .names else { return "" }
        let known = choice.cases.map { Names.plain($0.name) }.joined(separator: ", ")
        let read = choice.cases.map { "case \($0.literal): self = .\($0.name)" }.joined(separator: "\n")
        let write = choice.cases.map { "case .\($0.name): try container.encode(\($0.literal))" }
        let reading = decoder(
            """
            let name = try decoder.singleValueContainer().decode(Swift.String.self)
            switch name {
            \(read)
            default:
                throw Swift.DecodingError.dataCorrupted(
                    Swift.DecodingError.Context(
                        codingPath: decoder.codingPath, debugDescription: "must be one of \(known), is \\(name)"))
            }
            """)
        let writing = encoder(
            """
            var container = encoder.singleValueContainer()
            switch self {
            \(write.joined(separator: "\n"))
            }
            """)
        return [choice.ownCoding.hasDecoder ? nil : reading, choice.ownCoding.hasEncoder ? nil : writing]
            .compactMap { $0 }.joined(separator: "\n\n")
    }
}
