import Dialect
import Testing

/// The way to an answer in a form is chosen by what the model is known to do, and the reason is given.
struct StructuredOutputTests {
    private let person = JSONSchemaFormat(
        name: "person", schema: ["type": "object", "properties": ["name": ["type": "string"]], "required": ["name"]])
    private let map = JSONSchemaFormat(
        name: "map", schema: ["type": "object", "additionalProperties": ["type": "string"]])

    private func capabilities(_ features: Set<ModelCapabilities.Feature>) -> ModelCapabilities {
        ModelCapabilities(features: features)
    }

    @Test func nativeWhereTheModelCan() {
        for known in [capabilities([.jsonSchema]), .unknown] {
            let output = StructuredOutput(person, for: known, native: .openAIStrict, tool: .plain)
            #expect(output.mode == .native)
            #expect(output.warnings == [])
            #expect(output.instructions == nil)
            #expect(output.schema.schema["additionalProperties"] == false)
        }
    }

    @Test func aToolWhereTheModelObeysNoSchema() {
        let output = StructuredOutput(person, for: capabilities([.tools]), native: .openAIStrict, tool: .plain)
        #expect(output.mode == .tool)
        #expect(output.schema.schema == person.schema)
        #expect(
            output.reason == """
                The answer is asked for as the input of a tool, for the model is not known to obey a schema by itself.
                """)
        #expect(output.warnings.map(\.message) == [output.reason])
    }

    @Test func aToolWhereTheProviderCannotBeToldTheSchema() {
        let output = StructuredOutput(map, for: .unknown, native: .openAIStrict, tool: .plain)
        #expect(output.mode == .tool)
        #expect(output.reason.contains("the root: an object with any properties cannot be said"))
    }

    @Test func wordsWhereNothingElseIsLeft() {
        let noTools = StructuredOutput(person, for: capabilities([.imageInput]), native: .plain, tool: .plain)
        #expect(noTools.mode == .prompted)
        #expect(noTools.reason.hasSuffix("and the model calls no tools."))
        #expect(noTools.instructions?.hasSuffix(person.schema.jsonText) == true)
        let ownTools = StructuredOutput(person, for: .unknown, native: nil, tool: .plain, mayForceTool: false)
        #expect(ownTools.mode == .prompted)
        #expect(ownTools.reason.contains("no room for a tool"))
        let list = JSONSchemaFormat(name: "list", schema: ["type": "array", "items": ["type": "string"]])
        let noObject = StructuredOutput(list, for: .unknown, native: nil, tool: .plain)
        #expect(noObject.mode == .prompted)
        #expect(noObject.warnings.count == 1)
    }

    @Test func whatIsLostOfANativeSchemaIsAWarning() {
        let format = JSONSchemaFormat(
            name: "age", schema: ["type": "object", "properties": ["age": ["type": "integer", "minimum": 18]]])
        let output = StructuredOutput(format, for: .unknown, native: .anthropicStrict, tool: .plain)
        #expect(output.mode == .native)
        #expect(output.warnings.map(\.subject) == ["outputFormat"])
        #expect(output.reason == "The provider holds the answer to the schema, as far as it can be told.")
    }
}
