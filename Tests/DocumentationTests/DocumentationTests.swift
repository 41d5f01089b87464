import Dialect
import DialectSimulator
import Foundation
import Testing

@Suite("The documentation")
struct DocumentationTests {
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files that hold the pages' code. They are compiled here, the app of the guide to agents by way of symbolic
    /// links; `.ci/hummingbird` builds the server below `docs/examples`, and reads the manifest of the app.
    static let examples: [String] = {
        let folder = "Tests/DocumentationTests"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: package.appending(path: folder).path)) ?? []
        return names.filter { $0.hasSuffix("Examples.swift") }.sorted().map { "\(folder)/\($0)" }
            + files(below: "docs/examples", endingWith: ".swift")
    }()

    /// The pages that readers begin with, and all below `docs`.
    static let pages = ["README.md"] + files(below: "docs", endingWith: ".md")

    @Test("shows only code that is compiled here", arguments: pages)
    func codeIsCompiled(_ page: String) throws {
        let examples = try Self.examples.flatMap { try Self.lines(of: $0) }
        for block in Self.swiftBlocks(try Self.text(of: page)) {
            let isCompiled = examples.indices.contains { examples[$0...].starts(with: block) }
            #expect(isCompiled, "\(page) shows code that is not in \(Self.examples): \(block)")
        }
    }

    @Test("links only to what is there", arguments: pages)
    func linksLeadSomewhere(_ page: String) throws {
        let folder = Self.package.appending(path: page).deletingLastPathComponent()
        for match in try Self.text(of: page).matches(of: #/\]\((?<target>[^)#]+)(#[^)]*)?\)/#) {
            let target = String(match.target)
            guard !target.contains("://") else { continue }
            let isThere = FileManager.default.fileExists(atPath: folder.appending(path: target).path)
            #expect(isThere, "\(page) links to \(target)")
        }
    }

    @Test("has examples that work")
    func examplesWork() async throws {
        try await GettingStartedExamples.simulator()
        try await SimulatorExamples.faults()
        let model = ScriptedModel([[.toolCall("weather", arguments: #"{"city":"Ghent"}"#)], "It rains."])
        let request = try await GettingStartedExamples.tools(model) { "Rain in \($0)." }
        #expect(request.messages.map(\.role) == [.system, .user, .assistant, .tool, .assistant])
        #expect(request.messages.last?.text == "It rains.")
        var structured = request
        let city = try await GettingStartedExamples.schema(
            ScriptedModel([#"{"name":"Ghent","people":270000}"#]), &structured)
        #expect(city["people"] == 270_000)
        try await GettingStartedExamples.streaming(ScriptedModel(["Once upon a time."]))
    }

    // MARK: Reading

    /// The files of a folder and of all folders in it, but not of what was built there.
    private static func files(below folder: String, endingWith end: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: package.appending(path: folder).path)) ?? []
        return names.filter { $0.hasSuffix(end) && !$0.contains(".build") }.sorted().map { "\(folder)/\($0)" }
    }

    private static func text(of path: String) throws -> String {
        try String(contentsOf: package.appending(path: path), encoding: .utf8)
    }

    /// Lines without their indentation, which differs between a page and a function.
    private static func lines(of path: String) throws -> [String] { trimmed(try text(of: path)) }

    private static func trimmed(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func swiftBlocks(_ text: String) -> [[String]] {
        text.matches(of: #/```swift\n(?<code>[\s\S]*?)\n```/#).map { trimmed(String($0.code)) }
    }
}
