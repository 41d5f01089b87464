import AsyncHTTPClient
import Dialect
import DialectAnthropic
import DialectBedrock
import DialectCohere
import DialectGoogle
import DialectOpenAI
import DialectOpenAICompatible
import DialectSimulator
import NIOCore
import NIOHTTP1
import Testing

/// The providers of this package whose dialects the simulator speaks beside Responses.
enum ServedProvider: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case openAIChat, deepSeek, mistral, anthropic, bedrock, cohere, google

    var testDescription: String { rawValue }

    /// A model of the provider that asks a simulator.
    func model(at server: ResponsesServer, key: String = "any") -> any LanguageModel {
        switch self {
        case .openAIChat: OpenAIProvider(apiKey: key, baseURL: server.baseURL).chatModel("gpt-4.1")
        case .deepSeek:
            OpenAICompatibleProvider(profile: .deepSeek.at(server.baseURL), apiKey: key).model("deepseek-reasoner")
        case .mistral:
            OpenAICompatibleProvider(profile: .mistral.at(server.baseURL), apiKey: key).model("mistral-large-latest")
        case .anthropic: AnthropicProvider(apiKey: key, baseURL: server.baseURL).model("claude-sonnet-4-5")
        case .bedrock:
            BedrockProvider(
                .init(region: "eu-central-1", authorization: .apiKey(key), baseURL: "http://127.0.0.1:\(server.port)")
            ).model("eu.anthropic.claude-sonnet-4-5-20250929-v1:0")
        case .cohere:
            CohereProvider(.init(apiKey: key, baseURL: "http://127.0.0.1:\(server.port)")).model("command-a-03-2025")
        case .google:
            GoogleProvider(apiKey: key, baseURL: "http://127.0.0.1:\(server.port)/v1beta").model("gemini-2.5-flash")
        }
    }

    /// Whether an answer tells which model gave it.
    var tellsModel: Bool { ![.bedrock, .cohere].contains(self) }
    /// Whether reasoning goes back to the server.
    var replaysReasoning: Bool { self != .openAIChat }
    /// Whether the usage is told: Mistral never asks for it, and servers of OpenAI's dialect tell it to who asks.
    var tellsUsage: Bool { self != .mistral }
    /// Whether reasoning is counted apart.
    var countsReasoning: Bool { ![.anthropic, .bedrock].contains(self) }
    /// Whether it is told by how much a prompt is too long.
    var countsOverflow: Bool { ![.bedrock, .cohere].contains(self) }
    /// Whether a failed tool is told from one that worked.
    var tellsToolErrors: Bool { [.anthropic, .bedrock, .google].contains(self) }
    /// Whether ids of calls go back as they came: Mistral takes ids of nine signs only.
    var keepsCallIDs: Bool { self != .mistral }
}

/// An HTTP response, read whole.
struct ServedAnswer {
    let status: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    var json: JSONValue? { try? JSONValue(parsing: bytes) }
    /// Lines that are not empty.
    var lines: [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { String($0) }
    }
}

extension ResponsesServer {
    /// Sends a request with a path from the root.
    func send(_ method: HTTPMethod, _ path: String, _ body: JSONValue = .null) async throws -> ServedAnswer {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers = HTTPHeaders([("content-type", "application/json")])
        if !body.isNull { request.body = .bytes(ByteBuffer(bytes: body.jsonBytes())) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return ServedAnswer(
            status: Int(response.status.code), headers: response.headers, bytes: Array(bytes.readableBytesView))
    }
}
