import Dialect
import Testing

@testable import DialectBedrock

@Suite struct BedrockCapabilityTests {
    private func capabilities(_ name: String) -> ModelCapabilities {
        BedrockProvider(apiKey: "k", region: "us-east-1").model(name).capabilities
    }

    @Test(arguments: [
        "us.", "eu.", "apac.", "global.", "jp.", "us-gov.", "region-of-tomorrow.",
        "arn:aws:bedrock:eu-west-1::foundation-model/",
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.",
    ])
    func aModelIsKnownWhereverItRuns(prefix: String) {
        for id in [
            "anthropic.claude-sonnet-4-5-20250929-v1:0", "amazon.nova-lite-v1:0", "deepseek.v3.2", "zai.glm-4.7",
        ] {
            let plain = capabilities(id)
            #expect(plain.contextWindow != nil && plain.features.contains(.tools))
            #expect(capabilities(prefix + id) == plain)
            #expect(BedrockModelFamily(model: prefix + id).name == id)
        }
    }

    @Test func whatTheTableAndTheFamilyKnowIsJoined() {
        let claude = capabilities("us.anthropic.claude-sonnet-4-5-20250929-v1:0")
        #expect(claude.contextWindow == 200_000 && claude.maxOutputTokens == 64_000)
        #expect(claude.promptCaching == .breakpoints)
        #expect(
            claude.features.isSuperset(of: [
                .tools, .parallelToolCalls, .jsonSchema, .imageInput, .pdfInput, .reasoning,
            ]))
        #expect(claude.schemaForm == .anthropic)
        #expect(capabilities("mistral.mistral-large-3-675b-instruct").schemaForm?.rawValue == "bedrock")
    }

    /// The flag is what the encoder goes by.
    @Test(arguments: [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", true), ("amazon.nova-pro-v1:0", false),
        ("us.anthropic.claude-3-7-sonnet-20250219-v1:0", false), ("meta.llama4-scout-17b-instruct-v1:0", false),
        ("qwen.qwen3-32b-v1:0", true), ("minimax.minimax-m2", true),
    ])
    func schemasAreObeyedByThoseThatAmazonLists(name: String, obeys: Bool) throws {
        #expect(capabilities(name).features.contains(.jsonSchema) == obeys)
        #expect((capabilities(name).schemaForm != nil) == obeys)
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "a", schema: ["type": "object"]))
        let body = try JSONValue(parsing: try ConverseRequestEncoder(model: name).encode(request).body)
        #expect((body["outputConfig"] != nil) == obeys)
    }

    @Test(arguments: [
        "some.model-of-tomorrow", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3", "",
    ])
    func whatIsNotKnownIsNotClaimed(name: String) {
        #expect(capabilities(name) == .unknown)
    }
}
