import Dialect

/// A place inside a function call's arguments, as the pieces of streamed arguments name it: `$.recipe.steps[0].text`,
/// `$['a key']`.
enum GeminiArgumentPath {
    enum Step: Hashable {
        case key(String)
        case index(Int)
    }

    /// The most elements that one piece may add to an array: a server must not make us allocate without end.
    private static let maximumGap = 1000
    private static let maximumDepth = 128

    /// Nil for a path that is none.
    static func steps(_ path: String) -> [Step]? {
        guard path.first == "$" else { return nil }
        var steps: [Step] = []
        var rest = path.dropFirst()
        while let first = rest.first {
            guard steps.count < maximumDepth else { return nil }
            rest = rest.dropFirst()
            if first == "." {
                let key = rest.prefix { $0 != "." && $0 != "[" }
                guard !key.isEmpty else { return nil }
                steps.append(.key(String(key)))
                rest = rest.dropFirst(key.count)
            } else if first == "[", let step = bracketed(&rest) {
                steps.append(step)
            } else {
                return nil
            }
        }
        return steps
    }

    /// What stands between brackets: an index, or a key in quotes.
    private static func bracketed(_ rest: inout Substring) -> Step? {
        guard let quote = rest.first, quote == "'" || quote == "\"" else {
            guard let end = rest.firstIndex(of: "]"), let index = Int(rest[..<end]), index >= 0 else { return nil }
            rest = rest[end...].dropFirst()
            return .index(index)
        }
        var key = ""
        var isEscaped = false
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            if isEscaped {
                key.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == quote {
                guard rest.popFirst() == "]" else { return nil }
                return .key(key)
            } else {
                key.append(character)
            }
        }
        return nil
    }

    /// Changes the value in its place, and makes the objects and arrays around it where there are none.
    static func update(
        at steps: ArraySlice<Step>, in json: inout JSONValue, of name: String, _ change: (inout JSONValue) -> Void
    ) throws(LanguageModelError) {
        switch steps.first {
        case nil: change(&json)
        case .key(let key)?:
            var object = json.objectValue ?? JSONObject()
            // What is taken out leaves nothing behind, so that it is not copied when it changes.
            json = .null
            var member = object[key] ?? .null
            object[key] = .null
            try update(at: steps.dropFirst(), in: &member, of: name, change)
            object[key] = member
            json = .object(object)
        case .index(let index)?:
            var array = json.arrayValue ?? []
            json = .null
            guard index - array.count <= maximumGap else {
                throw LanguageModelError(
                    .protocolViolation, "The arguments of \(name) skip to element \(index) of an array.",
                    rawBody: "\(index)")
            }
            while array.count <= index { array.append(.null) }
            try update(at: steps.dropFirst(), in: &array[index], of: name, change)
            json = .array(array)
        }
    }
}
