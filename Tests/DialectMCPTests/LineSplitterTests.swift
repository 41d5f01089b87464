import Testing

@testable import DialectMCP

@Suite struct LineSplitterTests {
    private func lines(_ text: String, cutEvery size: Int, maximumLength: Int = 100) throws -> [String] {
        var splitter = LineSplitter(maximumLength: maximumLength)
        var lines: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try Array(rest.prefix(size)).withUnsafeBytes { chunk in
                try splitter.received(chunk) { lines.append(String(decoding: $0, as: UTF8.self)) }
            }
            rest = rest.dropFirst(size)
        }
        return lines
    }

    @Test(arguments: 1...12) func whereTheBytesAreSplitChangesNothing(size: Int) throws {
        #expect(try lines("one\ntwö\r\n\n\nthree\nrest", cutEvery: size) == ["one", "twö", "three"])
    }

    @Test(arguments: [1, 3, 1_000]) func aLineBeyondTheMaximumIsAnError(size: Int) throws {
        #expect(try lines(String(repeating: "x", count: 10) + "\n", cutEvery: size, maximumLength: 10).count == 1)
        #expect(throws: LineSplitter.LineTooLong.self) {
            try lines(String(repeating: "x", count: 11) + "\n", cutEvery: size, maximumLength: 10)
        }
        // A line that never ends is found out before it fills the memory.
        #expect(throws: LineSplitter.LineTooLong.self) {
            try lines(String(repeating: "x", count: 11), cutEvery: size, maximumLength: 10)
        }
    }

    @Test func onlyTheLastWordsAreKept() {
        var words = LastWords()
        for number in 0..<5_000 { Array("line \(number)\n".utf8).withUnsafeBytes { words.received($0) } }
        #expect(words.text.hasSuffix("line 4999"))
        #expect(words.text.utf8.count <= 4_096)
    }
}
