import Dialect

/// The betas that the features of a request need (Anthropic's "Beta headers" and the pages of the features).
enum MessagesBetas {
    private static let tools: [String: String] = [
        "advisor_20260301": "advisor-tool-2026-03-01",
        "code_execution_20250522": "code-execution-2025-05-22",
        "code_execution_20250825": "code-execution-2025-08-25",
        "computer_20241022": "computer-use-2024-10-22",
        "computer_20250124": "computer-use-2025-01-24",
        "computer_20251124": "computer-use-2025-11-24",
        "memory_20250818": "context-management-2025-06-27",
        "web_fetch_20250910": "web-fetch-2025-09-10",
    ]

    static func needed(
        by fields: [String: JSONValue], tools: [JSONValue], turns: [MessagesConversationEncoder.Turn]
    ) -> Set<String> {
        var betas = Set(tools.compactMap { $0["type"]?.stringValue.flatMap { Self.tools[$0] } })
        if turns.contains(where: { $0.blocks.contains(where: usesFile) }) { betas.insert("files-api-2025-04-14") }
        if let servers = fields["mcp_servers"]?.arrayValue {
            // The first version of the connector configured tools at the server.
            let isFirst = servers.contains { $0["tool_configuration"] != nil }
            betas.insert(isFirst ? "mcp-client-2025-04-04" : "mcp-client-2025-11-20")
        }
        if let management = fields["context_management"] {
            betas.insert("context-management-2025-06-27")
            let edits = management["edits"]?.arrayValue ?? []
            if edits.contains(where: { $0["type"]?.stringValue?.hasPrefix("compact_") == true }) {
                betas.insert("compact-2026-01-12")
            }
        }
        if fields["container"]?["skills"]?.nonNull != nil {
            betas.formUnion(["skills-2025-10-02", "code-execution-2025-08-25"])
        }
        if fields["output_config"]?["task_budget"] != nil { betas.insert("task-budgets-2026-03-13") }
        if fields["output_format"] != nil { betas.insert("structured-outputs-2025-11-13") }
        if fields["speed"] == "fast" { betas.insert("fast-mode-2026-02-01") }
        return betas
    }

    private static func usesFile(_ block: JSONValue) -> Bool {
        if block["type"] == "container_upload" || block["source"]?["type"] == "file" { return true }
        return block["type"] == "tool_result" && block["content"]?.arrayValue?.contains(where: usesFile) == true
    }
}
