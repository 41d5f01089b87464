import Dialect
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// Law 14 for every provider: a setting that it does not have is a warning on the response, not an error and not
/// silence; one that it has is sent.
@Suite("A setting", .throttled, .timeLimit(.minutes(10)))
struct SettingLawTests {
    /// One of ``GenerationOptions``, by its name there.
    struct Setting: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let set: @Sendable (inout GenerationOptions) -> Void

        init(_ name: String, _ set: @escaping @Sendable (inout GenerationOptions) -> Void) {
            testDescription = name
            self.set = set
        }
    }

    static let settings = [
        Setting("maxOutputTokens") { $0.maxOutputTokens = 500 },
        Setting("temperature") { $0.temperature = 0.25 },
        Setting("topP") { $0.topP = 0.75 },
        Setting("topK") { $0.topK = 7 },
        Setting("stopSequences") { $0.stopSequences = ["END"] },
        Setting("seed") { $0.seed = 11 },
        Setting("presencePenalty") { $0.presencePenalty = 0.5 },
        Setting("frequencyPenalty") { $0.frequencyPenalty = 0.5 },
        Setting("reasoningEffort") { $0.reasoningEffort = .low },
        Setting("parallelToolCalls") { $0.parallelToolCalls = false },
    ]

    @Test("is tested whichever it is")
    func allSettings() {
        let names = Mirror(reflecting: GenerationOptions()).children.compactMap { $0.label }
        #expect(Set(names) == Set(Self.settings.map(\.testDescription)))
    }

    @Test("is sent, or left out with a warning that names it", arguments: TestedProvider.allCases, settings)
    func sentOrWarned(_ provider: TestedProvider, _ setting: Setting) async throws {
        var request = Self.request
        let plain = try await Self.exchange(request, with: provider)
        #expect(plain.warnings.isEmpty)
        setting.set(&request.options)
        let (sent, warnings) = try await Self.exchange(request, with: provider)
        let name = setting.testDescription
        #expect(warnings.allSatisfy { $0.kind == .unsupportedSetting && $0.subject == name && !$0.message.isEmpty })
        switch provider.support(of: name) {
        case .sent:
            #expect(sent != plain.sent, "\(name) was not sent")
            #expect(warnings.isEmpty)
        case .approximated:
            #expect(sent != plain.sent, "\(name) was not sent")
            #expect(warnings.count == 1)
        case .unsupported:
            #expect(sent == plain.sent, "something was sent for \(name)")
            #expect(warnings.count == 1)
        }
    }

    @Test("is no error beside all others", arguments: TestedProvider.allCases)
    func together(_ provider: TestedProvider) async throws {
        var request = Self.request
        for setting in Self.settings { setting.set(&request.options) }
        // Room to think in.
        request.options.maxOutputTokens = 8000
        let warned = try await Self.exchange(request, with: provider).warnings.map(\.subject)
        let unsupported = Self.settings.map(\.testDescription).filter { provider.support(of: $0) != .sent }
        #expect(Set(warned).isSuperset(of: unsupported))
        #expect(Set(warned).count == warned.count, "a setting is warned of twice")
    }

    @Test("that is a tool of another provider is left out with a warning", arguments: TestedProvider.allCases)
    func foreignTool(_ provider: TestedProvider) async throws {
        var request = Self.request
        let plain = try await Self.exchange(request, with: provider)
        request.tools.append(.provider(ProviderTool(provider: "nobody", type: "crystal_ball")))
        let (sent, warnings) = try await Self.exchange(request, with: provider)
        #expect(sent == plain.sent)
        #expect(warnings.map(\.kind) == [.unsupportedSetting])
        #expect(warnings.map(\.subject) == ["crystal_ball"])
    }

    /// With a tool, without which some wires have no place for `parallelToolCalls`.
    private static let request = ModelRequest(
        messages: [.user("Hi")],
        tools: [
            .function(
                FunctionTool(
                    name: "now", description: "Tells the time.",
                    inputSchema: ["type": "object", "properties": ["zone": ["type": "string"]], "required": ["zone"]]))
        ])

    /// What a provider sends for a request that the simulator answers, and what it warns of.
    private static func exchange(
        _ request: ModelRequest, with provider: TestedProvider
    ) async throws -> (sent: JSONValue, warnings: [ModelWarning]) {
        try await withSimulator(
            ScriptedModel.echo(), configuration: .init(recordsRequests: true)
        ) { server in
            let response = try await provider.model(at: "http://127.0.0.1:\(server.port)").generate(request)
            #expect(response.text == "Hi")
            #expect(server.receivedRequests.count == 1)
            let body = try #require(server.receivedRequests.first).body
            return (try JSONValue(parsing: body), response.warnings)
        }
    }
}

extension TestedProvider {
    /// What becomes of one of the common settings.
    enum Support {
        case sent
        /// Something near it is sent, with a warning.
        case approximated
        case unsupported
    }

    /// As the vendor's reference has it for ``modelName``.
    func support(of setting: String) -> Support {
        if self == .cohere, setting == "reasoningEffort" { return .approximated }
        return unsupportedSettings.contains(setting) ? .unsupported : .sent
    }

    private var unsupportedSettings: Set<String> {
        switch self {
        case .openAIResponses, .openAIWebSocket, .azureResponses:
            ["topK", "stopSequences", "seed", "presencePenalty", "frequencyPenalty"]
        case .openAIChat, .azure: ["topK"]
        case .compatible: ["topK", "seed", "parallelToolCalls"]
        case .anthropic, .vertexClaude: ["seed", "presencePenalty", "frequencyPenalty"]
        case .bedrock, .bedrockSigned: ["seed", "presencePenalty", "frequencyPenalty", "parallelToolCalls"]
        case .gemini, .vertex, .cohere: ["parallelToolCalls"]
        }
    }
}
