import Dialect
import DialectSimulator
import Testing
import TestSupport

struct ScriptedModelTests {
    private func parts(_ model: ScriptedModel, _ request: ModelRequest = "Hi") async throws -> [StreamPart] {
        var parts: [StreamPart] = []
        for try await part in model.stream(request) { parts.append(part) }
        return parts
    }

    private func deltas(_ parts: [StreamPart]) -> [String] {
        parts.compactMap { if case .textDelta(_, let text) = $0 { text } else { nil } }
    }

    @Test func playsTurnsInOrderAndSaysWhenTheyAreOver() async throws {
        let model = ScriptedModel(["One", "Two"])
        #expect(try await model.generate("1").text == "One")
        #expect(try await model.generate("2").text == "Two")
        let error = await #expect(throws: LanguageModelError.self) { try await model.generate("3") }
        #expect(error?.code == .misuse)
        #expect(error?.message.contains("has 2 turns, and this is request 3") == true)
    }

    @Test func streamThatIsNeverReadCostsNoTurn() async throws {
        let model = ScriptedModel(["One"])
        _ = model.stream("unread")
        #expect(try await model.generate("1").text == "One")
    }

    @Test func equalSeedsCutEqually() async throws {
        let text = String(repeating: "Grüße aus Köln, 👩‍👩‍👧‍👦! ", count: 20)
        let turns = [ScriptedTurn([.text(text)])]
        let first = deltas(try await parts(ScriptedModel(turns, seed: 1)))
        let again = deltas(try await parts(ScriptedModel(turns, seed: 1)))
        let other = deltas(try await parts(ScriptedModel(turns, seed: 2)))
        #expect(first == again)
        #expect(first != other)
        #expect(first.joined() == text)
        #expect(other.joined() == text)
        #expect(first.allSatisfy { (1...8).contains($0.count) })
        #expect(first.count > 20)
    }

    @Test func keepsDeltasThatAreGiven() async throws {
        let model = ScriptedModel([[.text(deltas: ["a", "bcdefghijklmnop"])]])
        #expect(deltas(try await parts(model)) == ["a", "bcdefghijklmnop"])
    }

    @Test func reasonsCallsAndFinishes() async throws {
        let model = ScriptedModel([
            [
                .reasoning("Thinking."), .text("Let me see."),
                .toolCall("weather", arguments: #"{"city":"Ghent"}"#, id: "c1"),
                .toolCall("time", arguments: ""),
            ]
        ])
        let response = try await model.generate("Hi")
        #expect(response.reasoning == "Thinking.")
        #expect(response.text == "Let me see.")
        #expect(response.toolCalls.map(\.id) == ["c1", "call_0_1"])
        #expect(response.toolCalls.map(\.arguments) == [#"{"city":"Ghent"}"#, "{}"])
        #expect(response.finishReason.kind == .toolCalls)
    }

    @Test func argumentsComeInPiecesThatJoinToTheCall() async throws {
        let arguments = #"{"text":"\#(String(repeating: "word ", count: 30))"}"#
        let parts = try await parts(ScriptedModel([[.toolCall("f", arguments: arguments)]]))
        let pieces = parts.compactMap { if case .toolInputDelta(_, let text) = $0 { text } else { nil } }
        #expect(pieces.count > 10)
        #expect(pieces.joined() == arguments)
    }

    @Test func textsWithOnlySourcesBetweenAreOneBlock() async throws {
        let source = Source(kind: .url, url: "https://example.com")
        let model = ScriptedModel([[.text("A"), .source(source), .text("B"), .reasoning("R"), .text("C")]])
        let starts = try await parts(model).filter { if case .textStart = $0 { true } else { false } }
        #expect(starts.count == 2)
    }

    @Test func failsWhereTheScriptSays() async throws {
        let error = LanguageModelError(.overloaded, "Busy.")
        var seen: [StreamPart] = []
        do {
            for try await part in ScriptedModel([[.text("Half"), .error(error), .text("never")]]).stream("Hi") {
                seen.append(part)
            }
            Issue.record("The stream should have failed")
        } catch let error as LanguageModelError {
            #expect(error.code == .overloaded)
            #expect(error.replaySafety == .unsafe)
        }
        #expect(deltas(seen).joined() == "Half")
    }

    @Test func errorAtTheStartRefusesTheRequest() async throws {
        var stream = ScriptedModel([[.error(LanguageModelError(.rateLimited, "Slow."))]]).stream("Hi")
            .makeAsyncIterator()
        await #expect(throws: LanguageModelError.self) { _ = try await stream.next() }
    }

    @Test func finishesAsToldAndPlaysNoFurther() async throws {
        let usage = Usage(input: .init(total: 7), output: .init(total: 9))
        let turn = ScriptedTurn([.text("Cut"), .finish(.length), .text("never")], usage: usage)
        let response = try await ScriptedModel([turn]).generate("Hi")
        #expect(response.text == "Cut")
        #expect(response.finishReason.kind == .length)
        #expect(response.usage == usage)
    }

    @Test func countsOneTokenForFourBytes() async throws {
        let response = try await ScriptedModel([[.reasoning("12345"), .text("12345678")]]).generate("123456789")
        #expect(response.usage.input.total == 3)
        #expect(response.usage.output.total == 4)
        #expect(response.usage.output.reasoning == 2)
    }

    @Test func answersFromTheRequest() async throws {
        #expect(try await ScriptedModel.echo().generate("Say this").text == "Say this")
        let model = ScriptedModel { request in ScriptedTurn([.text("\(request.messages.count)")]) }
        #expect(try await model.generate("Hi").text == "1")
    }

    @Test func waitsByItsOwnClock() async throws {
        let clock = ManualClock()
        let turn = ScriptedTurn(
            [.text(deltas: ["a", "b"]), .pause(.seconds(60)), .text(deltas: ["c"])], delay: .seconds(1))
        let response = try await ScriptedModel([turn], clock: clock).generate("Hi")
        #expect(response.text == "abc")
        #expect(clock.slept == [.seconds(1), .seconds(1), .seconds(60), .seconds(1)])
    }

    @Test(.throttled, .timeLimit(.minutes(10))) func cancellationEndsAWait() async throws {
        let model = ScriptedModel([[.pause(.seconds(3600)), .text("never")]])
        let task = Task { try await model.generate("Hi") }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
    }
}
