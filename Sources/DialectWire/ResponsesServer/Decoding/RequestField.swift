import Dialect

/// A value of a request and where it stands there, for errors that name it as OpenAI's do: `input[0].content[1].type`.
package struct RequestField: Sendable {
    let value: JSONValue
    let path: String

    init(_ value: JSONValue, at path: String = "") {
        self.value = value
        self.path = path
    }

    /// A member, or nil if it is absent or null.
    subscript(key: String) -> RequestField? {
        guard let member = value[key], !member.isNull else { return nil }
        return RequestField(member, at: path.isEmpty ? key : "\(path).\(key)")
    }

    /// A member that must be there.
    func required(_ key: String) throws(LanguageModelError) -> RequestField {
        if let field = self[key] { return field }
        let name = path.isEmpty ? key : "\(path).\(key)"
        throw .invalid("Missing required parameter: '\(name)'.", parameter: name, code: "missing_required_parameter")
    }

    func string() throws(LanguageModelError) -> String {
        guard let text = value.stringValue else { throw wrongType("a string") }
        return text
    }

    func bool() throws(LanguageModelError) -> Bool {
        guard let bool = value.boolValue else { throw wrongType("a boolean") }
        return bool
    }

    func int() throws(LanguageModelError) -> Int {
        guard let int = value.intValue else { throw wrongType("an integer") }
        return int
    }

    func double() throws(LanguageModelError) -> Double {
        guard let double = value.doubleValue else { throw wrongType("a decimal") }
        return double
    }

    func object() throws(LanguageModelError) -> JSONObject {
        guard let object = value.objectValue else { throw wrongType("an object") }
        return object
    }

    func elements() throws(LanguageModelError) -> [RequestField] {
        guard let array = value.arrayValue else { throw wrongType("an array") }
        return array.enumerated().map { RequestField($1, at: "\(path)[\($0)]") }
    }

    /// The error for a value of the wrong kind.
    func wrongType(_ expected: String) -> LanguageModelError {
        .invalid(
            "Invalid type for '\(path)': expected \(expected), but got \(kind) instead.", parameter: path,
            code: "invalid_type")
    }

    /// The error for a word that is none of those allowed.
    func wrongValue(supported: [String]) -> LanguageModelError {
        let words = supported.map { "'\($0)'" }
        let list =
            words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + ", and " + (words.last ?? "")
        return .invalid(
            "Invalid value: '\((value.stringValue ?? value.jsonText).prefix(100))'. Supported values are: \(list).",
            parameter: path, code: "invalid_value")
    }

    private var kind: String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number(let number): number.intValue == nil ? "a decimal" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension LanguageModelError {
    /// A request that the server refuses.
    static func invalid(_ message: String, parameter: String?, code: String?) -> LanguageModelError {
        LanguageModelError(
            .invalidRequest, message, httpStatus: 400,
            details: ProviderDetails(type: "invalid_request_error", code: code, parameter: parameter))
    }
}
