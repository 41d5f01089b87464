/// A line of a chat: something to say to the model, or a command.
enum ChatInput: Hashable, Sendable {
    case nothing
    case say(String)
    case help
    case tools
    case clear
    case quit
    /// Nil asks which it is.
    case model(String?)
    case save(String)
    case load(String)
    /// No command; the text says what is wrong.
    case mistake(String)

    static let helpText = """
        /model NAME   go on with another model: provider/model, or a model of the same provider
        /tools        what the model may use
        /save FILE    write the conversation to a file
        /load FILE    go on with a conversation from a file
        /clear        begin anew
        /quit         leave, as does Ctrl-D
        A line that ends with \\ goes on in the next. A line that begins with // is said with one slash.
        """

    init(_ line: String) {
        let text = line.drop { $0.isWhitespace }
        guard text.hasPrefix("/") else {
            self = text.isEmpty ? .nothing : .say(line)
            return
        }
        guard !text.hasPrefix("//") else {
            self = .say(String(text.dropFirst()))
            return
        }
        let name = text.prefix { !$0.isWhitespace }
        let rest = String(text.dropFirst(name.count)).trimmed
        switch name {
        case "/help", "/?": self = .help
        case "/tools": self = .tools
        case "/clear": self = .clear
        case "/quit", "/exit": self = .quit
        case "/model": self = .model(rest.isEmpty ? nil : rest)
        case "/save": self = rest.isEmpty ? .mistake("/save wants the name of a file.") : .save(rest)
        case "/load": self = rest.isEmpty ? .mistake("/load wants the name of a file.") : .load(rest)
        default:
            self = .mistake("There is no command \(name); /help lists them. To say it to the model, begin with //.")
        }
    }
}

/// Puts lines together that go on in the next.
struct LineJoiner: Sendable {
    private var begun = ""

    /// Whether a line has begun that goes on.
    private(set) var isOpen = false

    /// - Returns: The whole, or nil if another line belongs to it.
    mutating func received(_ line: String) -> String? {
        if line.hasSuffix("\\") {
            begun += line.dropLast() + "\n"
            isOpen = true
            return nil
        }
        defer { (begun, isOpen) = ("", false) }
        return begun + line
    }

    /// What has begun when no more lines come; nil if nothing has.
    mutating func finish() -> String? {
        guard isOpen else { return nil }
        defer { (begun, isOpen) = ("", false) }
        return begun
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.prefix(start.count - start.reversed().prefix { $0.isWhitespace }.count))
    }
}
