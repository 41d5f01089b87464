import SwiftSyntax

/// What a documentation comment says, without its markup.
struct Documentation {
    /// The text before the first list of parameters; nil where there is none.
    private(set) var text: String?
    /// What is said of parameters, by their names.
    private(set) var parameters: [String: String] = [:]

    init(_ trivia: Trivia) { read(Self.lines(of: trivia)) }

    private enum Section {
        case text, parameters, parameter(String), other
    }

    private mutating func read(_ lines: [String]) {
        var section = Section.text
        var paragraphs: [String] = []
        var isNewParagraph = true
        for line in lines {
            let trimmed = Self.trimmed(line)
            let words = trimmed.replacing("``", with: "`")
            if let field = Self.field(trimmed) {
                switch field.name.lowercased() {
                case "parameters": section = .parameters
                case let name where name.hasPrefix("parameter "):
                    section = parameter(String(field.name.dropFirst(10)), field.text)
                case "returns", "throws": section = .other
                default:
                    guard case .text = section else {
                        section = parameter(field.name, field.text)
                        continue
                    }
                    paragraphs.append(words)
                    isNewParagraph = false
                }
                continue
            }
            switch section {
            case .text:
                if trimmed.isEmpty {
                    isNewParagraph = true
                } else if isNewParagraph || trimmed.hasPrefix("- ") || paragraphs.isEmpty {
                    paragraphs.append(words)
                    isNewParagraph = false
                } else {
                    paragraphs[paragraphs.count - 1] += " " + words
                }
            case .parameter(let name) where !trimmed.isEmpty: parameters[name, default: ""] += " " + words
            default: break
            }
        }
        text = paragraphs.isEmpty ? nil : paragraphs.joined(separator: "\n")
    }

    private mutating func parameter(_ name: String, _ text: String) -> Section {
        let name = Self.trimmed(name)
        parameters[name] = text.replacing("``", with: "`")
        return .parameter(name)
    }

    /// `- name: text`, where the name is a word or two.
    private static func field(_ line: String) -> (name: String, text: String)? {
        guard line.hasPrefix("- "), let colon = line.firstIndex(of: ":") else { return nil }
        let name = trimmed(String(line[line.index(line.startIndex, offsetBy: 2)..<colon]))
        guard !name.isEmpty, name.split(separator: " ").count <= 2 else { return nil }
        return (name, trimmed(String(line[line.index(after: colon)...])))
    }

    private static func trimmed(_ text: String) -> String {
        var text = Substring(text)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static func lines(of trivia: Trivia) -> [String] {
        var lines: [String] = []
        for piece in trivia.pieces {
            switch piece {
            case .docLineComment(let comment): lines.append(String(comment.dropFirst(3)))
            case .docBlockComment(let comment):
                for line in comment.dropFirst(3).dropLast(2).split(separator: "\n", omittingEmptySubsequences: false) {
                    let trimmed = trimmed(String(line))
                    lines.append(trimmed.hasPrefix("*") ? String(trimmed.dropFirst()) : trimmed)
                }
            // What stands before an empty line, or another comment, documents something else.
            case .newlines(let count) where count > 1: lines = []
            case .lineComment, .blockComment: lines = []
            default: break
            }
        }
        return lines
    }
}

/// What a model is told of something: a text, or an expression that makes one.
enum Description {
    case text(String)
    case expression(String)

    /// It as an expression of Swift.
    var code: String {
        switch self {
        case .text(let text): Names.quoted(text)
        case .expression(let code): code
        }
    }

    func appending(_ more: String) -> Description {
        switch self {
        case .text(let text): .text(text + more)
        case .expression(let code): .expression("(\(code)) + \(Names.quoted(more))")
        }
    }

    /// A literal's text, or any other expression but nil.
    init?(_ expression: ExprSyntax) {
        if expression.is(NilLiteralExprSyntax.self) { return nil }
        if let text = expression.literalText {
            self = .text(text)
        } else {
            self = .expression(expression.trimmedDescription)
        }
    }
}
