import Dialect
import DialectTesting
import Foundation
import Testing

/// What was recorded is answered again.
struct RecordingTests {
    private static let turns: [ScriptedTurn] = [
        [.reasoning("Hm."), .text("Hello, world!"), .toolCall("weather", arguments: #"{"z":1,"a":2}"#)], "Fine.",
        [
            .text("So"),
            .error(
                LanguageModelError(
                    .rateLimited, "Slow down.", httpStatus: 429, retryAfter: .seconds(3),
                    usage: Usage(input: .init(total: 7), output: .init(total: 2), isPartial: true))),
        ],
    ]

    private func recorded() async throws -> ([ModelRequest], [[StreamPart]], RecordingModel<ScriptedModel>) {
        let model = RecordingModel(ScriptedModel(Self.turns))
        var request: ModelRequest = "Hi"
        request.headers = ["authorization": "Bearer secret"]
        let requests = [request, "How are you?", "More"]
        var parts: [[StreamPart]] = []
        for request in requests { parts.append(await model.stream(request).partsAndError().parts) }
        return (requests, parts, model)
    }

    @Test func aFileAnswersAsTheModelDid() async throws {
        let (requests, parts, recorder) = try await recorded()
        let file = FileManager.default.temporaryDirectory.appending(path: "dialect-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try recorder.save(to: file)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.split(separator: "\n").count == 3)
        #expect(!text.contains("secret"))
        let model = try RecordedModel(contentsOf: file, id: recorder.id)
        // In another order than they were recorded.
        for index in [1, 0, 2] {
            let (again, error) = await model.stream(requests[index]).partsAndError()
            #expect(again == parts[index])
            #expect((error != nil) == (index == 2))
            guard let error = error as? LanguageModelError else { continue }
            #expect(error.code == .rateLimited)
            #expect(error.httpStatus == 429)
            #expect(error.retryAfter == .seconds(3))
            #expect(error.isRetryable)
            // The code alone would say that it is safe; but something had come already.
            #expect(error.replaySafety == .unsafe)
            #expect(error.usage?.total == 9)
            #expect(error.usage?.isPartial == true)
        }
        #expect(model.unused.isEmpty)
    }

    @Test func aRequestThatWasNotRecordedIsNamed() async throws {
        let recording = RecordedAnswer(request: ModelRequest(messages: [.system("S"), .user("Hi")]), parts: [])
        var tools = ModelRequest(messages: [.system("S"), .user("Hi")])
        tools.tools = [.function(FunctionTool(name: "f", inputSchema: [:]))]
        for (request, words) in [
            (
                ModelRequest(messages: [.system("S"), .user("Ho")]),
                #"Message 1 differs from the next recording's: "Ho", recorded was "Hi"."#
            ),
            (ModelRequest(messages: [.system("S")]), "It has 1 messages; the next recording has 2."),
            (tools, "Its tools differ"),
        ] {
            let error = await #expect(throws: LanguageModelError.self) {
                try await RecordedModel([recording]).generate(request)
            }
            #expect(error?.code == .misuse)
            #expect(error?.message.contains(words) == true)
        }
        let error = await #expect(throws: LanguageModelError.self) { try await RecordedModel([]).generate("Hi") }
        #expect(error?.message.contains("used up") == true)
    }

    @Test func olderRecordingsOfFailuresAreRead() throws {
        let line =
            #"{"version":1,"request":{"messages":[]},"parts":[],"failure":"#
            + #"{"code":"connection","message":"Lost.","isRetryable":true}}"#
        let error = try #require(try RecordedAnswer.parse(line).first?.failure?.error)
        #expect(error.replaySafety == LanguageModelError(.connection, "Lost.").replaySafety)
        #expect(error.usage == nil)
    }

    @Test func whoeverLeavesIsNotRecorded() async throws {
        let model = RecordingModel(ScriptedModel(["Hello", "World"]))
        for try await _ in model.stream("Hi") { break }
        _ = try await model.generate("Hi")
        #expect(model.recordings.count == 1)
    }

    @Test(arguments: ["{}\n", "\n{\"version\":2,\"request\":{\"messages\":[]},\"parts\":[]}", "x"])
    func aBrokenFileNamesItsLine(text: String) {
        let error = #expect(throws: LanguageModelError.self) { try RecordedAnswer.parse(text) }
        #expect(error?.code == .decoding)
        #expect(error?.message.hasPrefix(text.hasPrefix("\n") ? "Line 2" : "Line 1") == true)
    }
}
