import Dialect
import Foundation

/// Conversations in files, as JSON.
enum ConversationFile {
    /// A file that is larger is none of ours.
    private static let longest = 256 << 20

    /// Writes a conversation. Of files that are there only saved conversations are replaced.
    ///
    /// - Throws: ``CommandFailure``.
    static func save(_ conversation: Conversation, to path: String) async throws {
        let url = url(path)
        try await Blocking.run {
            if FileManager.default.fileExists(atPath: url.path), (try? read(url)) == nil {
                throw CommandFailure("\(path) is there and is no saved conversation; it was left as it is.")
            }
            do {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                try encoder.encode(conversation).write(to: url, options: .atomic)
            } catch {
                throw CommandFailure("\(path) could not be written: \(error.localizedDescription)")
            }
        }
    }

    /// - Throws: ``CommandFailure``.
    static func load(_ path: String) async throws -> Conversation {
        let url = url(path)
        return try await Blocking.run {
            do {
                return try read(url)
            } catch let error as ConversationError {
                throw CommandFailure("\(path) cannot be read: \(error)")
            } catch is DecodingError {
                throw CommandFailure("\(path) is no saved conversation.")
            } catch let error as CommandFailure {
                throw CommandFailure("\(path) cannot be read: \(error)")
            } catch {
                throw CommandFailure("\(path) cannot be read: \(error.localizedDescription)")
            }
        }
    }

    private static func read(_ url: URL) throws -> Conversation {
        let values = try url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
        // A pipe would keep us waiting.
        guard values.isRegularFile == true, values.fileSize ?? 0 <= longest else {
            throw CommandFailure("it is no file, or too large.")
        }
        return try JSONDecoder().decode(Conversation.self, from: Data(contentsOf: url))
    }

    /// With `~` for the user's home, as shells have it.
    private static func url(_ path: String) -> URL {
        path.hasPrefix("~/")
            ? FileManager.default.homeDirectoryForCurrentUser.appending(path: String(path.dropFirst(2)))
            : URL(fileURLWithPath: path)
    }
}
