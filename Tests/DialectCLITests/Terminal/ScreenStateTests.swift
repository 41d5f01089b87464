import Testing

@testable import DialectCLI

@Suite("Answers, notes and a spinner on one screen")
struct ScreenStateTests {
    private static let erased = "\r\u{1B}[K"

    private func text(_ writes: [ScreenState.Write]) -> String { writes.map(\.text).joined() }

    private func terminal() -> ScreenState {
        ScreenState(.init(answersToTerminal: true, notesToTerminal: true, environment: ["NO_COLOR": "1"]))
    }

    @Test("do not run into each other")
    func apart() {
        var screen = terminal()
        var shown = text(screen.answered("half a line"))
        shown += text(screen.noted("a note", .dim))
        shown += text(screen.answered("more\n"))
        shown += text(screen.noted("another", .dim))
        shown += text(screen.answerEnded())
        #expect(shown == "half a line\na note\nmore\nanother\n")
    }

    @Test("the spinner is taken away before anything else is written")
    func spinner() {
        var screen = terminal()
        #expect(screen.ticked().isEmpty)
        _ = screen.waits(for: "thinking\u{1B}\nhard")
        #expect(text(screen.ticked()).hasSuffix(" thinking hard"))
        #expect(text(screen.answered("A")) == Self.erased + "A")
        // In the midst of a line there is no room for it.
        #expect(screen.ticked().isEmpty)
        #expect(text(screen.noted("note", .dim)) == "\nnote\n")
        #expect(!screen.ticked().isEmpty)
        #expect(text(screen.asked("> ")) == Self.erased + "> ")
        #expect(screen.ticked().isEmpty)
        _ = screen.waits(for: "again")
        #expect(!screen.ticked().isEmpty)
        #expect(text(screen.waits(for: nil)) == Self.erased)
        #expect(screen.ticked().isEmpty)
    }

    @Test("an answer that goes elsewhere is not touched by notes")
    func piped() {
        var screen = ScreenState(.init(answersToTerminal: false, notesToTerminal: true, environment: [:]))
        let first = screen.answered("**half**")
        let note = screen.noted("note", .dim)
        let end = screen.answerEnded()
        #expect(first == [.init(channel: .answers, text: "**half**")])
        #expect(note == [.init(channel: .notes, text: "\u{1B}[2mnote\u{1B}[0m\n")])
        #expect(end == [.init(channel: .answers, text: "\n")])
    }

    @Test("what is noted does not steer the terminal")
    func clean() {
        var screen = terminal()
        #expect(text(screen.noted("a\u{1B}[2Jb", .warning)) == "a[2Jb\n")
    }

    @Test(
        "styles and spinner only where they can be and are wanted",
        arguments: [
            (true, true, [:], ScreenState.Look(answers: .styled, stylesNotes: true, hasSpinner: true, isShared: true)),
            (
                true, true, ["NO_COLOR": ""],
                .init(answers: .styled, stylesNotes: true, hasSpinner: true, isShared: true)
            ),
            (true, true, ["NO_COLOR": "1"], .init(answers: .plain, hasSpinner: true, isShared: true)),
            (true, true, ["TERM": "dumb"], .init(answers: .plain, isShared: true)),
            (false, true, [:], .init(answers: .verbatim, stylesNotes: true, hasSpinner: true)),
            (true, false, [:], .init(answers: .styled)),
            (false, false, [:], .init()),
        ] as [(Bool, Bool, [String: String], ScreenState.Look)])
    func looks(_ answers: Bool, _ notes: Bool, _ environment: [String: String], _ look: ScreenState.Look) {
        let found = ScreenState.Look(answersToTerminal: answers, notesToTerminal: notes, environment: environment)
        #expect(found == look)
    }
}
