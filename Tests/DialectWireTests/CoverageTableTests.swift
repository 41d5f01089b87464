import Foundation
import Testing

/// The table of events in the documentation against the types that the tests know.
@Suite struct CoverageTableTests {
    /// The cells of each row, by the event's type.
    private static func rows() throws -> [String: [String]] {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: package.appending(path: "docs/responses-events.md"), encoding: .utf8)
        var rows: [String: [String]] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            rows[cells[0].trimmingCharacters(in: ["`"])] = Array(cells.dropFirst())
        }
        return rows
    }

    @Test(arguments: EventTypes.all) func theTableListsTheType(_ type: String) throws {
        let cells = try #require(try Self.rows()[type], "docs/responses-events.md has no row for \(type)")
        try #require(cells.count == 3)
        #expect(!cells[0].isEmpty)
        #expect(cells[1] == "no" || cells[1].hasPrefix("yes, "))
        #expect(cells[2] == "yes")
    }

    @Test func theTableListsNothingElse() throws {
        #expect(Set(try Self.rows().keys) == Set(EventTypes.all))
    }
}
