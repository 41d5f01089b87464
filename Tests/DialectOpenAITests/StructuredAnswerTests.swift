import Dialect
import DialectOpenAI
import DialectSimulator
import Testing
import TestSupport

/// Values of an app's types over a socket, in every way in which a form can be asked for.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct StructuredAnswerTests {
    private struct Person: Generable, Hashable {
        var name: String
        var age: Int?

        static let jsonSchema: JSONValue = [
            "type": "object", "properties": ["name": ["type": "string"], "age": ["type": "integer", "minimum": 0]],
            "required": ["name"], "additionalProperties": false,
        ]
    }

    /// How the model is reached, and what it makes of a schema.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case nativeChat, nativeResponses, nativeWebSocket, tool, prompted

        var testDescription: String { rawValue }

        var mode: ResponseMetadata.StructuredOutputMode {
            switch self {
            case .nativeChat, .nativeResponses, .nativeWebSocket: .native
            case .tool: .tool
            case .prompted: .prompted
            }
        }

        func model(_ provider: OpenAIProvider) -> any LanguageModel {
            switch self {
            case .nativeChat: provider.chatModel("gpt-4.1")
            case .nativeResponses: provider.model("gpt-5")
            case .nativeWebSocket: provider.withWebSocket().model("gpt-5")
            // Known to call tools, and not to obey schemas.
            case .tool, .prompted: provider.model("gpt-4-turbo")
            }
        }

        /// A tool of the request's own leaves no room for one that is the answer.
        func request(_ prompt: String) -> ModelRequest {
            var request = ModelRequest(prompt)
            guard self == .prompted else { return request }
            request.tools = [.function(FunctionTool(name: "look", inputSchema: NoArguments.jsonSchema))]
            return request
        }

        /// What a model writes that was asked in this way.
        func turn(_ json: String, wrapped: String? = nil) -> ScriptedTurn {
            let usage = Usage(input: .init(total: 10), output: .init(total: 5))
            return switch self {
            case .nativeChat, .nativeResponses, .nativeWebSocket: ScriptedTurn([.text(wrapped ?? json)], usage: usage)
            case .tool: ScriptedTurn([.toolCall("answer", arguments: json)], usage: usage)
            case .prompted: ScriptedTurn([.text("Here it is:\n```json\n\(json)\n```")], usage: usage)
            }
        }
    }

    private let settings = StructuredSettings(name: "answer")

    private func run(
        _ way: Way, _ turns: [ScriptedTurn], _ body: (any LanguageModel, ResponsesServer) async throws -> Void
    ) async throws {
        try await withSimulator(ScriptedModel(turns)) { server in
            try await body(way.model(OpenAIProvider(apiKey: "k", baseURL: server.baseURL)), server)
        }
    }

    private static let written = #"{"name":"Ada \"Lovelace\" 👩","age":null}"#
    private static let ada = Person(name: "Ada \"Lovelace\" 👩", age: nil)

    @Test(arguments: Way.allCases)
    func aValueComesWholeAndStreamed(_ way: Way) async throws {
        // Only who is held to the adapted schema writes null for what is absent.
        let json = way.mode == .native ? Self.written : Self.written.replacing(#","age":null"#, with: "")
        try await run(way, [way.turn(json), way.turn(json)]) { model, server in
            let request = way.request("Who?")
            let result = try await model.generate(Person.self, from: request, settings: settings)
            #expect(result.value == Self.ada)
            #expect(result.response.metadata.structuredOutput == way.mode)
            #expect(result.response.toolCalls == [] && result.rejected == [])
            var names: [String] = []
            var values: [Person] = []
            for try await event in model.stream(Person.self, from: request, settings: settings) {
                switch event {
                case .snapshot(let person):
                    if let name = person["name"]?.stringValue, name != names.last { names.append(name) }
                case .finished(let response): values.append(response.value)
                default: break
                }
            }
            #expect(values == [Self.ada])
            // It grows, and not all at once.
            #expect(names.count > 3 && names.last == Self.ada.name)
            for (shorter, longer) in zip(names, names.dropFirst()) {
                #expect(longer.unicodeScalars.starts(with: shorter.unicodeScalars))
            }
            #expect(server.statistics.requests == 2)
        }
    }

    @Test(arguments: Way.allCases.filter { $0 != .tool })
    func elementsComeOneByOne(_ way: Way) async throws {
        let list = #"[{"name":"Ada","age":36},{"name":"Bob"}]"#
        let wrapped = #"{"value":[{"name":"Ada","age":36},{"name":"Bob","age":null}]}"#
        try await run(way, [way.turn(list, wrapped: wrapped)]) { model, _ in
            var people: [Person] = []
            for try await person in model.stream(elements: Person.self, from: way.request("Who?")) {
                people.append(person)
            }
            #expect(people == [Person(name: "Ada", age: 36), Person(name: "Bob", age: nil)])
        }
    }

    @Test(arguments: Way.allCases, [false, true])
    func aWrongAnswerIsAskedForAgain(_ way: Way, _ streams: Bool) async throws {
        let (wrong, right) = (#"{"name":"Ada","age":-1}"#, #"{"name":"Ada","age":36}"#)
        try await run(way, [way.turn(wrong), way.turn(right)]) { model, server in
            let request = way.request("Who?")
            let result =
                streams
                ? try await model.stream(Person.self, from: request, settings: settings).collect()
                : try await model.generate(Person.self, from: request, settings: settings)
            #expect(result.value == Person(name: "Ada", age: 36))
            #expect(result.rejected.map(\.problems) == [["/age must be at least 0, is -1"]])
            #expect(result.usage.input.total == 20 && result.usage.output.total == 10)
            #expect(server.statistics.requests == 2)
        }
    }

    @Test func enumerationsAndNumbersAreUnwrapped() async throws {
        enum Mood: String, Generable {
            case happy, sad
            static var jsonSchema: JSONValue { ["type": "string", "enum": ["happy", "sad"]] }
        }
        try await run(.nativeResponses, [#"{"value":"sad"}"#, #"{"value":42}"#]) { model, _ in
            #expect(try await model.generate(Mood.self, from: "How?").value == .sad)
            var numbers: [Int] = []
            for try await number in model.stream(Int.self, from: "How many?").snapshots { numbers.append(number) }
            #expect(numbers == [42])
        }
    }

    @Test func plainTextUsersSeeTheFormTheyAskedForGrow() async throws {
        try await run(.nativeResponses, [ScriptedTurn([.text(deltas: [#"{"value":["#, #""a","#, #""b"]}"#])])]) {
            model, _ in
            var request: ModelRequest = "Which?"
            let schema: JSONValue = ["type": "array", "items": ["type": "string"]]
            request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "list", schema: schema))
            var deltas: [String] = []
            for try await text in model.stream(request).text { deltas.append(text) }
            #expect(deltas == ["[", #""a""#, #","b"]"#])
        }
    }
}
