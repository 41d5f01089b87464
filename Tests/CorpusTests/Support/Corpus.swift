import Dialect
public import DialectSimulator
import Foundation
public import Testing

/// The recorded traffic that the tests replay: the folder named by `DIALECT_CORPUS`, else `../shared/corpus` beside
/// the package.
enum Corpus {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["DIALECT_CORPUS"] { return URL(fileURLWithPath: path) }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return package.appending(path: "../shared/corpus").standardizedFileURL
    }()

    static var isAvailable: Bool { FileManager.default.fileExists(atPath: folder.path) }

    static let missing: Comment =
        "Skipped: no recorded traffic. Set DIALECT_CORPUS to a folder of recorded exchanges to replay them."

    /// Every exchange of the Responses API.
    static let responses: [RecordedExchange] = {
        guard isAvailable else { return [] }
        do {
            // Other dialects' recordings are many and large; the folder of an exchange names its dialect.
            let families = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            let named = families.filter { $0.hasSuffix("-responses") }.sorted().map { folder.appending(path: $0) }
            let folders = named.isEmpty ? [folder] : named
            return try folders.flatMap { try RecordedExchange.all(in: $0) }.filter { $0.api == "responses" }
        } catch {
            Issue.record("The recorded traffic cannot be read: \(error)")
            return []
        }
    }()
}

extension RecordedExchange: CustomTestStringConvertible {
    public var testDescription: String { id }
}
