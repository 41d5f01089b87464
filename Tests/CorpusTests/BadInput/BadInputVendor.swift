import Dialect
import DialectAnthropic
import DialectAzure
import DialectCohere
import DialectOpenAICompatible
import DialectServer
import Foundation

/// The vendors under bad input, each with what it says in answers written by hand after its documentation.
enum BadInputVendor: String, CaseIterable {
    /// A vendor of OpenAI's dialect that says nothing of what it takes of a schema, and one that does.
    case compatible, groq
    case azure, anthropic, cohere

    static let key = "sk-secret-qzxw"

    func model(at server: ResponsesServer) -> any LanguageModel {
        let root = "http://127.0.0.1:\(server.port)"
        switch self {
        case .compatible:
            let profile = CompatibleProfile(provider: rawValue, baseURL: root)
            return OpenAICompatibleProvider(profile: profile, apiKey: Self.key).model("m")
        case .groq: return OpenAICompatibleProvider(profile: .groq.at(root), apiKey: Self.key).model("m")
        case .azure: return AzureProvider(AzureEndpoint(baseURL: root, headers: ["api-key": Self.key])).model("m")
        case .anthropic: return AnthropicProvider(apiKey: Self.key, baseURL: root).model("m")
        case .cohere: return CohereProvider(.init(apiKey: Self.key, baseURL: root)).model("m")
        }
    }

    /// What a server refuses.
    enum Fault: CaseIterable {
        case wrongKey, unknownModel, longPrompt, toolSchema

        var code: LanguageModelError.Code {
            switch self {
            case .wrongKey: .authentication
            case .unknownModel: .notFound
            case .longPrompt: .contextLengthExceeded
            case .toolSchema: .invalidRequest
            }
        }

        var status: Int {
            switch self {
            case .wrongKey: 401
            case .unknownModel: 404
            case .longPrompt, .toolSchema: 400
            }
        }
    }

    /// What the vendor says of a fault.
    func words(_ fault: Fault) -> String {
        switch (self, fault) {
        case (.compatible, .wrongKey), (.groq, .wrongKey): "Authentication Fails, Your api key is invalid"
        case (.azure, .wrongKey): "Access denied due to invalid subscription key or wrong API endpoint."
        case (.anthropic, .wrongKey): "invalid x-api-key"
        case (.cohere, .wrongKey): "invalid api token"
        case (.compatible, .unknownModel), (.groq, .unknownModel):
            "The model `m` does not exist or you do not have access to it."
        case (.azure, .unknownModel): "The API deployment for this resource does not exist."
        case (.anthropic, .unknownModel): "model: m"
        case (.cohere, .unknownModel): "model 'm' not found, make sure the correct model ID was used"
        case (.compatible, .longPrompt), (.groq, .longPrompt), (.azure, .longPrompt):
            "This model's maximum context length is 65536 tokens. However, your messages resulted in 70000 tokens."
        case (.anthropic, .longPrompt): "prompt is too long: 208310 tokens > 200000 maximum"
        case (.cohere, .longPrompt): "too many tokens: size limit exceeded by 11326 tokens."
        case (.compatible, .toolSchema), (.groq, .toolSchema), (.azure, .toolSchema):
            "Invalid schema for function 'f': 'x' is not a type."
        case (.anthropic, .toolSchema): "tools.0.custom.input_schema: JSON schema is invalid."
        case (.cohere, .toolSchema): "invalid request: tools[0] has an invalid parameter schema."
        }
    }

    /// The body of a refusal.
    func body(_ fault: Fault) -> JSONValue {
        let words = JSONValue.string(words(fault))
        switch self {
        case .compatible, .groq, .azure:
            let codes: [Fault: JSONValue] = [
                .wrongKey: "invalid_api_key", .unknownModel: "model_not_found",
                .longPrompt: "context_length_exceeded", .toolSchema: "invalid_function_parameters",
            ]
            return ["error": ["message": words, "type": "invalid_request_error", "code": codes[fault] ?? .null]]
        case .anthropic:
            let types: [Fault: JSONValue] = [.wrongKey: "authentication_error", .unknownModel: "not_found_error"]
            return [
                "type": "error", "error": ["type": types[fault] ?? "invalid_request_error", "message": words],
            ]
        case .cohere: return ["id": "e1", "message": words]
        }
    }

    /// An answer that is not streamed.
    var answer: String {
        switch self {
        case .compatible, .groq, .azure:
            #"{"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}"#
        case .anthropic:
            #"{"id":"msg_1","type":"message","model":"m","content":[{"type":"text","text":"Hello"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}"#
        case .cohere:
            #"{"id":"r1","message":{"role":"assistant","content":[{"type":"text","text":"Hello"}]},"finish_reason":"COMPLETE"}"#
        }
    }

    /// A stream that breaks off after its first text.
    var brokenStream: String {
        let events: [String] =
            switch self {
            case .compatible, .groq, .azure:
                [#"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":null}]}"#]
            case .anthropic:
                [
                    #"{"type":"message_start","message":{"id":"msg_1","model":"m","content":[],"usage":{"input_tokens":3}}}"#,
                    #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                    #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}"#,
                ]
            case .cohere:
                [
                    #"{"id":"r1","type":"message-start","delta":{"message":{"role":"assistant"}}}"#,
                    #"{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"Hel"}}}}"#,
                ]
            }
        return events.map { "data: \($0)\n\n" }.joined()
    }

    /// Media that the vendor does not take, and the word for it.
    var unsupportedMedia: (part: ContentPart, word: String) {
        let data = Data("not for this vendor".utf8)
        return switch self {
        case .compatible, .groq, .azure: (.file(Media(data: data, mediaType: "video/mp4")), "video")
        case .anthropic, .cohere: (.audio(Media(data: data, mediaType: "audio/wav")), "audio")
        }
    }

    /// Whether a schema for a tool that must be strict is passed on as it is.
    var takesAnySchema: Bool { self == .compatible }
}
