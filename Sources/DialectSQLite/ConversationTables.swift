import Dialect
import GRDB

/// The statements of the store.
enum ConversationTables {
    /// The form of the tables; a change that older versions cannot work with must raise it.
    private static let form = 1

    /// Makes the tables if there are none.
    ///
    /// There is no migrator: the app may have one for the same database, and would take our steps for its own.
    static func prepare(_ database: Database) throws {
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS dialect_conversation_form (form INTEGER NOT NULL)")
        let found = try Int.fetchOne(database, sql: "SELECT MAX(form) FROM dialect_conversation_form")
        if let found, found > form {
            throw ConversationError(
                .newerVersion,
                "The tables of conversations have form \(found), of a newer version of this library; this one knows "
                    + "forms up to \(form). Update it.")
        }
        guard found == nil else { return }
        try database.execute(
            sql: """
                CREATE TABLE dialect_conversation_entry (
                    conversation TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    id TEXT NOT NULL,
                    form INTEGER NOT NULL,
                    json TEXT NOT NULL,
                    PRIMARY KEY (conversation, position)
                )
                """)
        try database.execute(
            sql: "INSERT INTO dialect_conversation_form (form) VALUES (?)", arguments: [form])
    }

    static func entries(
        of conversation: String, from position: Int, in database: Database
    ) throws -> [SavedConversationEntry] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT position, id, form, json FROM dialect_conversation_entry
                WHERE conversation = ? AND position >= ? ORDER BY position
                """, arguments: [conversation, position])
        var entries: [SavedConversationEntry] = []
        while let row = try rows.next() {
            entries.append(
                SavedConversationEntry(position: row[0], id: row[1], formatVersion: row[2], json: row[3]))
        }
        return entries
    }

    static func head(of conversation: String, in database: Database) throws -> SavedConversationHead? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT position, id FROM dialect_conversation_entry
                WHERE conversation = ? ORDER BY position DESC LIMIT 1
                """, arguments: [conversation])
        return row.map { SavedConversationHead(count: $0[0] + 1, entryID: $0[1]) }
    }

    static func insert(_ entries: [SavedConversationEntry], of conversation: String, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO dialect_conversation_entry (conversation, position, id, form, json) VALUES (?, ?, ?, ?, ?)
                """)
        for entry in entries {
            try statement.execute(arguments: [
                conversation, entry.position, entry.id, entry.formatVersion, entry.json,
            ])
        }
    }

    static func delete(_ conversation: String, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM dialect_conversation_entry WHERE conversation = ?", arguments: [conversation])
    }

    static func ids(limit: Int, in database: Database) throws -> [String] {
        // Rows are numbered as they are added.
        try String.fetchAll(
            database,
            sql: """
                SELECT conversation FROM dialect_conversation_entry
                GROUP BY conversation ORDER BY MAX(rowid) DESC LIMIT ?
                """, arguments: [max(0, limit)])
    }
}
