import Dialect
import Logging

extension MCPClient {
    /// Lets a server of revision 2026-07-28 tell of changes, by one request that stays open (MCP, "Subscriptions").
    func listen(to info: MCPServerInfo) async throws {
        var backoff = Backoff()
        while true {
            let (uris, changed) = watched.current
            let filter = Self.filter(info, uris)
            guard !filter.isEmpty else {
                try await changed.value()
                continue
            }
            let begin = ContinuousClock.now
            let isOver = try await subscribe(filter, info, until: changed)
            if isOver { return }
            if !changed.isSettled {
                try await Task.sleep(for: backoff.next(hadSuccess: ContinuousClock.now - begin > .seconds(10)))
            }
        }
    }

    /// Listens, from the server's acknowledgement on, until it or the app ends that.
    ///
    /// - Returns: Whether the server does not want to tell of anything.
    private func subscribe(
        _ filter: JSONObject, _ info: MCPServerInfo, until changed: Latch<Void>
    ) async throws -> Bool {
        defer { session.stoppedListening() }
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { [session] in
                do {
                    let answer = try await session.ask(
                        MCPMethod.listen, ["notifications": .object(filter)], version: info.protocolVersion,
                        limits: RequestLimits())
                    // Refused; a result ends the subscription in the server's way.
                    if case .refused(let refusal) = answer {
                        session.logger.info("An MCP server does not tell of changes: \(refusal.message)")
                        return true
                    }
                } catch let error as LanguageModelError {
                    session.logger.info("Listening to an MCP server was interrupted: \(error)")
                }
                return false
            }
            group.addTask {
                try await changed.value()
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    private static func filter(_ info: MCPServerInfo, _ uris: [String]) -> JSONObject {
        var filter = JSONObject()
        for (list, name) in [
            (MCPTool.key, "toolsListChanged"), (MCPPrompt.key, "promptsListChanged"),
            (MCPResource.key, "resourcesListChanged"),
        ] where info.tellsChanges(of: list) { filter[name] = true }
        if !uris.isEmpty { filter["resourceSubscriptions"] = .array(uris.map(JSONValue.string)) }
        return filter
    }
}
