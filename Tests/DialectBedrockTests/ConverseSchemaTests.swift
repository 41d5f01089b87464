import Dialect
import Testing

@testable import DialectBedrock

/// How schemas reach each family of models.
@Suite struct ConverseSchemaTests {
    private static let claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    private static let nova = "us.amazon.nova-lite-v1:0"

    private func encode(_ request: ModelRequest, _ model: String) throws -> (body: JSONValue, warnings: [ModelWarning])
    {
        let encoded = try ConverseRequestEncoder(model: model).encode(request)
        return (try JSONValue(parsing: encoded.body), encoded.warnings)
    }

    private func request(tool schema: JSONValue, strict: Bool?) -> ModelRequest {
        var request: ModelRequest = "Hi"
        request.tools = [.function(FunctionTool(name: "f", inputSchema: schema, strict: strict))]
        return request
    }

    private func request(answer schema: JSONValue) -> ModelRequest {
        var request: ModelRequest = "Hi"
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "answer", schema: schema))
        return request
    }

    private let age: JSONValue = [
        "type": "object", "properties": ["age": ["type": "integer", "minimum": 18]], "required": ["age"],
    ]
    private let tree: JSONValue = [
        "type": "object", "properties": ["root": ["$ref": "#/$defs/node"]], "required": ["root"],
        "$defs": ["node": ["type": "object", "properties": ["next": ["$ref": "#/$defs/node"]]]],
    ]

    // MARK: Tools

    @Test func aStrictToolIsSaidInWhatBedrockGuarantees() throws {
        let (body, warnings) = try encode(request(tool: age, strict: true), Self.claude)
        let tool = body["toolConfig"]?["tools"]?[0]?["toolSpec"]
        #expect(tool?["strict"] == true)
        #expect(
            tool?["inputSchema"]?["json"]?.jsonText
                == #"{"type":"object","properties":{"age":{"type":"integer","description":"(minimum: 18)"}},"#
                + #""required":["age"],"additionalProperties":false}"#)
        #expect(warnings.map(\.subject) == ["f"])
        #expect(warnings.first?.message.contains("minimum: 18 is not enforced") == true)
    }

    @Test(arguments: [nil, false])
    func aToolThatIsNotStrictTakesAnySchema(strict: Bool?) throws {
        for model in [Self.claude, Self.nova, "unknown.model"] {
            let (body, warnings) = try encode(request(tool: age, strict: strict), model)
            let tool = body["toolConfig"]?["tools"]?[0]?["toolSpec"]
            #expect(tool?["inputSchema"]?["json"]?.jsonText == age.jsonText)
            #expect(tool?["strict"]?.boolValue == strict && warnings == [])
        }
    }

    @Test(arguments: [nova, "us.anthropic.claude-3-haiku-20240307-v1:0", "meta.llama3-1-8b-instruct-v1:0"])
    func modelsWithoutGuaranteesAreNotAskedForOne(model: String) throws {
        let (body, warnings) = try encode(request(tool: age, strict: true), model)
        let tool = body["toolConfig"]?["tools"]?[0]?["toolSpec"]
        #expect(tool?["strict"] == nil && tool?["inputSchema"]?["json"]?.jsonText == age.jsonText)
        #expect(warnings.map(\.message) == ["The arguments of f are not guaranteed by this model."])
    }

    @Test func aSchemaThatCannotBeGuaranteedIsSentAsItIs() throws {
        let (body, warnings) = try encode(request(tool: tree, strict: true), Self.claude)
        let tool = body["toolConfig"]?["tools"]?[0]?["toolSpec"]
        #expect(tool?["strict"] == nil && tool?["inputSchema"]?["json"]?.jsonText == tree.jsonText)
        #expect(warnings.map(\.subject) == ["f", "f"])
        #expect(warnings.first?.message.contains("node contains itself") == true)
    }

    @Test func novaGetsDefinitionsWrittenOut() throws {
        let schema: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": ["place": ["$ref": "#/$defs/place"]], "required": ["place"], "additionalProperties": false,
            "$defs": ["place": ["type": "string", "minLength": 2]],
        ]
        let (body, warnings) = try encode(request(tool: schema, strict: nil), Self.nova)
        #expect(
            body["toolConfig"]?["tools"]?[0]?["toolSpec"]?["inputSchema"]?["json"]?.jsonText
                == #"{"type":"object","properties":{"place":{"type":"string","minLength":2}},"required":["place"],"#
                + #""additionalProperties":false}"#)
        #expect(warnings == [])
        let (_, told) = try encode(request(tool: tree, strict: nil), Self.nova)
        #expect(told.first?.subject == "f" && told.first?.message.contains("contains itself") == true)
    }

    // MARK: Answers

    @Test(arguments: [claude, "zai.glm-4.7-flash", "qwen.qwen3-32b-v1:0", "some.model-of-tomorrow"])
    func modelsWithStructuredOutputsGetTheSchemaSo(model: String) throws {
        let (body, warnings) = try encode(request(answer: age), model)
        let schema = body["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"]
        let text = try #require(schema?["schema"]?.stringValue)
        #expect(try JSONValue(parsing: text)["additionalProperties"] == false)
        #expect(warnings.map(\.subject) == ["outputFormat"])
        #expect(body["toolConfig"] == nil && body["system"] == nil)
    }

    /// Anthropic takes 24 optional properties in all; no such limit is known of the others.
    @Test func theLimitsAreTheFamilys() throws {
        var properties = JSONObject()
        for index in 0..<25 { properties["p\(index)"] = ["type": "string"] }
        let wide = request(answer: ["type": "object", "properties": .object(properties)])
        let (body, warnings) = try encode(wide, Self.claude)
        #expect(body["outputConfig"] == nil)
        #expect(body["toolConfig"]?["toolChoice"]?.jsonText == #"{"tool":{"name":"answer"}}"#)
        #expect(warnings.first?.message.contains("25 optional properties, the provider takes 24") == true)
        #expect(try encode(wide, "zai.glm-4.7-flash").body["outputConfig"] != nil)
    }

    @Test func aSchemaThatContainsItselfIsThatOfATool() throws {
        let (body, warnings) = try encode(request(answer: tree), Self.claude)
        #expect(body["toolConfig"]?["tools"]?[0]?["toolSpec"]?["inputSchema"]?["json"]?.jsonText == tree.jsonText)
        #expect(body["outputConfig"] == nil && warnings.map(\.subject) == ["outputFormat"])
        #expect(
            try ConverseRequestEncoder(model: Self.claude).encode(request(answer: tree)).schemas.answerTool == "answer")
    }

    /// The input of a tool is an object, and a model without tools has none.
    @Test func whatNothingElseCanSayIsSaidInWords() throws {
        let list = request(answer: ["type": "array", "items": ["type": "string"]])
        for (model, request) in [(Self.nova, list), ("deepseek.r1-v1:0", request(answer: age))] {
            var request = request
            request.messages.insert(.system("Be brief."), at: 0)
            request.providerOptions[Bedrock.self].cachePlaces = [.system]
            let (body, warnings) = try encode(request, model)
            #expect(body["outputConfig"] == nil && body["toolConfig"] == nil)
            #expect(body["system"]?[0]?["text"] == "Be brief.")
            #expect(body["system"]?[1]?["text"]?.stringValue?.contains("JSON schema") == true)
            #expect(body["system"]?[2]?["cachePoint"] != nil)
            #expect(warnings.map(\.subject) == ["outputFormat"])
            #expect(try ConverseRequestEncoder(model: model).encode(request).schemas.answerTool == nil)
        }
    }

    @Test func jsonWithoutASchemaIsAskedForInWords() throws {
        var request: ModelRequest = "Hi"
        request.outputFormat = .json
        let (body, warnings) = try encode(request, Self.claude)
        #expect(body["system"]?[0]?["text"]?.stringValue?.contains("JSON") == true)
        #expect(warnings.map(\.subject) == ["outputFormat"])
    }

    @Test func theAppMayChoose() throws {
        var request = request(answer: ["type": "object"])
        request.providerOptions[Bedrock.self].structuredOutput = .tool
        let (tool, noWarnings) = try encode(request, Self.claude)
        #expect(tool["outputConfig"] == nil && tool["toolConfig"] != nil && noWarnings == [])
        request.providerOptions[Bedrock.self].structuredOutput = .native
        let (native, none) = try encode(request, Self.nova)
        #expect(native["outputConfig"] != nil && native["toolConfig"] == nil && none == [])
    }

    /// None of the forms that Bedrock's families get changes what an answer says, so that answers go out as they come.
    @Test func nothingHasToBeTakenBack() throws {
        let answer: JSONValue = ["age": .null, "value": ["age": 1]]
        for model in [Self.claude, Self.nova, "zai.glm-4.7"] {
            let family = BedrockModelFamily(model: model)
            for dialect in [family.guaranteedSchemas, family.toolSchemas(for: tree), family.toolSchemas(for: age)] {
                for schema in [age, tree, ["type": "array"]] {
                    let adapted = AdaptedSchema(schema, for: dialect)
                    #expect(adapted.wrapper == nil && adapted.restoring(answer) == answer)
                }
            }
        }
    }
}
