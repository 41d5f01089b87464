import DialectOpenAI
import DialectSQLite
import Foundation

extension Counter {
    /// With a model that thinks, and files that stay.
    static func real() throws -> Counter {
        let environment = ProcessInfo.processInfo.environment
        let provider = OpenAIProvider(
            apiKey: environment["OPENAI_API_KEY"] ?? "",
            baseURL: environment["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1")
        return Counter(
            clerk: Clerk(model: provider.model("gpt-5.5")), desk: Desk(folder: URL(filePath: "desk")),
            chats: try SQLiteConversationStore(path: "chats.sqlite"),
            write: { FileHandle.standardOutput.write(Data($0.utf8)) })
    }
}
