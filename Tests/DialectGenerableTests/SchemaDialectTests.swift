import DialectGenerable
import Testing

@Suite("The schema of a generable type, told to providers")
struct SchemaDialectTests {
    static let dialects: [SchemaDialect] = [
        .plain, .openAIStrict, .gemini, .geminiJSON, .anthropicStrict, .bedrock, .cohere,
    ]

    @Test("of an enumeration with associated values is taken by all", arguments: dialects)
    func union(_ dialect: SchemaDialect) {
        for schema in [Shape.jsonSchema, Incident.jsonSchema, [Shape].jsonSchema] {
            let adapted = AdaptedSchema(schema, for: dialect)
            #expect(adapted.verdict != .impossible, "\(adapted.findings)")
        }
        // Texts name the cases, so that nothing at all is lost.
        #expect(AdaptedSchema(Incident.jsonSchema, for: dialect).verdict == .lossless)
    }

    @Test("that contains itself is taken where references are")
    func recursion() {
        for schema in [Comment.jsonSchema, Expression.jsonSchema, Page<Comment>.jsonSchema] {
            #expect(AdaptedSchema(schema, for: .openAIStrict).verdict == .lossless)
            #expect(AdaptedSchema(schema, for: .geminiJSON).verdict == .lossless)
            #expect(AdaptedSchema(schema, for: .anthropicStrict).verdict == .impossible)
        }
    }

    @Test("gets answers that are values of the type")
    func restoredAnswers() throws {
        let shape = AdaptedSchema(Shape.jsonSchema, for: .openAIStrict)
        let box: JSONValue = ["value": ["type": "box", "width": 1, "height": nil]]
        #expect(try shape.restoring(box).decode(Shape.self) == .box(width: 1))
        let ingredient = AdaptedSchema(Ingredient.jsonSchema, for: .openAIStrict)
        let salt = try ingredient.restoring(["name": "salt", "amount": nil]).decode(Ingredient.self)
        #expect(salt == Ingredient(name: "salt"))
    }
}
