import Dialect
import Testing

/// A value is shown while it is being written, and a list element by element.
struct StructuredStreamTests {
    @Test func eachSnapshotHoldsWhatTheOneBeforeDid() async throws {
        let events = try await AnsweringModel(Recipe.soupText).stream(Recipe.self, from: "?").all
        let titles = events.snapshots.map(\.title)
        #expect(Array(titles.prefix(6)) == [nil, "", "S", "So", "Sou", "Soup"])
        let counts = events.snapshots.map { $0.steps?.count ?? -1 }
        #expect(counts == counts.sorted() && counts.contains(0) && counts.last == 2)
        let last = try #require(events.snapshots.last)
        #expect(last.title == "Soup" && last.servings == 2)
        #expect(last.steps == [.init(text: "Cut", minutes: 5), .init(text: "Boil", minutes: nil)])
    }

    @Test func otherPartsPassBetweenSnapshots() async throws {
        var parts = AnsweringModel.parts(Recipe.soupText)
        parts.insert(
            contentsOf: [.reasoningStart(id: "r"), .reasoningDelta(id: "r", text: "Hm."), .reasoningEnd(id: "r")], at: 1
        )
        let events = try await AnsweringModel([parts]).stream(Recipe.self, from: "?").all
        let passed = events.compactMap { if case .part(let part) = $0 { part } else { nil } }
        #expect(passed.words == "begin reasoning(r r:Hm. r) text(0 0) finish:stop")
        guard case .finished(let result)? = events.last else {
            Issue.record("The last event is the value")
            return
        }
        #expect(result.value == Recipe.soup && result.response.reasoning == "Hm.")
    }

