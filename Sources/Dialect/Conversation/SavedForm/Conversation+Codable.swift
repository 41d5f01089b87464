/// The saved form: entries as the texts that stores keep, so that nothing in them depends on the encoder.
extension Conversation: Codable {
    private enum CodingKeys: String, CodingKey { case version, id, savedEntries, entries }

    private struct Row: Codable {
        var id: String
        var json: String
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.formatVersion, forKey: .version)
        try container.encode(id, forKey: .id)
        if savedCount > 0 { try container.encode(savedCount, forKey: .savedEntries) }
        try container.encode(try saved(from: 0).map { Row(id: $0.id, json: $0.json) }, forKey: .entries)
    }

    /// - Throws: ``ConversationError`` with code `newerVersion` or `corrupted`, `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        self.init(id: try container.decode(String.self, forKey: .id))
        // Another form may have other members, so it is not even looked at.
        let rows =
            version > Self.formatVersion
            ? [Row(id: "", json: "")] : try container.decode([Row].self, forKey: .entries)
        try addSaved(
            rows.enumerated().map {
                SavedConversationEntry(position: $0, id: $1.id, formatVersion: version, json: $1.json)
            })
        let saved = try container.decodeIfPresent(Int.self, forKey: .savedEntries) ?? 0
        guard (0...entries.count).contains(saved) else {
            throw ConversationError(
                .corrupted, "The conversation \(id) has \(entries.count) entries, so \(saved) cannot be saved.",
                conversationID: id)
        }
        savedCount = saved
    }
}
