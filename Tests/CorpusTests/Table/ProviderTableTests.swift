import Dialect
import DialectOpenAICompatible
import Foundation
import Testing

/// The table of providers and scenarios is what the tests found, and has no gap that nobody explains.
@Suite("The table of providers", .serialized)
struct ProviderTableTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let page = tests.deletingLastPathComponent().appending(path: "docs/providers.md")
    private static let writes = ProcessInfo.processInfo.environment["DIALECT_WRITE_PROVIDERS"] == "1"

    @Test("is written on demand", .enabled(if: writes && Corpus.isAvailable))
    func write() throws {
        let table = ProviderTable(Corpus.spoken)
        for gap in table.unexplained { Issue.record("\(gap) is neither recorded nor explained in ScenarioGap.all") }
        try table.markdown.write(to: Self.page, atomically: true, encoding: .utf8)
    }

    @Test(
        "is what the tests would write", .enabled(if: Corpus.isAvailable, Corpus.missing),
        .disabled(if: Corpus.isChosen, "DIALECT_CORPUS names other recordings than those of the page."),
        .disabled(if: writes))
    func isCurrent() throws {
        let table = ProviderTable(Corpus.spoken)
        #expect(table.unexplained == [])
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        guard page != table.markdown else { return }
        let lines = [page, table.markdown].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        let difference = zip(lines[0], lines[1]).first { $0 != $1 }.map { "says \"\($0)\" in place of \"\($1)\"" }
        Issue.record(
            "docs/providers.md \(difference ?? "is longer or shorter"); DIALECT_WRITE_PROVIDERS=1 has it written")
    }

    @Test("has a place for every vendor with a profile, recorded or not")
    func vendors() {
        let table = ProviderTable(
            [], profiles: [CompatibleProfile(provider: "acme", baseURL: "https://api.acme.example/v1")])
        #expect(table.markdown.contains("\n## chat-completions\n"))
        // Without recordings of anybody's nothing is proved.
        #expect(table.unexplained.contains("chat-completions: Text"))
    }

    @Test("names scripts that there are", arguments: ServerResult.all.map(\.script))
    func scripts(_ script: String) {
        let path = Self.tests.deletingLastPathComponent().appending(path: script).path
        #expect(FileManager.default.isExecutableFile(atPath: path), "there is no \(script)")
    }

    @Test("relies on tests that there are", arguments: ScenarioGap.proofs)
    func proofs(_ proof: String) throws {
        let names = proof.split(separator: ".").map(String.init)
        try #require(names.count == 2)
        let files = FileManager.default.enumerator(atPath: Self.tests.path)?.compactMap { $0 as? String } ?? []
        let file = try #require(files.first { $0.hasSuffix("/\(names[0]).swift") }, "there is no suite \(names[0])")
        let text = try String(contentsOf: Self.tests.appending(path: file), encoding: .utf8)
        let declaration = try #require(text.firstRange(of: "func \(names[1])("), "\(names[0]) has no such test")
        #expect(text[..<declaration.lowerBound].hasLastAttribute, "\(proof) is no test")
    }

    @Test("has every dialect, every scenario and no empty cell", .disabled(if: writes))
    func structure() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        for dialect in ConformingDialects.all {
            #expect(text.contains("\n## \(dialect.name)\n"), "\(dialect.name) is not in docs/providers.md")
        }
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
        for scenario in Scenario.allCases {
            let own = rows.filter { $0.hasPrefix("| \(scenario.rawValue) |") }
            #expect(own.count >= ConformingDialects.all.count, "\(scenario.rawValue) is not in every section")
        }
        for row in rows {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
            let isComplete = cells.allSatisfy { !$0.allSatisfy(\.isWhitespace) && !$0.contains("not proved") }
            #expect(isComplete, "a cell says nothing: \(row)")
        }
    }
}

extension Substring {
    /// Whether what stands before a declaration makes it a test.
    fileprivate var hasLastAttribute: Bool {
        guard let attribute = ranges(of: "@Test").last else { return false }
        return !self[attribute.upperBound...].contains("func ")
    }
}
