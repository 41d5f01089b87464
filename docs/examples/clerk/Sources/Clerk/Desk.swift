import DialectGenerable
import Foundation

/// Runs that wait for a decision, each in a file.
struct Desk: Sendable {
    var folder: URL

    func put(_ state: AgentState) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "\(state.runID).json")
        try JSONEncoder().encode(state).write(to: file, options: .atomic)
    }

    /// Takes a run off the desk. Of two who want the same, one gets it: a run must be resumed once.
    func take(_ runID: String) throws -> AgentState {
        let file = folder.appending(path: "\(runID).json")
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw ShopError(description: "No run \(runID) waits for a decision.")
        }
        let mine = folder.appending(path: "\(UUID().uuidString).taken")
        try FileManager.default.moveItem(at: file, to: mine)
        return try JSONDecoder().decode(AgentState.self, from: Data(contentsOf: mine))
    }
}
