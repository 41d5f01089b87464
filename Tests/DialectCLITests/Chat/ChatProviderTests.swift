import ArgumentParser
import Dialect
import DialectOpenAICompatible
import DialectSimulator
import TestSupport
import Testing

@testable import DialectCLI

@Suite("The providers of the chat", .throttled)
struct ChatProviderTests {
    private func connection(
        _ name: String, baseURL: String? = nil, overWebSocket: Bool? = nil, environment: [String: String] = [:]
    ) throws -> ChatConnection {
        try ChatProvider.named(name).connection(
            baseURL: baseURL, overWebSocket: overWebSocket, environment: environment)
    }

    @Test("are those of every module, and every known vendor of Chat Completions")
    func complete() throws {
        let names = ChatProvider.all.map(\.name)
        #expect(Set(names).count == names.count)
        let vendors = CompatibleProfile.known.map(\.dialect.provider)
        let others = ["openai", "openai-chat", "xai-chat", "anthropic", "azure", "bedrock", "cohere", "google"]
        #expect(Set(names) == Set(vendors + others))
    }

    @Test("make models of their own, with the key of the vendor's variable", arguments: ChatProvider.all.map(\.name))
    func models(_ name: String) async throws {
        let provider = try ChatProvider.named(name)
        var environment: [String: String] = [:]
        environment[provider.keyVariable ?? ""] = "a key"
        environment[provider.placeVariable ?? ""] = "https://resource.example"
        let connection = try connection(name, environment: environment)
        let id = connection.model("a-model").id
        #expect(id.model == "a-model")
        #expect(id.provider == name.replacing("-chat", with: ""))
        await connection.shutDown()
    }

    @Test("want their key, but not at a server of one's own", arguments: ["openai", "anthropic", "cohere", "groq"])
    func missingKey(_ name: String) throws {
        #expect(throws: CommandFailure.self) { try connection(name) }
        let variable = try #require(try ChatProvider.named(name).keyVariable)
        #expect(throws: CommandFailure.self) { try connection(name, environment: [variable: ""]) }
        _ = try connection(name, baseURL: "http://localhost:1/v1")
    }

    @Test("want no key on one's own machine", arguments: ["ollama", "llamacpp", "vllm", "lmstudio", "litellm"])
    func ownMachine(_ name: String) throws {
        _ = try connection(name)
    }

    @Test("want a place where there is no usual one")
    func missingPlace() throws {
        #expect(throws: CommandFailure.self) { try connection("azure", environment: ["AZURE_OPENAI_API_KEY": "k"]) }
        _ = try connection("azure", baseURL: "https://a.example", environment: ["AZURE_OPENAI_API_KEY": "k"])
    }

    @Test("refuse a WebSocket where there is none", arguments: ["openai-chat", "anthropic", "bedrock", "ollama"])
    func noWebSocket(_ name: String) {
        #expect(throws: ValidationError.self) { try connection(name, baseURL: "http://a.example", overWebSocket: true) }
    }

    @Test("are listed when another is asked for")
    func unknown() {
        #expect { try ChatProvider.named("nobody") } throws: { "\($0)".contains("openai, openai-chat, anthropic") }
    }

    @Test("send the key, and the one of the user's environment only")
    func key() async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: .init(apiKey: "k-1")) { simulator in
            func answer(_ environment: [String: String]) async throws -> String {
                try await connection(
                    "openai", baseURL: simulator.baseURL, overWebSocket: false, environment: environment
                ).model("m").generate("Hello").text
            }
            let answered = try await answer(["OPENAI_API_KEY": "k-1"])
            #expect(answered == "Hello")
            await #expect { _ = try await answer(["XAI_API_KEY": "k-1"]) } throws: {
                ($0 as? LanguageModelError)?.code == .authentication
            }
        }
    }

    @Test("are told by the option, or by the model's name")
    func modelIDs() throws {
        func id(_ arguments: String...) throws -> ModelID {
            try #require(try DialectCommand.parseAsRoot(["chat"] + arguments) as? ChatCommand).modelID()
        }
        #expect(try id() == ModelID(provider: "openai", model: "gpt-5.5"))
        #expect(try id("--model", "xai/grok-5") == ModelID(provider: "xai", model: "grok-5"))
        let routed = ModelID(provider: "openrouter", model: "anthropic/claude")
        #expect(try id("--model", "openrouter/anthropic/claude") == routed)
        #expect(try id("--provider", "openrouter", "--model", "anthropic/claude") == routed)
        #expect(throws: ValidationError.self) { try id("--provider", "openrouter") }
        #expect(throws: ValidationError.self) { try id("--model", "gpt-5.5") }
    }
}
