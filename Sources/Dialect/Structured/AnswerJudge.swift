/// Judges what a model wrote by a schema. A null in place of a property that may be absent counts as its absence: many
/// models write it so, and the decoder takes it so.
struct AnswerJudge: Sendable {
    private let validator: SchemaValidator
    private let restorer: SchemaRestorer

    init(_ schema: JSONValue) {
        validator = SchemaValidator(schema)
        restorer = SchemaRestorer(schema: schema)
    }

    /// The value, without nulls that stand for absence, and what is wrong with it; nothing if it obeys.
    func verdict(on value: JSONValue) -> (value: JSONValue, violations: [SchemaValidator.Violation]) {
        let violations = validator.violations(of: value)
        guard !violations.isEmpty else { return (value, []) }
        let restored = restorer.restoring(value)
        return restored == value ? (value, violations) : (restored, validator.violations(of: restored))
    }
}
