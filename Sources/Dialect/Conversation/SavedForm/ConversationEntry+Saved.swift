extension Conversation {
    /// The form in which entries are saved. A change that older versions cannot read must raise it.
    static let formatVersion = 1

    /// The entries that no store has yet, as stores keep them.
    func unsaved() throws(ConversationError) -> [SavedConversationEntry] { try saved(from: savedCount) }

    /// The entries from a position on, as stores keep them.
    func saved(from start: Int) throws(ConversationError) -> [SavedConversationEntry] {
        var saved: [SavedConversationEntry] = []
        for position in start..<max(start, entries.count) {
            let entry = entries[position]
            do {
                saved.append(
                    SavedConversationEntry(
                        position: position, id: entry.id, formatVersion: Self.formatVersion,
                        json: try ExactJSON.encode(SavedForm(entry)).jsonText))
            } catch {
                throw ConversationError(
                    .storage, "Entry \(position) of conversation \(id) has no form in JSON: \(error)",
                    conversationID: id, underlying: error)
            }
        }
        return saved
    }

    /// Adds entries that a store has, in order.
    ///
    /// - Throws: ``ConversationError`` with code `corrupted` or `newerVersion`; the conversation is unchanged then.
    mutating func addSaved(_ saved: some Sequence<SavedConversationEntry>) throws(ConversationError) {
        var next = self
        for row in saved {
            func corrupted(_ reason: String, _ error: (any Error)? = nil) -> ConversationError {
                ConversationError(
                    .corrupted, "Entry \(row.position) of the saved conversation \(id) cannot be read: \(reason)",
                    conversationID: id, underlying: error)
            }
            guard row.position == next.entries.count else {
                throw corrupted("entry \(next.entries.count) should stand in its place.")
            }
            guard row.formatVersion <= Self.formatVersion else {
                throw ConversationError(
                    .newerVersion,
                    "Entry \(row.position) of the saved conversation \(id) has form \(row.formatVersion), of a newer "
                        + "version of this library; this one reads forms up to \(Self.formatVersion). Update it.",
                    conversationID: id)
            }
            let entry: Entry
            do {
                entry = try ExactJSON.decode(SavedForm.self, saved: row.json).entry(id: row.id)
            } catch {
                throw corrupted("\(error)", error)
            }
            if case .replacement(let replacement) = entry.content,
                replacement.range.lowerBound < 0 || replacement.range.upperBound > next.messages.count
            {
                throw corrupted("it replaces the messages \(replacement.range) of \(next.messages.count).")
            }
            next.add(entry)
        }
        next.savedCount = next.entries.count
        self = next
    }
}

/// An entry in the form in which it is saved, its id excepted.
private struct SavedForm: Codable {
    /// Milliseconds since 1970.
    var time: Int
    var message: Message?
    var answer: Conversation.Answer?
    var replacement: Conversation.Replacement?

    init(_ entry: Conversation.Entry) {
        time = entry.milliseconds
        switch entry.content {
        case .message(let message): self.message = message
        case .answer(let answer): self.answer = answer
        case .replacement(let replacement): self.replacement = replacement
        }
    }

    func entry(id: String) throws -> Conversation.Entry {
        let content: Conversation.Entry.Content? =
            if let message {
                .message(message)
            } else if let answer {
                .answer(answer)
            } else {
                replacement.map(Conversation.Entry.Content.replacement)
            }
        guard let content else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [], debugDescription: "It is neither a message nor an answer nor a replacement."))
        }
        return Conversation.Entry(content, id: id, milliseconds: time)
    }
}
