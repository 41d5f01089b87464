/// What a line of Markdown begins with, which decides how the line looks.
enum LineOpening: Equatable {
    /// Nothing special: so many bytes of indentation, then text.
    case text(indentation: Int)
    case heading(level: Int, length: Int)
    case bullet(indentation: Int, length: Int)
    case quote(indentation: Int, length: Int)
    /// A line across.
    case rule
    /// Code begins; it ends with a line of at least as many of the same marks.
    case fence(Fence)

    struct Fence: Equatable {
        let mark: UInt8
        let count: Int
    }

    /// No language has a longer name; the rest of such a line is not waited for.
    private static let longestInfo = 100
    private static let longestIndentation = 100

    /// What some bytes say, the first of a line.
    ///
    /// - Parameter isWhole: Whether they are the whole line.
    /// - Returns: Nil where that depends on what follows.
    static func of(_ line: [UInt8], isWhole: Bool) -> LineOpening? {
        let indentation = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        guard indentation < line.count else {
            return isWhole || indentation > longestIndentation ? .text(indentation: indentation) : nil
        }
        let mark = line[indentation]
        let rest = line[indentation...]
        let count = rest.prefix { $0 == mark }.count
        let following = rest.dropFirst(count)
        let text = LineOpening.text(indentation: indentation)
        switch mark {
        case UInt8(ascii: ">"): return .quote(indentation: indentation, length: indentation + 1)
        case UInt8(ascii: "#"):
            guard count <= 6 else { return text }
            guard let next = following.first else { return isWhole ? text : nil }
            guard next == UInt8(ascii: " ") else { return text }
            return .heading(level: count, length: indentation + count + 1)
        case UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "+"):
            if count == 1, following.first == UInt8(ascii: " "), mark != UInt8(ascii: "_") {
                return .bullet(indentation: indentation, length: indentation + 2)
            }
            guard following.allSatisfy({ $0 == UInt8(ascii: " ") }), following.isEmpty || count >= 3 else {
                return text
            }
            guard isWhole else { return nil }
            return count >= 3 && mark != UInt8(ascii: "+") ? .rule : text
        case UInt8(ascii: "`"), UInt8(ascii: "~"):
            if following.isEmpty, !isWhole { return nil }
            guard count >= 3, mark != UInt8(ascii: "`") || !following.contains(mark) else { return text }
            guard isWhole || following.count > longestInfo else { return nil }
            return .fence(Fence(mark: mark, count: count))
        default: return text
        }
    }
}

extension LineOpening.Fence {
    /// Whether a line of code ends the code; nil where that depends on what follows.
    func isClosed(by line: [UInt8], isWhole: Bool) -> Bool? {
        let rest = line.drop { $0 == UInt8(ascii: " ") }
        let marks = rest.prefix { $0 == mark }.count
        let following = rest.dropFirst(marks)
        guard following.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return false }
        if marks >= count { return isWhole ? true : nil }
        // Too few marks may become more, as may none.
        return isWhole || !following.isEmpty ? false : nil
    }
}
