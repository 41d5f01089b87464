import Dialect
import DialectMCP

/// The tools of a chat: those built in and those of servers.
struct ChatTools: Sendable {
    let builtIn: ToolSet
    let servers: [MCPClient]

    init(_ builtIn: [BuiltInTool], in folder: ConfinedFolder, servers: [MCPClient] = []) {
        self.init(builtIn: ToolSet(builtIn.map { $0.tool(in: folder) }), servers: servers)
    }

    init(builtIn: ToolSet, servers: [MCPClient] = []) {
        self.builtIn = builtIn
        self.servers = servers
    }

    /// The tools as they are now. Servers may change theirs; one that has died has none.
    ///
    /// Every call of a server's tool is to be approved of: that it changes nothing is only the server's word.
    ///
    /// - Returns: The tools, and what went wrong.
    func current() async -> (tools: ToolSet, problems: [String]) {
        var tools = builtIn
        var problems: [String] = []
        for server in servers {
            do {
                let added = try await Self.tools(of: server, apartFrom: tools.names, isOnly: servers.count == 1)
                for name in added.names {
                    if let tool = added[name] { tools.add(tool) }
                }
            } catch {
                problems.append("The tools of \(server.server.name) are not there: \(error)")
            }
        }
        return (tools, problems)
    }

    /// A server's tools under names that no other has: with the server's name before them if there are several servers
    /// or a name is taken.
    private static func tools(
        of client: MCPClient, apartFrom taken: [String], isOnly: Bool
    ) async throws -> ToolSet {
        let name = client.server.name
        let taken = Set(taken)
        var number = 1
        var prefix = isOnly ? nil : name
        while true {
            let tools = try await client.toolSet(prefix: prefix, settings: { _ in ToolSettings(approval: .always) })
            guard !taken.isDisjoint(with: tools.names) else { return tools }
            prefix = number == 1 ? name : "\(name)_\(number)"
            number += 1
        }
    }
}
