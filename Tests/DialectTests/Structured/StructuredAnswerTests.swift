import Dialect
import Testing

/// A model answers with a value of a type, or it is told what is wrong, or the app is.
struct StructuredAnswerTests {
    @Test func anAnswerIsAValue() async throws {
        let model = AnsweringModel(Recipe.soupText)
        let result = try await model.generate(Recipe.self, from: "Soup?")
        #expect(result.value == Recipe.soup)
        #expect(result.rejected == [] && result.usage == result.response.usage)
        #expect(result.response.text == Recipe.soupText)
        let request = try #require(model.requests.first)
        #expect(request.messages == [.user("Soup?")])
        let format = JSONSchemaFormat(name: "Recipe", schema: Recipe.jsonSchema, strict: true)
        #expect(request.outputFormat == .jsonSchema(format))
    }

    @Test func theFormatIsAsTheSettingsSay() async throws {
        let model = AnsweringModel("[]", "[]", "{}")
        let settings = StructuredSettings(name: "moods", description: "How they feel.", strict: nil)
        _ = try await model.generate([Mood].self, from: "?", settings: settings)
        _ = try await model.generate([Mood].self, from: "?")
        _ = try await model.generate(JSONValue.self, from: "?")
        let list: JSONValue = ["type": "array", "items": Mood.jsonSchema]
        let formats = model.requests.map(\.outputFormat)
        #expect(
            formats == [
                .jsonSchema(JSONSchemaFormat(name: "moods", schema: list, description: "How they feel.", strict: nil)),
                .jsonSchema(JSONSchemaFormat(name: "Array_Mood", schema: list)), .json,
            ])
    }

    @Test(arguments: [
        "```json\n\(Recipe.soupText)\n```", "Here you are:\n\(Recipe.soupText)\nEnjoy!",
        Recipe.soupText.replacing("\"", with: "'"), String(Recipe.soupText.dropLast(2)),
    ])
    func whatModelsWriteAroundAnAnswerIsLeftAside(_ text: String) async throws {
        #expect(try await AnsweringModel(text).generate(Recipe.self, from: "?").value == Recipe.soup)
        #expect(try await AnsweringModel(text).stream(Recipe.self, from: "?").collect().value == Recipe.soup)
    }

    @Test func wordsEnumerationsAndNumbersAreAnswersToo() async throws {
        #expect(try await AnsweringModel(#""happy""#).generate(Mood.self, from: "?").value == .happy)
        #expect(try await AnsweringModel(" happy\n").generate(Mood.self, from: "?").value == .happy)
        #expect(try await AnsweringModel("42").generate(Int.self, from: "?").value == 42)
        #expect(try await AnsweringModel("```\n42\n```").generate(Int.self, from: "?").value == 42)
        #expect(try await AnsweringModel("null").generate(Recipe?.self, from: "?").value == nil)
        #expect(try await AnsweringModel(#"["sad"]"#).generate([Mood].self, from: "?").value == [.sad])
        #expect(try await AnsweringModel(#"{"a":1}"#).generate(JSONValue.self, from: "?").value == ["a": 1])
    }

    @Test func bracketsOfAnotherKindAreProse() async throws {
        let answer = #"As in [1] and [2]: {"title":"Soup","steps":[]}, see [3]."#
        #expect(try await AnsweringModel(answer).generate(Recipe.self, from: "?").value.title == "Soup")
        #expect(try await AnsweringModel("As {this}: [1, 2]").generate([Int].self, from: "?").value == [1, 2])
    }

    /// Models without strict output write null for what they leave out.
    @Test func nullStandsForAnAbsentProperty() async throws {
        let text = #"{"title":"Soup","servings":null,"steps":[{"text":"Boil","minutes":null}]}"#
        let model = AnsweringModel(text)
        let result = try await model.generate(Recipe.self, from: "?")
        let steps = [Recipe.Step(text: "Boil", minutes: nil)]
        #expect(result.value == Recipe(title: "Soup", servings: nil, steps: steps))
        #expect(result.rejected == [] && model.requests.count == 1)
        let list = AnsweringModel(#"[{"text":"Boil","minutes":null}]"#)
        var elements: [Recipe.Step] = []
        for try await step in list.stream(elements: Recipe.Step.self, from: "?") { elements.append(step) }
        #expect(elements == steps && list.requests.count == 1)
        // What must be there must not be null.
        let settings = StructuredSettings(maximumReasks: 0)
        let error = await #expect(throws: LanguageModelError.self) {
            let wrong = #"{"title":null,"servings":null,"steps":[]}"#
            _ = try await AnsweringModel(wrong).generate(Recipe.self, from: "?", settings: settings)
        }
        #expect(error?.message == "The answer is no Recipe: /title must be string, is null.")
    }

    static let wrongAnswers = [
        (#"{"title":"Soup"}"#, "the value must have the property steps"),
        (#"{"title":"Soup","steps":[{"text":"Cut","minutes":0}]}"#, "/steps/0/minutes must be at least 1, is 0"),
        (#"{"title":5,"steps":[]}"#, "/title must be string, is integer"),
        ("I'd rather not.", "the answer is not JSON: Unexpected character where a JSON value should begin at byte 0"),
        ("", "there is no answer"),
    ]

    @Test(arguments: wrongAnswers, [false, true])
    func aWrongAnswerIsAskedForAgain(_ row: (String, String), _ streams: Bool) async throws {
        let model = AnsweringModel(row.0, Recipe.soupText)
        let request: ModelRequest = "Soup?"
        let result =
            streams
            ? try await model.stream(Recipe.self, from: request).collect()
            : try await model.generate(Recipe.self, from: request)
        #expect(result.value == Recipe.soup)
        #expect(result.rejected.map(\.problems) == [[row.1]])
        #expect(result.rejected.map(\.response.text) == [row.0])
        #expect(result.usage.input.total == 20)
        #expect(result.usage.output.total == row.0.count + Recipe.soupText.count)
        #expect(result.response.usage.input.total == 10)
        let asked = try #require(model.requests.last)
        #expect(asked.messages.first == .user("Soup?"))
        #expect(asked.messages[1] == .assistant(row.0))
        #expect(asked.messages.last?.role == .user && asked.messages.last?.text.contains(row.1) == true)
        #expect(asked.outputFormat == model.requests[0].outputFormat)
    }

    @Test(arguments: [0, 1, 2], [false, true])
    func thenItIsAnError(_ reasks: Int, _ streams: Bool) async throws {
        let wrong = #"{"title":"Soup"}"#
        let model = AnsweringModel(wrong, wrong, wrong, wrong)
        let settings = StructuredSettings(maximumReasks: reasks)
        let error = await #expect(throws: LanguageModelError.self) {
            if streams {
                _ = try await model.stream(Recipe.self, from: "?", settings: settings).collect()
            } else {
                _ = try await model.generate(Recipe.self, from: "?", settings: settings)
            }
        }
        let attempts = reasks == 0 ? "" : " after \(reasks + 1) attempts"
        #expect(error?.message == "The answer is no Recipe\(attempts): the value must have the property steps.")
        #expect(error?.code == .decoding && error?.rawBody == wrong && error?.isRetryable == false)
        #expect(error?.provider == "toy" && error?.model == "toy-1" && error?.replaySafety == .unsafe)
        #expect(error?.usage?.input.total == 10 * (reasks + 1))
        #expect(model.requests.count == reasks + 1)
    }

    static let hopeless: [([StreamPart], LanguageModelError.Code, String)] = [
        (
            AnsweringModel.parts(#"{"title":"So"#, .length), .decoding,
            "The answer was cut off after 12 tokens, before the Recipe was complete. Allow more with maxOutputTokens."
        ),
        (
            AnsweringModel.parts("I can't.", .contentFilter), .contentFiltered,
            "The provider or the model refused to write the Recipe."
        ),
        (
            [
                .responseMetadata(ResponseMetadata()), .toolCall(ToolCall(id: "1", name: "look", arguments: "{}")),
                .finish(.toolCalls, Usage(), ResponseMetadata()),
            ], .misuse,
            "The model called tools (look) where a Recipe was asked for. Let an Agent run them, or leave them out."
        ),
    ]

    @Test(arguments: hopeless)
    func whatAskingAgainDoesNotHelpIsAnErrorAtOnce(
        _ parts: [StreamPart], _ code: LanguageModelError.Code, _ message: String
    ) async throws {
        let model = AnsweringModel([parts, AnsweringModel.parts(Recipe.soupText)])
        let error = await #expect(throws: LanguageModelError.self) {
            try await model.generate(Recipe.self, from: "?")
        }
        #expect(error?.code == code && error?.message == message)
        #expect(model.requests.count == 1)
    }

    @Test func anAnswerThatIsCompleteAtTheLimitCounts() async throws {
        let model = AnsweringModel([AnsweringModel.parts(Recipe.soupText, .length)])
        #expect(try await model.generate(Recipe.self, from: "?").value == Recipe.soup)
    }

    @Test(arguments: [false, true])
    func anErrorTellsWhatAllAttemptsCost(_ streams: Bool) async throws {
        let model = AnsweringModel(
            [AnsweringModel.parts("no"), []], errors: [1: LanguageModelError(.overloaded, "Busy.")])
        let error = await #expect(throws: LanguageModelError.self) {
            if streams {
                for try await _ in model.stream(Recipe.self, from: "?") {}
            } else {
                _ = try await model.generate(Recipe.self, from: "?")
            }
        }
        #expect(error?.code == .overloaded)
        #expect(error?.usage?.input.total == 10 && error?.usage?.isPartial == true)
    }

    @Test func anAnswerAfterAWordInABlockOfItsOwnCounts() async throws {
        var parts = AnsweringModel.parts("Let me see.").dropLast()
        let answer = AnsweringModel.parts(Recipe.soupText).dropFirst()
        parts += answer.map { part in
            switch part {
            case .textStart: .textStart(id: "1")
            case .textDelta(_, let text): .textDelta(id: "1", text: text)
            case .textEnd: .textEnd(id: "1")
            default: part
            }
        }
        let events = try await AnsweringModel([Array(parts)]).stream(Recipe.self, from: "?").all
        guard case .finished(let result)? = events.last else {
            Issue.record("There is no value")
            return
        }
        #expect(result.value == Recipe.soup)
        #expect(events.snapshots.last?.steps?.count == 2)
    }

    @Test(.timeLimit(.minutes(1))) func largeAnswersAreChecked() async throws {
        let steps = (0..<5_000).map { Recipe.Step(text: "Step \($0)", minutes: 1 + $0 % 7) }
        let recipe = Recipe(title: "Long", servings: nil, steps: steps)
        let text = try JSONValue(encoding: recipe).jsonText
        let parts: [StreamPart] = [
            .responseMetadata(ResponseMetadata()), .textStart(id: "0"), .textDelta(id: "0", text: text),
            .textEnd(id: "0"), .finish(.stop, Usage(), ResponseMetadata()),
        ]
        #expect(try await AnsweringModel([parts]).generate(Recipe.self, from: "?").value == recipe)
        var count = 0
        let list = String(text.drop { $0 != "[" }.prefix { $0 != "]" }) + "]"
        let model = AnsweringModel([AnsweringModel.parts(list)])
        for try await step in model.stream(elements: Recipe.Step.self, from: "?") {
            #expect(step == steps[count])
            count += 1
        }
        #expect(count == steps.count)
    }
}

extension StructuredStream {
    var all: [Event] {
        get async throws {
            var events: [Event] = []
            for try await event in self { events.append(event) }
            return events
        }
    }
}

extension [StructuredStream<Recipe>.Event] {
    var snapshots: [Recipe.PartiallyGenerated] {
        compactMap { if case .snapshot(let value) = $0 { value } else { nil } }
    }
}
