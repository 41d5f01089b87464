import Dialect
import DialectAnthropic
import DialectAzure
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible
import DialectWire

@testable import DialectBedrock

/// A provider that a history is encoded for: every dialect, and of each all that encode it in a way of their own.
struct HistoryDestination: Sendable, CustomStringConvertible {
    let description: String
    /// The name of the dialect in ``ConformingDialects``.
    let dialect: String
    let wire: TestedWire
    /// What the server takes of a call's id and name, as it says itself; nil where it takes anything.
    let limits: (id: Int, name: Int)?
    private let body: @Sendable (ModelRequest) throws -> [UInt8]

    private init(
        _ description: String, _ dialect: String, _ wire: TestedWire, limits: (id: Int, name: Int)? = nil,
        body: @escaping @Sendable (ModelRequest) throws -> [UInt8]
    ) {
        self.description = description
        self.dialect = dialect
        self.wire = wire
        self.limits = limits
        self.body = body
    }

    /// What is sent for a request.
    func encode(_ request: ModelRequest) throws -> JSONValue { try JSONValue(parsing: body(request)) }

    /// What of the calls the server would answer with a refusal of the whole request.
    func refused(_ use: ToolUse) -> [String] {
        guard let limits else { return [] }
        let isPlain = { (sign: Character) in sign.isASCII && (sign.isLetter || sign.isNumber || "_-".contains(sign)) }
        return use.ids.filter { $0.utf8.count > limits.id }.map { "the id \($0) is too long" }
            + use.names.filter { $0.utf8.count > limits.name || !$0.allSatisfy(isPlain) }
            .map { "the name \($0) is refused" }
    }

    static let all: [HistoryDestination] =
        [responses("openai", .openAI), responses("xai", .xAI)]
        + [chat("openai", .openAI), chat("azure", .azure), chat("azure foundry", .azureFoundry)]
        + CompatibleProfile.known.map { chat($0.dialect.provider, $0.dialect) }
        + [messages("anthropic", .anthropic), messages("vertex", .vertex)]
        + ["anthropic.claude-sonnet-4-5-20250929-v1:0", "mistral.mistral-large-2407-v1:0"].map(converse)
        + ["gemini-2.5-flash", "gemini-3-pro-preview"].map(gemini)
        + [
            HistoryDestination("cohere", "cohere", .cohere) {
                try CohereRequestEncoder().encode($0, model: "command-a-03-2025").body(stream: true)
            }
        ]

    private static func responses(_ name: String, _ dialect: ResponsesDialect) -> HistoryDestination {
        HistoryDestination(
            "\(name) in Responses", "responses", .responses, limits: name == "openai" ? (64, 64) : nil
        ) {
            try ResponsesRequestEncoder(dialect: dialect).encode($0, model: "model").body(stream: true)
        }
    }

    private static func chat(_ name: String, _ dialect: ChatCompletionsDialect) -> HistoryDestination {
        let isAzure = name.hasPrefix("azure")
        return HistoryDestination(
            "\(name) in Chat Completions", isAzure ? "azure" : "chat-completions", .chatCompletions,
            limits: ["openai", "azure"].contains(name) ? (40, 64) : nil
        ) {
            try ChatCompletionsRequestEncoder(dialect: dialect).encode($0, model: "model", stream: true).body
        }
    }

    private static func messages(_ name: String, _ dialect: MessagesDialect) -> HistoryDestination {
        HistoryDestination("\(name) in Messages", "messages", .messages, limits: (64, 128)) {
            try MessagesRequestEncoder(dialect: dialect).encode($0, model: "claude-sonnet-4-5").body(stream: true)
        }
    }

    private static func converse(_ model: String) -> HistoryDestination {
        HistoryDestination("\(model) in Converse", "bedrock-converse", .converse, limits: (64, 64)) {
            try ConverseRequestEncoder(model: model).encode($0).body
        }
    }

    private static func gemini(_ model: String) -> HistoryDestination {
        HistoryDestination("\(model) in generateContent", "generate-content", .generateContent) {
            try GeminiRequestEncoder().encode($0, model: model).body
        }
    }
}
