import Dialect
import DialectSimulator
import TestSupport
import Testing

@testable import DialectCLI

@Suite("A chat in a pipe", .throttled)
struct ChatPipeTests {
    private func piped(_ lines: Lines.Item...) -> ChatProbe {
        var probe = ChatProbe()
        probe.lines = lines
        probe.isInteractive = false
        probe.look = ScreenState.Look(answersToTerminal: false, notesToTerminal: false, environment: [:])
        return probe
    }

    @Test("answers each line, and writes answers as they are and nothing else")
    func lines() async throws {
        var probe = piped("1?", "/model", "2?\\", "3?")
        probe.tools = [.calculate]
        let model = ModelSpy(
            ScriptedModel([
                [.text("# One\n**1**"), .toolCall("calculate", arguments: #"{"expression":"1"}"#)], "`1`\n", "Two.",
            ]))
        let played = try await probe.play(model)
        #expect(played.answers == "# One\n**1**\n`1`\nTwo.\n")
        #expect(!played.writes.contains { $0.text.contains("\u{1B}") || $0.text.contains("\r") })
        #expect(!played.notes.contains("> "))
        #expect(model.requests.last?.messages.last?.text == "2?\n3?")
        #expect(played.ending == .done)
    }

    @Test("has styles on a terminal")
    func styles() async throws {
        var probe = ChatProbe("1?")
        probe.look = ScreenState.Look(answersToTerminal: true, notesToTerminal: true, environment: [:])
        let played = try await probe.play(ScriptedModel(["**1**"]))
        #expect(played.answers == "\u{1B}[1m1\u{1B}[0m\n")
    }

    @Test("fails in the end when an answer has failed")
    func failure() async throws {
        let error = LanguageModelError(.invalidRequest, "No.")
        let played = try await piped("1?", "2?").play(ScriptedModel([[.error(error)], "Two."]))
        #expect(played.answers == "Two.\n")
        #expect(played.ending == .failed)
    }

    @Test("answers a single question")
    func question() async throws {
        let played = try await piped("unread").play(ScriptedModel.echo(), question: "/etc is what?")
        #expect(played.answers == "/etc is what?\n")
        #expect(played.unread == 1)
    }

    @Test("ends when it is interrupted")
    func interrupted() async throws {
        var probe = piped("1?", "2?")
        probe.onWrite = { write, interruption in
            if write.text.contains("begun") { interruption.receive() }
        }
        let played = try await probe.play(
            ScriptedModel([[.text(deltas: ["begun "]), .pause(.seconds(600)), .text("never")]]))
        #expect(played.ending == .interrupted)
        #expect(played.unread == 1)
        #expect(!played.answers.contains("never"))
    }

    @Test("typed at a terminal it goes on after Ctrl-C, with what there is of the answer")
    func goesOn() async throws {
        var probe = ChatProbe("1?", "2?")
        probe.onWrite = { write, interruption in
            if write.channel == .answers, write.text.contains("b") { interruption.receive() }
        }
        let model = ModelSpy(
            ScriptedModel([[.text(deltas: ["begun "]), .pause(.seconds(600)), .text("never")], "Yes."]))
        let played = try await probe.play(model)
        #expect(played.answers == "begun \nYes.\n")
        #expect(played.notes.contains("Stopped."))
        #expect(model.requests.last?.messages.map(\.text) == ["1?", "begun ", "2?"])
        #expect(played.ending == .done)
    }
}
