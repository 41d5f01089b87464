import Foundation
import Testing

/// A provider without the laws of all providers is a defect.
@Suite("The list of tested providers")
struct TestedProviderRegistryTests {
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test("has every product that is a provider, and no other")
    func products() throws {
        let folder = Self.package.appending(path: "Providers")
        let present = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.isDirectoryKey]
        )
        .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
        .map(\.lastPathComponent).filter { !$0.hasPrefix(".") }
        .map { "Dialect\($0)" }
        #expect(Set(TestedProvider.allCases.map(\.product)) == Set(present))
    }

    @Test("has every dialect that is under the laws of parsers, and no other")
    func dialects() {
        #expect(Set(TestedProvider.allCases.map(\.dialect)) == Set(ConformingDialects.all.map(\.name)))
    }
}