    @Test func numbersAndWordsAreShownToo() async throws {
        var numbers: [Int] = []
        for try await number in AnsweringModel("42").stream(Int.self, from: "?").snapshots { numbers.append(number) }
        #expect(numbers == [42])
        var words: [JSONValue] = []
        for try await word in AnsweringModel(#""sad""#).stream(Mood.self, from: "?").snapshots { words.append(word) }
        #expect(words.map(\.stringValue) == ["", "s", "sa", "sad", "sad"])
    }

    @Test func snapshotsBeginAnewWhenAnAnswerIsRejected() async throws {
        let model = AnsweringModel(#"{"title":"Bread","servings":1}"#, Recipe.soupText)
        let words = try await model.stream(Recipe.self, from: "?").all.compactMap { event -> String? in
            switch event {
            case .snapshot(let recipe): recipe.title ?? "-"
            case .rejected(let answer): answer.problems.joined()
            case .finished(let response): "\(response.rejected.count) rejected"
            default: nil
            }
        }
        var distinct: [String] = []
        for word in words where word != distinct.last { distinct.append(word) }
        #expect(
            distinct == [
                "-", "", "B", "Br", "Bre", "Brea", "Bread", "the value must have the property steps", "-", "", "S",
                "So",
                "Sou", "Soup", "1 rejected",
            ])
    }

    @Test func nothingIsAskedBeforeTheFirstEventAndOneConsumerIsServed() async throws {
        let model = AnsweringModel(Recipe.soupText)
        let stream = model.stream(Recipe.self, from: "?")
        let elements = model.stream(elements: Mood.self, from: "?")
        #expect(model.requests.isEmpty)
        _ = try await stream.collect()
        let error = await #expect(throws: LanguageModelError.self) { try await stream.collect() }
        #expect(error?.code == .misuse)
        var first = elements.makeAsyncIterator()
        var second = elements.makeAsyncIterator()
        let again = await #expect(throws: LanguageModelError.self) { try await second.next() }
        #expect(again?.code == .misuse && model.requests.count == 1)
        await #expect(throws: LanguageModelError.self) { try await first.next() }
        #expect(try await first.next() == nil)
    }

    @Test func cancellingPassesThrough() async throws {
        let failing = ResponseStream([.batch([.textStart(id: "0")]), .silence])
        let silent = SilentModel(parts: failing)
        let waiting = Task { try await silent.stream(Recipe.self, from: "?").collect() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { _ = try await waiting.value }
    }

    // MARK: Elements

    private static let moods = #"["happy","sad","happy"]"#

    @Test func anElementComesWhenItIsComplete() async throws {
        let record = Record()
        let batches: [ScriptedSource.Step] = [
            .batch([.responseMetadata(ResponseMetadata()), .textStart(id: "0")]),
            .batch([.textDelta(id: "0", text: #"[{"text":"Cut","#)]),
            .batch([.textDelta(id: "0", text: #""minutes":5}"#)]),
            .batch([.textDelta(id: "0", text: #",{"text":"Boil"},{"text":"E"#)]),
            .batch([.textDelta(id: "0", text: #"at"}]"#)]),
            .batch([.textEnd(id: "0"), .finish(.stop, Usage(), ResponseMetadata())]),
        ]
        let model = SilentModel(parts: ResponseStream(batches, record))
        for try await step in model.stream(elements: Recipe.Step.self, from: "?") { record.note(step.text) }
        #expect(
            record.all == [
                "made", "asked", "asked", "asked", "Cut", "asked", "Boil", "asked", "Eat", "asked", "released",
            ])
    }

    @Test func elementsOfAllKindsCome() async throws {
        func all<Element: Generable>(_ type: Element.Type, _ text: String) async throws -> [Element] {
            var elements: [Element] = []
            for try await element in AnsweringModel(text).stream(elements: type, from: "?") {
                elements.append(element)
            }
            return elements
        }
        #expect(try await all(Mood.self, Self.moods) == [.happy, .sad, .happy])
        #expect(try await all(Int.self, "[1, 2,3]") == [1, 2, 3])
        #expect(try await all([Int].self, "[[1],[],[2,3]]") == [[1], [], [2, 3]])
        #expect(try await all(Int?.self, "[1,null]") == [1, nil])
        #expect(try await all(Int.self, "[]") == [])
        #expect(try await all(Int.self, "Sure: ```json\n[1,2,3]\n```") == [1, 2, 3])
        // What has to be repaired is found at the end.
        #expect(try await all(Mood.self, "['happy', 'sad']") == [.happy, .sad])
        #expect(try await all(Int.self, "[1, 2, // three\n 3") == [1, 2, 3])
    }

    @Test func aWrongFirstElementIsAskedForAgain() async throws {
        let model = AnsweringModel(#"["glad"]"#, Self.moods)
        var moods: [Mood] = []
        for try await mood in model.stream(elements: Mood.self, from: "?") { moods.append(mood) }
        #expect(moods == [.happy, .sad, .happy])
        #expect(model.requests.last?.messages.last?.text.contains("/0 must be one of") == true)
    }

    @Test func eventsTellWhatAListCostAndWhatWasRejected() async throws {
        let model = AnsweringModel(#"["glad"]"#, Self.moods)
        var words: [String] = []
        for try await event in model.stream(elements: Mood.self, from: "?").events {
            switch event {
            case .element(let mood): words.append(mood.rawValue)
            case .rejected(let answer): words.append(answer.response.text)
            case .finished(let response):
                words.append("\(response.value.count)")
                #expect(response.usage.input.total == 20 && response.rejected.count == 1)
                #expect(response.response.metadata.model == "toy-1")
            case .part(.finish): words.append("finish")
            default: break
            }
        }
        #expect(words == ["finish", #"["glad"]"#, "happy", "sad", "happy", "finish", "3"])
    }

    @Test func elementsAndEventsHaveOneConsumer() async throws {
        let stream = AnsweringModel(Self.moods).stream(elements: Mood.self, from: "?")
        for try await _ in stream {}
        let error = await #expect(throws: LanguageModelError.self) { for try await _ in stream.events {} }
        #expect(error?.code == .misuse)
    }

    @Test func aWrongLaterElementIsAnErrorAfterThoseBefore() async throws {
        let model = AnsweringModel(#"["happy","glad","sad"]"#, Self.moods)
        var moods: [Mood] = []
        let error = await #expect(throws: LanguageModelError.self) {
            for try await mood in model.stream(elements: Mood.self, from: "?") { moods.append(mood) }
        }
        #expect(moods == [.happy] && model.requests.count == 1)
        #expect(
            error?.message
                == #"The answer is no Array<Mood>: of element 1, the value must be one of "happy", "sad", is "glad"."#)
        #expect(error?.code == .decoding && error?.usage?.isPartial == true)
    }
}

/// A model with one response.
private struct SilentModel: LanguageModel {
    let id = ModelID(provider: "toy", model: "toy-1")
    let parts: ResponseStream

    func stream(_ request: ModelRequest) -> ResponseStream { parts }
}
