import DialectMCP

/// A server of tools as it is named on the command line: an address of the web, or a command with its arguments.
enum MCPAddress: Hashable, Sendable {
    case http(String)
    case command(String, [String])

    /// - Throws: ``CommandFailure`` for a command that cannot be read.
    init(_ text: String) throws {
        if text.hasPrefix("https://") || text.hasPrefix("http://") {
            self = .http(text)
            return
        }
        let words = try Self.words(of: text)
        guard let command = words.first else {
            throw CommandFailure("--mcp reads a command with its arguments, or an address; found \"\(text)\".")
        }
        self = .command(command, Array(words.dropFirst()))
    }

    /// The words of a command as a shell parts them: by spaces, but not within quotes or after a backslash. Nothing is
    /// expanded.
    static func words(of text: String) throws -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var isEscaped = false
        for character in text {
            if isEscaped {
                // Within double quotes a backslash stands for itself but before these.
                if quote == "\"", character != "\"", character != "\\" { word = (word ?? "") + "\\" }
                word = (word ?? "") + String(character)
                isEscaped = false
            } else if character == "\\", quote != "'" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !isEscaped else {
            throw CommandFailure("A quotation is not closed in the command \"\(text)\".")
        }
        return words + (word.map { [$0] } ?? [])
    }

    /// - Throws: ``CommandFailure`` where there are no processes.
    func server() throws -> MCPServer {
        switch self {
        case .http(let url): return .http(url)
        case .command(let command, let arguments):
            #if os(Linux) || os(macOS)
                return .stdio(command, arguments)
            #else
                throw CommandFailure("Programs cannot be started on this platform.")
            #endif
        }
    }
}
