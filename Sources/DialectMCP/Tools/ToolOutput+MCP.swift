public import Dialect

extension ToolOutput {
    /// A result of a server's tool, as a model gets it: what the server wrote for models, or its JSON if that is all.
    public init(_ result: MCPToolResult) {
        let parts = result.content.map(\.contentPart)
        let texts = parts.compactMap { if case .text(let text, _) = $0 { text } else { nil } }
        let text = texts.joined(separator: "\n")
        if result.isError {
            self = .error(text.isEmpty ? result.structuredContent?.jsonText ?? "The tool failed." : text)
        } else if texts.count < parts.count {
            self = .content(parts)
        } else if let json = result.structuredContent, texts.isEmpty || Self.isSame(text, json) {
            self = .json(json)
        } else {
            self = .text(text)
        }
    }

    /// Servers write structured content as text too, for clients that know only that.
    private static func isSame(_ text: String, _ json: JSONValue) -> Bool {
        guard let parsed = try? JSONValue(parsing: text) else { return false }
        return parsed == json
    }
}
