public import Dialect
public import GRDB

/// Keeps conversations in an SQLite database.
///
/// ```swift
/// let store = try SQLiteConversationStore(path: "conversations.sqlite")
/// ```
///
/// Processes of one machine may share the file: it is in WAL mode, where readers do not wait for the writer. A replica
/// on another machine needs a database server instead; SQLite's locks do not work over network file systems (SQLite,
/// "Write-Ahead Logging").
///
/// Its tables are `dialect_conversation_entry` and `dialect_conversation_form`. Entries are added, never changed.
public final class SQLiteConversationStore: ConversationStore {
    private let database: any DatabaseWriter

    /// Opens a database file, which is made if there is none.
    ///
    /// - Parameters:
    ///   - path: Where the file is. Beside it, SQLite keeps two more of its own.
    ///   - busyTimeout: How long to wait for a writer in another process, in seconds.
    /// - Throws: ``Dialect/ConversationError`` with code `storage` or `newerVersion`.
    public convenience init(path: String, busyTimeout: Double = 5) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "Dialect conversations"
        let pool = try Self.reporting(nil) { try DatabasePool(path: path, configuration: configuration) }
        try self.init(database: pool)
    }

    /// Keeps conversations in a database that the app has opened, beside its own tables.
    ///
    /// - Throws: ``Dialect/ConversationError`` with code `storage` or `newerVersion`.
    public init(database: any DatabaseWriter) throws {
        self.database = database
        try Self.reporting(nil) { try database.write { try ConversationTables.prepare($0) } }
    }

    public func entries(of conversation: String, from position: Int) async throws -> [SavedConversationEntry] {
        do {
            return try await database.read {
                try ConversationTables.entries(of: conversation, from: position, in: $0)
            }
        } catch {
            throw Self.reported(error, conversation)
        }
    }

    public func append(
        _ entries: [SavedConversationEntry], to conversation: String, after head: SavedConversationHead?
    ) async throws {
        do {
            try await database.write { database in
                let found = try ConversationTables.head(of: conversation, in: database)
                guard found == head else {
                    throw ConversationError.conflict(conversation, expected: head, found: found)
                }
                try ConversationTables.insert(entries, of: conversation, in: database)
            }
        } catch {
            throw Self.reported(error, conversation)
        }
    }

    public func delete(_ conversation: String) async throws {
        do {
            try await database.write { try ConversationTables.delete(conversation, in: $0) }
        } catch {
            throw Self.reported(error, conversation)
        }
    }

    /// The ids of conversations, those first that were saved last.
    ///
    /// - Parameter limit: The most ids to give.
    /// - Throws: ``Dialect/ConversationError`` with code `storage`, `CancellationError`.
    public func ids(limit: Int = 100) async throws -> [String] {
        do {
            return try await database.read { try ConversationTables.ids(limit: limit, in: $0) }
        } catch {
            throw Self.reported(error, nil)
        }
    }

    // MARK: Errors

    private static func reporting<Result>(_ conversation: String?, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            throw reported(error, conversation)
        }
    }

    private static func reported(_ error: any Error, _ conversation: String?) -> any Error {
        guard !(error is CancellationError), !(error is ConversationError) else { return error }
        // Only the code and SQLite's own words: a statement's values are what people said.
        let reason = (error as? DatabaseError).map { "\($0.message ?? "no message") (\($0.extendedResultCode))" }
        return ConversationError(
            .storage, "SQLite failed: \(reason ?? "\(type(of: error))").", conversationID: conversation,
            underlying: error)
    }
}
