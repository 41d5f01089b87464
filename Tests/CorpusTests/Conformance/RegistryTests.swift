import DialectSimulator
import Foundation
import Testing

/// A dialect without the common suites is a defect: every folder of a wire or a provider has a conformer.
@Suite("The registry of dialects")
struct RegistryTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("knows every wire dialect and every provider", arguments: ["Sources/DialectWire", "Providers"])
    func everyFolderHasAConformer(_ parent: String) throws {
        let proved = ConformingDialects.all.reduce(into: Set<String>()) { $0.formUnion($1.folders) }
        for folder in try Self.folders(in: parent)
        where !proved.contains(folder) && ConformingDialects.exceptions[folder] == nil {
            Issue.record("\(folder) has no conformer in ConformingDialects.all")
        }
    }

    @Test("names no folder that is not there")
    func noStaleFolder() throws {
        let present = Set(try ["Sources/DialectWire", "Providers"].flatMap(Self.folders))
        let named = ConformingDialects.all.flatMap(\.folders) + ConformingDialects.exceptions.keys
        #expect(Set(named).subtracting(present).sorted() == [])
    }

    @Test("gives every dialect a name of its own")
    func names() {
        let names = ConformingDialects.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(
        "has recorded exchanges for every dialect", .enabled(if: Corpus.isAvailable, Corpus.missing),
        .disabled(if: Corpus.isChosen, "DIALECT_CORPUS names other recordings, which need not show every dialect."))
    func everyDialectHasExchanges() {
        let spoken = Set(Corpus.spoken.map(\.dialect.name))
        #expect(ConformingDialects.all.map(\.name).filter { !spoken.contains($0) } == [])
    }

    @Test("gives an exchange to one dialect only", .enabled(if: Corpus.isAvailable, Corpus.missing))
    func oneDialectEach() {
        var owners: [String: String] = [:]
        for spoken in Corpus.spoken {
            if let owner = owners.updateValue(spoken.dialect.name, forKey: spoken.exchange.id) {
                Issue.record("\(spoken.exchange.id) is spoken by \(owner) and \(spoken.dialect.name)")
            }
        }
    }

    /// The folders that hold Swift sources, documentation aside.
    private static func folders(in parent: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            at: package.appending(path: parent), includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
        .map(\.lastPathComponent).filter { !$0.hasSuffix(".docc") && !$0.hasPrefix(".") }
        .map { "\(parent)/\($0)" }
        .sorted()
    }
}
