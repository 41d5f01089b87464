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

    /// Whether it is a choice of somebody's, which need not show every dialect as the common collection does.
    static var isChosen: Bool { ProcessInfo.processInfo.environment["DIALECT_CORPUS"] != nil }

    static let missing: Comment =
        "Skipped: no recorded traffic. Set DIALECT_CORPUS to a folder of recorded exchanges to replay them."

    /// Every exchange that a registered dialect speaks, dialect by dialect.
    static let spoken: [SpokenExchange] = ConformingDialects.all.flatMap { dialect in
        all.filter(dialect.speaks).map { SpokenExchange(dialect: dialect, exchange: $0) }
    }

    /// Every exchange of the Responses API, for the suites that only this dialect has.
    static let responses: [RecordedExchange] = exchanges(of: ResponsesConformance())

    /// The exchanges of one dialect, for suites of its own.
    static func exchanges(of dialect: some ConformingDialect) -> [RecordedExchange] { all.filter(dialect.speaks) }

    /// The exchanges of what is no conversation with a model, for the suites that are about it.
    static func exchanges(where condition: (RecordedExchange) -> Bool) -> [RecordedExchange] { all.filter(condition) }

    /// Read once, by whichever test needs it first.
    static let all: [RecordedExchange] = {
        guard isAvailable else { return [] }
        do {
            return try RecordedExchange.all(in: folder)
        } catch {
            Issue.record("The recorded traffic cannot be read: \(error)")
            return []
        }
    }()
}

extension RecordedExchange: CustomTestStringConvertible {
    public var testDescription: String { id }
}

extension SpokenExchange: CustomTestStringConvertible {
    var testDescription: String { name }
}
