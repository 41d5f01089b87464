/// Two streams on one screen, and a spinner: decides what to write where, so that they do not run into each other.
struct ScreenState: Sendable {
    /// Where something is written.
    enum Channel: Hashable, Sendable {
        /// Standard output: the model's answers and nothing else.
        case answers
        /// Standard error: all that is said around them.
        case notes
    }

    struct Write: Hashable, Sendable {
        let channel: Channel
        let text: String
    }

    /// What the streams lead to.
    struct Look: Hashable, Sendable {
        var answers = MarkdownRenderer.Mode.verbatim
        /// Whether notes have styles.
        var stylesNotes = false
        /// Whether a spinner is shown among the notes.
        var hasSpinner = false
        /// Whether both streams lead to the same screen.
        var isShared = false
    }

    private static let frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
    private static let erasedLine = "\r\u{1B}[K"
    /// A longer label might not fit on a line, and then could not be taken away.
    private static let longestLabel = 60

    let look: Look
    private var renderer: MarkdownRenderer
    private var hasOpenAnswer = false
    private var label: String?
    private var frame = 0
    private var isSpinning = false

    init(_ look: Look) {
        self.look = look
        renderer = MarkdownRenderer(look.answers)
    }

    /// A piece of an answer has come.
    mutating func answered(_ piece: String) -> [Write] { write(renderer.append(piece.utf8)) }

    /// A block of an answer is complete; it ends with its line.
    mutating func answerEnded() -> [Write] {
        let writes = write(renderer.finish())
        return writes + closeAnswer()
    }

    private mutating func write(_ bytes: [UInt8]) -> [Write] {
        guard let last = bytes.last else { return [] }
        hasOpenAnswer = last != UInt8(ascii: "\n")
        return spinnerErased() + [Write(channel: .answers, text: String(decoding: bytes, as: UTF8.self))]
    }

    private mutating func closeAnswer() -> [Write] {
        guard hasOpenAnswer else { return [] }
        hasOpenAnswer = false
        return spinnerErased() + [Write(channel: .answers, text: "\n")]
    }

    /// Something is to be said on lines of its own.
    mutating func noted(_ text: String, _ style: TextStyle) -> [Write] {
        let isOnAnswersLine = look.isShared && hasOpenAnswer
        let writes = spinnerErased() + (isOnAnswersLine ? closeAnswer() : [])
        let text = PrintableFilter.cleaned(text)
        return writes + [Write(channel: .notes, text: (look.stylesNotes ? style.applied(to: text) : text) + "\n")]
    }

    /// Something is to be asked; the answer follows on the same line.
    mutating func asked(_ prompt: String) -> [Write] {
        label = nil
        let writes = spinnerErased() + (look.isShared ? closeAnswer() : [])
        let text = PrintableFilter.cleaned(prompt)
        return writes + [Write(channel: .notes, text: look.stylesNotes ? TextStyle.bold.applied(to: text) : text)]
    }

    /// Something is waited for; nil if nothing is any more.
    mutating func waits(for label: String?) -> [Write] {
        self.label = label.map { String(PrintableFilter.cleaned($0).prefix(Self.longestLabel)) }
            .map { $0.replacing("\n", with: " ") }
        return label == nil ? spinnerErased() : []
    }

    /// Some time has passed.
    mutating func ticked() -> [Write] {
        guard look.hasSpinner, let label, !(look.isShared && hasOpenAnswer) else { return [] }
        isSpinning = true
        frame = (frame + 1) % Self.frames.count
        let text = "\(Self.frames[frame]) \(label)"
        return [
            Write(
                channel: .notes,
                text: Self.erasedLine + (look.stylesNotes ? TextStyle.dim.applied(to: text) : text))
        ]
    }

    private mutating func spinnerErased() -> [Write] {
        guard isSpinning else { return [] }
        isSpinning = false
        return [Write(channel: .notes, text: Self.erasedLine)]
    }
}
