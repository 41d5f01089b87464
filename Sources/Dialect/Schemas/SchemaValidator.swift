/// Checks values against a JSON schema: the subset of JSON Schema 2020-12 that models are asked to obey.
///
/// `format` is taken for a word to the reader, as the specification has it by default. What is not looked at, such as
/// `unevaluatedProperties`, forbids nothing. References lead only within the schema.
package struct SchemaValidator: Sendable {
    /// Where and how a value breaks the schema.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// The place in the value, as a JSON pointer (RFC 6901) whose long keys are shortened; empty for the value
        /// itself.
        package var pointer: String
        /// What is wrong, in words that a model can act on: `must be at least 18, is 3`.
        package var message: String

        package var description: String { "\(pointer.isEmpty ? "the value" : pointer) \(message)" }
    }

    /// What is looked at before the schema is given up as too complex, so that neither a schema nor a value can keep us.
    static let maximumSteps = 1_000_000
    private static let maximumDepth = 128
    /// More violations help nobody.
    private static let maximumViolations = 20
    /// Texts longer than this are not matched with patterns.
    static let longestPatternInput = 4_096

    struct Run {
        var violations: [Violation] = []
        var steps = 0
        var isExhausted = false
        private var patterns: [String: SchemaPattern?] = [:]
        /// How many branches of a choice are being tried: there only the fact counts.
        var probes = 0

        /// Whether a text matches a pattern; nil where the pattern is not looked at.
        mutating func matches(_ text: String, _ pattern: String) -> Bool? {
            let known = patterns[pattern] ?? SchemaPattern(pattern)
            patterns[pattern] = .some(known)
            guard let known, text.utf8.count <= longestPatternInput else { return nil }
            var work = 0
            defer { steps += work / 64 }
            return known.matches(text, work: &work)
        }

        mutating func report(_ place: @autoclosure () -> SchemaPlace, _ message: @autoclosure () -> String) {
            guard violations.count < maximumViolations else { return }
            violations.append(
                probes > 0
                    ? Violation(pointer: "", message: "") : Violation(pointer: place().pointer, message: message()))
        }
    }

    let root: JSONValue

    package init(_ schema: JSONValue) { root = schema }

    /// All that is wrong with a value, or the first twenty; empty if it obeys.
    package func violations(of value: JSONValue) -> [Violation] { violations(of: value, by: root) }

    /// Whether a value obeys a part of the schema.
    func accepts(_ value: JSONValue, by schema: JSONValue) -> Bool { violations(of: value, by: schema).isEmpty }

    /// Whether a value obeys a part of the schema; false where too many steps were taken, which are counted on.
    func accepts(_ value: JSONValue, by schema: JSONValue, _ steps: inout Int) -> Bool {
        var run = Run()
        run.steps = steps
        check(value, schema, at: .root, depth: 0, &run)
        steps = run.steps
        return run.violations.isEmpty && !run.isExhausted
    }

    private func violations(of value: JSONValue, by schema: JSONValue) -> [Violation] {
        var run = Run()
        check(value, schema, at: .root, depth: 0, &run)
        if run.isExhausted { run.violations.append(Violation(pointer: "", message: "is too complex to be checked")) }
        return run.violations
    }

    func check(_ value: JSONValue, _ schema: JSONValue, at place: SchemaPlace, depth: Int, _ run: inout Run) {
        run.steps += 1
        guard run.steps <= Self.maximumSteps, depth <= Self.maximumDepth else {
            run.isExhausted = true
            return
        }
        guard let schema = schema.objectValue else {
            if schema == false { run.report(place, "must not be there") }
            return
        }
        if let reference = schema["$ref"]?.stringValue {
            if let target = SchemaPointer.resolve(reference, in: root) {
                check(value, target, at: place, depth: depth + 1, &run)
            } else {
                run.report(place, "has a schema that is not there: \(reference)")
            }
        }
        if value.isNull, schema["nullable"] == true { return }
        checkType(value, schema, at: place, &run)
        switch value {
        case .string(let text): checkString(text, schema, at: place, &run)
        case .number(let number): checkNumber(number.doubleValue, schema, at: place, &run)
        case .array(let elements): checkArray(elements, schema, at: place, depth: depth, &run)
        case .object(let object): checkObject(object, schema, at: place, depth: depth, &run)
        case .null, .bool: break
        }
        checkChoices(value, schema, at: place, depth: depth, &run)
    }

    private func checkType(_ value: JSONValue, _ schema: JSONObject, at place: SchemaPlace, _ run: inout Run) {
        if let type = schema["type"] {
            let types = (type.arrayValue ?? [type]).compactMap { $0.stringValue?.lowercased() }
            let found = SchemaKeywords.type(of: value)
            if !types.contains(found), !(found == "integer" && types.contains("number")) {
                run.report(place, "must be \(types.joined(separator: " or ")), is \(found)")
            }
        }
        if let constant = schema["const"], constant != value {
            run.report(place, "must be \(constant.jsonText), is \(Self.excerpt(value))")
        }
        if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) {
            let listed = allowed.prefix(20).map(\.jsonText).joined(separator: ", ")
            run.report(place, "must be one of \(listed), is \(Self.excerpt(value))")
        }
    }

    private func checkChoices(
        _ value: JSONValue, _ schema: JSONObject, at place: SchemaPlace, depth: Int, _ run: inout Run
    ) {
        for part in schema["allOf"]?.arrayValue ?? [] { check(value, part, at: place, depth: depth + 1, &run) }
        if let branches = schema["anyOf"]?.arrayValue,
            !branches.contains(where: { obeys(value, $0, at: place, depth: depth, &run) })
        {
            run.report(place, "has none of the \(branches.count) forms that are allowed")
        }
        if let branches = schema["oneOf"]?.arrayValue {
            let count = branches.count { obeys(value, $0, at: place, depth: depth, &run) }
            if count != 1 { run.report(place, "must have exactly one of \(branches.count) forms, has \(count)") }
        }
        if let not = schema["not"], obeys(value, not, at: place, depth: depth, &run) {
            run.report(place, "has a form that is not allowed")
        }
        if let condition = schema["if"] {
            let holds = obeys(value, condition, at: place, depth: depth, &run)
            if let next = schema[holds ? "then" : "else"] { check(value, next, at: place, depth: depth + 1, &run) }
        }
    }

    /// Whether a value obeys a schema; what is wrong with it does not matter.
    func obeys(_ value: JSONValue, _ schema: JSONValue, at place: SchemaPlace, depth: Int, _ run: inout Run) -> Bool {
        let before = run.violations
        run.violations = []
        run.probes += 1
        check(value, schema, at: place, depth: depth + 1, &run)
        run.probes -= 1
        defer { run.violations = before }
        return run.violations.isEmpty
    }

    static func excerpt(_ value: JSONValue) -> String { String(value.jsonText.prefix(100)) }
}
