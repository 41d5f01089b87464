/// A JSON schema as one provider can be told it, with a report of what was lost on the way.
package struct AdaptedSchema: Sendable {
    /// How much of the schema the provider can hold a model to.
    package enum Verdict: Hashable, Sendable, Comparable {
        /// Every answer that obeys the adapted schema obeys the original.
        case lossless
        /// An answer may break the original schema, or some of what it allows cannot be said.
        case lossy
        /// The provider would refuse the schema, or an answer could not say what it is for.
        case impossible
    }

    /// Something that the provider cannot be told.
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        package var verdict: Verdict
        /// Where in the original schema, as a JSON pointer (RFC 6901): `/properties/age`.
        package var pointer: String
        /// What was lost, in a few words: `minimum: 18 is not enforced`.
        package var message: String

        package var description: String { "\(pointer.isEmpty ? "the root" : pointer): \(message)" }
    }

    /// What to send.
    package let schema: JSONValue
    /// What was lost, in the order of the schema; never more than ``maximumFindings``.
    package let findings: [Finding]
    /// The worst of the findings.
    package let verdict: Verdict
    /// The property that holds the answer, where a schema that is no object had to be wrapped in one.
    package let wrapper: String?

    let original: JSONValue
    /// Whether an absent property may come as null.
    let hasNullsForAbsence: Bool

    /// A hostile schema cannot make a report of any length.
    package static let maximumFindings = 100

    /// Adapts a schema.
    package init(_ schema: JSONValue, for dialect: SchemaDialect) {
        original = schema
        guard dialect.keywords != nil else {
            self.schema = schema
            (findings, verdict, wrapper, hasNullsForAbsence) = ([], .lossless, nil, false)
            return
        }
        var adapter = SchemaAdapter(root: schema, dialect: dialect)
        self.schema = adapter.run()
        findings = adapter.findings
        verdict = adapter.verdict
        wrapper = adapter.wrapper
        hasNullsForAbsence = dialect.objects == .complete && adapter.counts.optionalProperties > 0
    }

    /// Whether an answer to the adapted schema may differ in form from one to the original.
    package var changesAnswers: Bool { wrapper != nil || hasNullsForAbsence }

    /// The findings as warnings on a response.
    ///
    /// - Parameter subject: Whose schema it is: `outputFormat`, the name of a tool.
    package func warnings(subject: String) -> [ModelWarning] {
        guard !findings.isEmpty else { return [] }
        let listed = findings.prefix(5).map(\.description).joined(separator: "; ")
        let more = findings.count > 5 ? "; and \(findings.count - 5) more" : ""
        let message = "The provider cannot be told all of the schema of \(subject): \(listed)\(more)."
        return [ModelWarning(.unsupportedSetting, subject: subject, message: message)]
    }

    /// Turns an answer to the adapted schema into one to the original: unwraps it, and leaves out the properties whose
    /// null means that they are absent.
    package func restoring(_ answer: JSONValue) -> JSONValue {
        var answer = answer
        if let wrapper {
            guard let inner = answer[wrapper] else { return answer }
            answer = inner
        }
        guard hasNullsForAbsence else { return answer }
        return SchemaRestorer(schema: original).restoring(answer)
    }

    /// ``restoring(_:)`` for an answer while the model writes it.
    package var restorer: AnswerRestorer {
        AnswerRestorer(schema: original, wrapper: wrapper, hasNullsForAbsence: hasNullsForAbsence)
    }

    /// ``restoring(_:)`` for an answer as the model wrote it. What is no JSON stays as it is, from the fault on.
    package func restoring(text: String) -> String {
        var restorer = restorer
        return restorer.append(text) + restorer.end()
    }

    /// Whether two texts are the same answer, one as a model wrote it and one restored: the same JSON but for nulls and
    /// for the object around it.
    package static func areSameAnswer(_ written: String, _ restored: String) -> Bool {
        guard written != restored else { return true }
        // An answer that was cut off was restored as far as it came.
        guard let written = JSONValue(repairing: written), let restored = JSONValue(repairing: restored) else {
            return false
        }
        let plain = restored.withoutNullMembers
        if written.withoutNullMembers == plain { return true }
        guard let object = written.objectValue, object.count == 1, let inner = object[SchemaAdapter.wrapperName] else {
            return false
        }
        return inner.withoutNullMembers == plain
    }
}

extension JSONValue {
    /// The value without members that are null.
    fileprivate var withoutNullMembers: JSONValue {
        switch self {
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object where !value.isNull { result[key] = value.withoutNullMembers }
            return .object(result)
        case .array(let elements): return .array(elements.map(\.withoutNullMembers))
        default: return self
        }
    }
}
