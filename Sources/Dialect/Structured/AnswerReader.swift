/// Reads the value of a type out of a response.
struct AnswerReader<Value: Generable>: Sendable {
    /// Why there is no value.
    enum Failure: Error {
        /// The model may do better when it is told what is wrong.
        case wrongForm([String])
        /// Asking again would not help.
        case hopeless(LanguageModelError)
    }

    /// Longer answers are not repaired or checked.
    private static var maximumSize: Int { 64 << 20 }

    private let judge = AnswerJudge(Value.jsonSchema)
    private let openers = JSONOpeners.find(in: Value.jsonSchema)

    func value(of response: ModelResponse) throws(Failure) -> Value {
        let isCut = response.finishReason.kind == .length
        do {
            return try value(in: response.texts, repairs: !isCut)
        } catch {
            if let obstacle = obstacle(in: response) { throw .hopeless(obstacle) }
            throw error
        }
    }

    /// What stands in the way of an answer, other than the model's writing.
    private func obstacle(in response: ModelResponse) -> LanguageModelError? {
        func error(_ code: LanguageModelError.Code, _ message: String) -> LanguageModelError {
            LanguageModelError(code, message, rawBody: response.text)
        }
        let name = "\(Value.self)"
        switch response.finishReason.kind {
        case .length:
            let spent = response.usage.output.total.map { " after \($0) tokens" } ?? ""
            return error(
                .decoding,
                "The answer was cut off\(spent), before the \(name) was complete. Allow more with maxOutputTokens.")
        case .contentFilter:
            return error(.contentFiltered, "The provider or the model refused to write the \(name).")
        case .toolCalls where !response.toolCalls.isEmpty:
            let names = response.toolCalls.prefix(5).map(\.name).joined(separator: ", ")
            return error(
                .misuse,
                "The model called tools (\(names)) where a \(name) was asked for. "
                    + "Let an Agent run them, or leave them out.")
        default: return nil
        }
    }

    private func value(in texts: [String], repairs: Bool) throws(Failure) -> Value {
        guard texts.reduce(0, { $0 + $1.utf8.count }) <= Self.maximumSize else {
            throw .wrongForm(["the answer is larger than \(Self.maximumSize >> 20) MB"])
        }
        let (json, violations) = judge.verdict(on: try json(in: texts, repairs: repairs))
        guard violations.isEmpty else { throw .wrongForm(violations.map(\.description)) }
        do {
            return try json.decode(Value.self)
        } catch {
            throw .wrongForm([DecodingProblem.describe(error)])
        }
    }

    /// A word of an enumeration that lacks its quotes.
    private func word(in text: String) -> JSONValue? {
        guard Value.jsonSchema["enum"] != nil, text.utf8.count < 256 else { return nil }
        let word = JSONValue.string(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        return judge.verdict(on: word).violations.isEmpty ? word : nil
    }

    private func json(in texts: [String], repairs: Bool) throws(Failure) -> JSONValue {
        let text = texts.joined()
        let problem: JSONError
        do {
            return try JSONValue(parsing: text)
        } catch {
            problem = error
        }
        // Some models say a word before the answer, in a block of its own.
        for text in texts.reversed() where texts.count > 1 {
            if let json = try? JSONValue(parsing: text) { return json }
        }
        if repairs, let json = JSONValue(repairing: text, openers: openers) ?? word(in: text) { return json }
        throw .wrongForm([text.isEmpty ? "there is no answer" : "the answer is not JSON: \(problem)"])
    }
}

extension ModelResponse {
    /// The blocks of text, in their order.
    fileprivate var texts: [String] {
        content.compactMap { if case .text(let text, _) = $0 { text } else { nil } }
    }
}

/// What a decoder says, without the words that only programmers understand.
enum DecodingProblem {
    /// - Parameter whole: What the value is called that was to be decoded.
    static func describe(_ error: any Error, in whole: String = "the value") -> String {
        func place(_ path: [any CodingKey]) -> String {
            let names = path.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
            return names.isEmpty ? whole : "/" + names.joined(separator: "/")
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case DecodingError.valueNotFound(_, let context): "\(place(context.codingPath)) must not be null"
        case DecodingError.typeMismatch(let type, let context): "\(place(context.codingPath)) must be of type \(type)"
        case DecodingError.dataCorrupted(let context): "\(place(context.codingPath)): \(context.debugDescription)"
        default: "\(error)"
        }
    }
}
