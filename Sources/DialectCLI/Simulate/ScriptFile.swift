import Dialect
import DialectSimulator
import Foundation

/// A script as `dialect simulate` reads it from a file.
struct ScriptFile: Decodable, Sendable {
    let turns: [Turn]

    /// An answer, and what it answers.
    struct Turn: Decodable, Sendable {
        /// Words of the last user message; nil fits any.
        let prompt: String?
        /// The tool whose result the request ends with; nil fits only requests that end otherwise.
        let after: String?
        let steps: [Step]
    }

    /// One step; exactly one member is given.
    struct Step: Decodable, Sendable {
        let text: String?
        let reasoning: String?
        let toolCall: Call?
        let pauseMilliseconds: Int?
        let error: Failure?
        let finish: String?

        struct Call: Decodable, Sendable {
            let name: String
            let arguments: JSONValue?
        }

        struct Failure: Decodable, Sendable {
            let code: String?
            let message: String?
            let status: Int?
        }
    }

    /// - Throws: ``LanguageModelError`` that says what is wrong with the file.
    init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(ScriptFile.self, from: json)
        } catch {
            throw LanguageModelError(.misuse, "The script cannot be read: \(error)")
        }
        // A slip is better found at the start than by the one request that needs the step.
        for step in turns.flatMap(\.steps) where step.scripted(RequestView(ModelRequest(messages: []))) == nil {
            throw LanguageModelError(
                .misuse,
                "A step of the script is none of text, reasoning, toolCall, pauseMilliseconds, error and finish.")
        }
    }

    func turn(for request: ModelRequest) throws -> ScriptedTurn {
        let view = RequestView(request)
        guard let turn = turns.first(where: { $0.fits(view) }) else {
            throw LanguageModelError(.misuse, "No turn of the script fits the prompt \"\(view.prompt.prefix(100))\".")
        }
        return ScriptedTurn(turn.steps.compactMap { $0.scripted(view) })
    }
}

extension ScriptFile.Turn {
    fileprivate func fits(_ request: RequestView) -> Bool {
        if let prompt, !request.prompt.contains(prompt) { return false }
        guard let after else { return request.result == nil }
        return request.tools.contains(after)
    }
}

extension ScriptFile.Step {
    fileprivate func scripted(_ request: RequestView) -> ScriptedTurn.Step? {
        if let text { return .text(fill(text, request)) }
        if let reasoning { return .reasoning(fill(reasoning, request)) }
        if let toolCall { return .toolCall(toolCall.name, arguments: toolCall.arguments?.jsonText ?? "{}") }
        if let pauseMilliseconds { return .pause(.milliseconds(pauseMilliseconds)) }
        if let error { return .error(error.error) }
        return finish.map { .finish(FinishReason(FinishReason.Kind($0))) }
    }

    private func fill(_ text: String, _ request: RequestView) -> String {
        text.replacingOccurrences(of: "{prompt}", with: request.prompt)
            .replacingOccurrences(of: "{result}", with: request.result ?? "")
    }
}

extension ScriptFile.Step.Failure {
    fileprivate var error: LanguageModelError {
        let status = status ?? 500
        return LanguageModelError(
            LanguageModelError.Code(httpStatus: status), message ?? "The script says so.", httpStatus: status,
            details: LanguageModelError.ProviderDetails(code: code))
    }
}
