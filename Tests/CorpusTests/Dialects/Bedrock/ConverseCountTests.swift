import Dialect
import DialectBedrock
import DialectServer
import DialectSimulator
import DialectWire
import Foundation
import Testing

/// Recorded counts of tokens at Bedrock, through the provider over a socket.
@Suite("Recorded counts of tokens at Bedrock", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct ConverseCountTests {
    static let exchanges = Corpus.exchanges { $0.api == "converse" && $0.operation == "count_tokens" }

    @Test("are asked for in Converse's words, and understood", arguments: exchanges)
    func count(_ exchange: RecordedExchange) async throws {
        let conformance = BedrockConverseConformance()
        let input = try #require(exchange.request.body?["input"])
        // Bedrock counts a request of either API; we say both as Converse.
        let invoked = try input["invokeModel"]?["body"].map { text in
            try JSONValue(parsing: try #require(Data(base64Encoded: text.stringValue ?? "")))
        }
        let request =
            if let invoked {
                try ModelRequest(recordedMessages: invoked, dialect: .anthropic)
            } else {
                try ModelRequest(converse: try #require(input["converse"]))
            }
        try await withSimulator(
            backend: ReplayBackend(exchange), configuration: .init(recordsRequests: true)
        ) { server in
            let model = try #require(conformance.model(for: exchange, at: server) as? BedrockModel)
            let wire = try JSONValue(parsing: exchange.response.body)
            if (200..<300).contains(exchange.response.status) {
                let count = try await model.countTokens(request)
                #expect(count == wire["inputTokens"]?.intValue)
            } else {
                let error = await #expect(throws: LanguageModelError.self) { try await model.countTokens(request) }
                #expect(error?.httpStatus == exchange.response.status, "\(exchange.id): law 16")
                #expect(error?.message == wire["message"]?.stringValue, "\(exchange.id): law 16")
                #expect(error?.provider == Bedrock.name && error?.model == model.id.model, "\(exchange.id): law 16")
            }
            let received = try #require(server.receivedRequests.first)
            #expect(received.path.hasSuffix("/count-tokens"))
            let sent = try #require(try JSONValue(parsing: received.body)["input"]?["converse"])
            if let invoked {
                #expect(Self.texts(sent["messages"]) == Self.texts(invoked["messages"]))
                #expect(Self.texts(sent["system"]) == Self.texts(invoked["system"]))
            } else {
                let differences = RequestDifference.all(
                    conformance.meaning(try #require(input["converse"])).withoutNulls,
                    conformance.meaning(sent).withoutNulls, label: conformance.label)
                #expect(differences.isEmpty, "\(exchange.id): \(differences)")
            }
        }
    }

    /// All that is said, in order: content is text, blocks of text, or messages with either.
    private static func texts(_ json: JSONValue?) -> [String] {
        if let text = json?.stringValue { return [text] }
        return (json?.arrayValue ?? []).flatMap { texts($0["text"] ?? $0["content"]) }
    }
}
