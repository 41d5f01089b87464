import Dialect
import Testing

/// Random schemas and random values: what a report calls lossless loses nothing.
struct SchemaPropertyTests {
    static let dialects: [SchemaDialect] = [
        .plain, .openAIStrict, .gemini, .geminiJSON, .anthropicStrict, .bedrock, .cohere, .groq, .cerebras, .xAI,
        .mistral, .moonshot, .deepSeek, .fireworks, .perplexity, .llamaCpp,
    ]

    @Test("A value that obeys the schema can be said, and an answer obeys the schema", arguments: dialects)
    func losslessIsLossless(_ dialect: SchemaDialect) throws {
        var random = RandomSchema(seed: 7)
        var (lossless, refused) = (0, 0)
        for _ in 0..<200 {
            let schema = random.schema()
            let adapted = AdaptedSchema(schema, for: dialect)
            #expect(AdaptedSchema(schema, for: dialect).schema.jsonText == adapted.schema.jsonText)
            #expect(adapted.findings.isEmpty == (adapted.verdict == .lossless))
            let (before, after) = (SchemaValidator(schema), SchemaValidator(adapted.schema))
            // Only what has a name can be said.
            let named = SchemaValidator(RandomSchema.closed(schema))
            guard adapted.verdict == .lossless else { continue }
            lossless += 1
            // What is in the provider's form already stays as it is.
            let again = AdaptedSchema(adapted.schema, for: dialect)
            #expect(again.schema == adapted.schema)
            #expect(again.verdict == .lossless, "\(again.findings)")
            for _ in 0..<4 {
                let value = random.value(of: schema, in: schema)
                if named.violations(of: value).isEmpty {
                    let said = adapted.wrapper.map { [$0: value] as JSONValue } ?? value
                    let filled = dialect.objects == .complete ? random.filled(said, adapted.schema) : said
                    let violations = after.violations(of: filled)
                    #expect(violations == [], "\(value.jsonText) of \(schema.jsonText) as \(adapted.schema.jsonText)")
                }
                // What a provider may answer: values of the adapted schema, some of them broken.
                var answer = random.value(of: adapted.schema, in: adapted.schema)
                if Int.random(in: 0..<3, using: &random.generator) == 0 { answer = random.broken(answer) }
                guard after.violations(of: answer).isEmpty else {
                    refused += 1
                    continue
                }
                let violations = before.violations(of: adapted.restoring(answer))
                #expect(violations == [], "\(answer.jsonText) of \(adapted.schema.jsonText), from \(schema.jsonText)")
            }
        }
        // The test looks at something.
        #expect(lossless > 20)
        #expect(refused > 0)
    }
}
