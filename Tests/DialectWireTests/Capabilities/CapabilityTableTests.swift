import Dialect
@testable import DialectWire
import Testing

/// What is known of models by their names.
struct CapabilityTableTests {
    @Test("hold nothing but what is understood", arguments: CapabilityTable.tables.keys.sorted())
    func noFaults(_ provider: String) throws {
        let table = try #require(CapabilityTable.tables[provider])
        #expect(table.faults == [])
        #expect(table.names.count > 3)
    }

    @Test func aLineIsAFamily() {
        let table = CapabilityTable(
            schemaForm: .openAI,
            """
            big-1 window=1000 in=900 out=100 efforts=low,high caching=automatic tools parallel schema image pdf
            plain in=5
            """)
        #expect(
            table.capabilities(of: "big-1")
                == ModelCapabilities(
                    features: [.tools, .parallelToolCalls, .jsonSchema, .imageInput, .pdfInput], contextWindow: 1000,
                    maxOutputTokens: 100, maxInputTokens: 900, reasoningEfforts: [.low, .high],
                    schemaForm: .openAI, promptCaching: .automatic))
        // A model that obeys no schemas has no dialect of them.
        #expect(table.capabilities(of: "plain") == ModelCapabilities(maxInputTokens: 5))
    }

    @Test(
        arguments: [
            "", "name", "name in=", "name in=many", "name tools=1", "name juggling", "name efforts=3",
        ])
    func aLineThatIsNotUnderstoodIsAFault(_ line: String) {
        #expect(CapabilityTable("known in=1\n" + line).faults == (line.isEmpty ? [] : [line]))
    }

    @Test(
        arguments: [
            ("model", true), ("model-2025-08-07", true), ("model-20250807", true), ("model-0613", true),
            ("model-latest", true), ("model-preview", true), ("model@20250807", true), ("model-v1:0", true),
            ("model-20250807-v1:0", true), ("model-mini", false), ("model-2", false), ("models", false),
            ("model-20250807-mini", false), ("model.5", false), ("mod", false), ("", false),
        ])
    func aDatedVersionIsOfItsFamily(_ name: String, _ isKnown: Bool) {
        #expect((CapabilityTable("model in=1").capabilities(of: name) != nil) == isKnown)
    }

    @Test func theLongestNameCounts() {
        let table = CapabilityTable("model in=1\nmodel-2024-05-13 in=2\nmodel-mini in=3")
        #expect(table.capabilities(of: "model-2024-05-13")?.maxInputTokens == 2)
        #expect(table.capabilities(of: "model-2024-08-06")?.maxInputTokens == 1)
        #expect(table.capabilities(of: "model-mini-2024-08-06")?.maxInputTokens == 3)
    }

    @Test func modelsAreFoundByProvider() {
        let claude = ModelCapabilities.profile(of: ModelID(provider: "anthropic", model: "claude-opus-4-5-20251101"))
        #expect(claude.promptCaching == .breakpoints)
        #expect(claude.features.isSuperset(of: [.tools, .imageInput, .reasoning]))
        let inBedrock = ModelID(provider: "bedrock", model: "eu.anthropic.claude-opus-4-6-v1")
        #expect(ModelCapabilities.profile(of: inBedrock).contextWindow != nil)
        for arn in ["foundation-model/anthropic.claude-opus-4-6-v1", "inference-profile/\(inBedrock.model)"] {
            let model = ModelID(provider: "bedrock", model: "arn:aws:bedrock:eu-west-1:123456789012:\(arn)")
            #expect(ModelCapabilities.profile(of: model) == ModelCapabilities.profile(of: inBedrock))
        }
        let gemini = ModelID(provider: "google", model: "models/gemini-2.5-pro")
        #expect(ModelCapabilities.profile(of: gemini).schemaForm == .gemini)
        #expect(ModelCapabilities.profile(of: ModelID(provider: "openai", model: "gpt-5")).reasoningEfforts.count == 4)
    }

    @Test func whatIsNotInATableIsNotKnown() {
        #expect(ModelCapabilities.profile(of: ModelID(provider: "openai", model: "gpt-99")) == .unknown)
        #expect(ModelCapabilities.profile(of: ModelID(provider: "nobody", model: "gpt-5")) == .unknown)
        #expect(ModelCapabilities.profile(of: ModelID(provider: "bedrock", model: "no-dot")) == .unknown)
    }
}
