import Dialect
import DialectSimulator
import Foundation
import Testing

/// Law 12 between dialects: a conversation begun in one continues in every other, nothing that only its maker may see
/// goes along, and what was said does.
@Suite("Recorded conversations", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct PortabilityLawTests {
    /// One exchange of each dialect, to encode for.
    private static let destinations: [SpokenExchange] = ConformingDialects.all.compactMap { dialect in
        Corpus.spoken.first { $0.dialect.name == dialect.name && $0.isAnswered && $0.exchange.request.body != nil }
    }

    @Test("continue with every other dialect", arguments: Corpus.spoken)
    func continues(_ spoken: SpokenExchange) throws {
        guard spoken.isAnswered, let request = try? spoken.dialect.request(of: spoken.exchange),
            request.messages.contains(where: { $0.role == .assistant })
        else { return }
        let outcome = spoken.dialect.outcome(of: spoken.exchange)
        guard outcome.error == nil else { return }
        var messages = request.messages + [outcome.response.message]
        let results = outcome.response.toolCalls.map { ToolResult(for: $0, output: "done") }
        if !results.isEmpty { messages.append(.tool(results)) }
        messages.append(.user("And then?"))

        let secrets = Self.opaque(in: spoken.dialect.verbatim(of: spoken.exchange))
        let portable = PortableHistory(messages, for: .init(providers: []))
        #expect(portable.entries.count == messages.reduce(0) { $0 + $1.content.count }, "\(spoken.name): law 12")
        var forms = [("as it is", messages)]
        if portable.messages != messages { forms.append(("made portable", portable.messages)) }
        for destination in Self.destinations where destination.dialect.name != spoken.dialect.name {
            for (form, history) in forms {
                let said = "\(spoken.name) to \(destination.dialect.name), \(form): law 12:"
                let body: JSONValue
                do {
                    let bytes = try destination.dialect.encode(
                        ModelRequest(messages: history, tools: request.tools), for: destination.exchange)
                    body = try JSONValue(parsing: bytes)
                } catch {
                    Issue.record("\(said) the conversation cannot be continued: \(error)")
                    continue
                }
                var sent: Set<String> = []
                body.visit { if let text = $0.stringValue { sent.insert(text) } }
                if let secret = sent.first(where: secrets.contains) {
                    Issue.record("\(said) what only its maker may see was sent: \(secret.prefix(60))")
                }
                lazy var all = sent.joined(separator: "\n")
                for message in history {
                    for case .text(let text, _) in message.content where !sent.contains(text) {
                        // Some wires take no empty text, some none that ends in white space.
                        let words = text.trimmingCharacters(in: .whitespacesAndNewlines)
                        if words.isEmpty || all.contains(words) { continue }
                        Issue.record("\(said) the \(message.role)'s text was lost: \(text.prefix(100))")
                    }
                }
            }
        }
    }

    /// Texts that are no words: signatures and encrypted content.
    private static func opaque(in pieces: [JSONValue]) -> Set<String> {
        var found: Set<String> = []
        for piece in pieces {
            piece.visit { json in
                guard let text = json.stringValue, text.utf8.count >= 40, !text.contains(" ") else { return }
                found.insert(text)
            }
        }
        return found
    }
}
