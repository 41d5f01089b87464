import Dialect
import Foundation

/// What a chat shows, and what is typed.
final class Screen: Sendable {
    private let state: LockedValue<ScreenState>
    private let sink: @Sendable (ScreenState.Write) -> Void
    private let input: any LineInput
    /// Whether a person is there, who sees what is asked and can answer.
    let isInteractive: Bool

    /// - Parameter sink: Writes.
    init(
        _ look: ScreenState.Look, input: any LineInput, isInteractive: Bool,
        sink: @escaping @Sendable (ScreenState.Write) -> Void
    ) {
        state = LockedValue(ScreenState(look))
        self.input = input
        self.isInteractive = isInteractive
        self.sink = sink
    }

    /// The process's own terminal, or what stands in its place.
    convenience init(input: any LineInput, isInteractive: Bool, environment: [String: String]) {
        let look = ScreenState.Look(
            answersToTerminal: Terminal.isTerminal(.output), notesToTerminal: Terminal.isTerminal(.error),
            environment: environment)
        self.init(look, input: input, isInteractive: isInteractive) { write in
            switch write.channel {
            case .answers: Terminal.write(write.text)
            case .notes: Terminal.writeError(write.text)
            }
        }
    }

    func answer(_ piece: String) { perform { $0.answered(piece) } }
    func endAnswer() { perform { $0.answerEnded() } }
    func note(_ text: String, _ style: TextStyle = .dim) { perform { $0.noted(text, style) } }
    func wait(for label: String?) { perform { $0.waits(for: label) } }

    /// Asks for a line.
    ///
    /// - Parameter prompt: Shown to a person only.
    /// - Returns: Nil at the end of the input, or when the task is cancelled.
    func ask(_ prompt: String) async -> String? {
        if isInteractive { perform { $0.asked(prompt) } }
        return await input.next()
    }

    /// No line is read any more.
    func closeInput() { input.close() }

    /// Turns the spinner, if there is one, until the task is cancelled.
    func animate() async {
        guard state.withLock({ $0.look.hasSpinner }) else { return }
        while (try? await Task.sleep(for: .milliseconds(100))) != nil { perform { $0.ticked() } }
    }

    private func perform(_ change: (inout ScreenState) -> [ScreenState.Write]) {
        // Written under the lock, so that what was decided first is shown first.
        state.withLock { state in
            for write in change(&state) { sink(write) }
        }
    }
}

extension ScreenState.Look {
    /// - Parameter environment: `NO_COLOR`, if not empty, forbids styles (no-color.org); a `TERM` of `dumb` has none, and
    ///   no way to take a line back.
    init(answersToTerminal: Bool, notesToTerminal: Bool, environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        let hasStyles = !isDumb && environment["NO_COLOR", default: ""].isEmpty
        self.init(
            answers: answersToTerminal ? (hasStyles ? .styled : .plain) : .verbatim,
            stylesNotes: notesToTerminal && hasStyles, hasSpinner: notesToTerminal && !isDumb,
            isShared: answersToTerminal && notesToTerminal)
    }
}
