import DialectGenerable
import DialectTesting
import TestSupport
import Testing

/// A dish, for the home cook.
@Generable
struct Recipe: Hashable {
    /// As on a menu.
    @Guide(.length(1...80))
    var title: String
    @Guide(description: "In the order of use.", .count(1...20))
    var ingredients: [Ingredient]
    var course: Course?
    var servings: Int = 4
}

@Generable
struct Ingredient: Hashable {
    var name: String
    /// In grams.
    @Guide(.minimum(0))
    var amount: Double?
}

@Generable
enum Course: Hashable { case starter, main, dessert }

struct City: Generable, Hashable {
    var name: String
    var people: Int

    static let jsonSchema: JSONValue = [
        "type": "object", "properties": ["name": ["type": "string"], "people": ["type": "integer"]],
        "required": ["name", "people"], "additionalProperties": false,
    ]
}

/// The code of the guide to structured output. All of it runs.
@Suite("The guide to structured output", .throttled) struct StructuredOutputExamples {
    private let soup = #"{"title":"Soup","ingredients":[{"name":"lentils","amount":250}],"course":"starter"}"#

    static func whole(_ model: some LanguageModel) async throws -> StructuredResponse<Recipe> {
        let answer = try await model.generate(Recipe.self, from: "Something with lentils.")
        print(answer.value.title, answer.value.servings)
        return answer
    }

    @Test func theAnswerIsAValue() async throws {
        let answer = try await Self.whole(ScriptedModel([ScriptedTurn([.text(soup)])]))
        #expect(answer.value.servings == 4)
        #expect(answer.value.course == .starter)
        #expect(answer.rejected.isEmpty)
    }

    @Test func itIsShownWhileItIsWritten() async throws {
        let model = ScriptedModel([ScriptedTurn([.text(soup)])])
        var shown: [String] = []
        func show(_ title: String?, _ ingredients: Int) { shown.append("\(title ?? "") \(ingredients)") }
        var saved: Recipe?
        for try await event in model.stream(Recipe.self, from: "Something with lentils.") {
            switch event {
            case .snapshot(let recipe): show(recipe.title, recipe.ingredients?.count ?? 0)
            case .finished(let response): saved = response.value
            default: break
            }
        }
        #expect(saved?.title == "Soup")
        #expect(shown.last == "Soup 1")
        #expect(shown.count > 2)
    }

    @Test func aListComesElementByElement() async throws {
        let model = ScriptedModel([#"[{"name":"lentils"},{"name":"salt"}]"#])
        var names: [String] = []
        for try await ingredient in model.stream(elements: Ingredient.self, from: "What is in the soup?") {
            names.append(ingredient.name)
        }
        #expect(names == ["lentils", "salt"])
    }

    @Test func aWrongAnswerIsAskedForAgain() async throws {
        let model = ScriptedModel([#"{"name":"Ghent"}"#, #"{"name":"Ghent","people":270000}"#])
        let settings = StructuredSettings(description: "A city in Belgium.", maximumReasks: 2)
        let answer = try await model.generate(City.self, from: "Where are you?", settings: settings)
        for rejected in answer.rejected { print(rejected.problems) }
        #expect(answer.value == City(name: "Ghent", people: 270_000))
        #expect(answer.rejected.map(\.problems.count) == [1])
    }

    static func failing(_ model: some LanguageModel) async throws -> City? {
        do {
            return try await model.generate(City.self, from: "Where are you?").value
        } catch let error as LanguageModelError where error.code == .decoding {
            print(error.message, error.rawBody ?? "")
            return nil
        }
    }

    @Test func anAnswerOfAnotherFormIsAnError() async throws {
        #expect(try await Self.failing(ScriptedModel(["In Ghent.", "In Ghent!"])) == nil)
    }

    @Test func anAgentReturnsAValueToo() async throws {
        let model = ScriptedModel([ScriptedTurn([.text(soup)])])
        let agent = Agent(model: model, instructions: "You cook with what there is.")
        let answer = try await agent.run("Something with lentils.", returning: Recipe.self)
        print(answer.value.title, answer.result.usage.total ?? 0)
        #expect(answer.value.title == "Soup")
    }
}
