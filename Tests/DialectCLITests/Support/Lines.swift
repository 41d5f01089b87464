import Dialect
import Foundation

@testable import DialectCLI

/// What somebody types, known beforehand.
final class Lines: LineInput {
    enum Item: Sendable, ExpressibleByStringLiteral {
        case line(String)
        /// Ctrl-C instead of a line.
        case interrupt

        init(stringLiteral value: String) { self = .line(value) }
    }

    private let items: LockedValue<ArraySlice<Item>>
    private let interruption = LockedValue<Interruption?>(nil)

    init(_ items: [Item]) { self.items = LockedValue(items[...]) }

    convenience init(_ lines: [String]) { self.init(lines.map(Item.line)) }

    /// What is not asked for yet.
    var rest: Int { items.withLock { $0.count } }

    func attach(_ interruption: Interruption) { self.interruption.withLock { $0 = interruption } }

    /// The next line, at once.
    func take() -> String? {
        switch items.withLock({ $0.popFirst() }) {
        case .line(let line): return line
        case .interrupt:
            interruption.withLock { $0 }?.receive()
            return nil
        case nil: return nil
        }
    }

    func next() async -> String? { take() }

    func close() { items.withLock { $0 = [] } }
}

/// A folder that is gone when it is not needed any more.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "dialect-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        let url = URL(fileURLWithPath: file(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}
