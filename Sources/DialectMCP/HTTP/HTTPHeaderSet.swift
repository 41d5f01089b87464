import Dialect

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The header fields that MCP demands of a request.
struct HTTPHeaderSet {
    private(set) var fields: [(name: String, value: String)]

    var sessionID: String? {
        didSet {
            fields.removeAll { $0.name == "Mcp-Session-Id" }
            if let sessionID { fields.append(("Mcp-Session-Id", sessionID)) }
        }
    }

    /// Of a message that has no answer.
    static func post(_ version: MCPProtocolVersion) -> HTTPHeaderSet {
        HTTPHeaderSet(fields: [
            ("Accept", "application/json, text/event-stream"), ("Content-Type", "application/json"),
            ("MCP-Protocol-Version", version.rawValue),
        ])
    }

    static func post(_ request: OutgoingRequest) -> HTTPHeaderSet {
        var headers = post(request.version)
        // There is no version yet that both sides know.
        if request.method == MCPMethod.initialize { headers.fields.removeLast() }
        guard request.version.isStateless else { return headers }
        headers.fields.append(("Mcp-Method", request.method))
        let name =
            switch request.method {
            case MCPMethod.callTool, MCPMethod.getPrompt: request.params["name"]?.stringValue
            case MCPMethod.readResource: request.params["uri"]?.stringValue
            default: nil as String?
            }
        if let name { headers.fields.append(("Mcp-Name", encoded(name))) }
        for (name, value) in request.mirrored.sorted(by: { $0.key < $1.key }) {
            headers.fields.append(("Mcp-Param-\(name)", encoded(value)))
        }
        return headers
    }

    /// - Parameter after: The event behind which to resume.
    static func get(_ version: MCPProtocolVersion, after lastEventID: String?) -> HTTPHeaderSet {
        var fields: [(name: String, value: String)] = [
            ("Accept", "text/event-stream"), ("MCP-Protocol-Version", version.rawValue),
        ]
        if let lastEventID { fields.append(("Last-Event-ID", lastEventID)) }
        return HTTPHeaderSet(fields: fields)
    }

    /// A text as a header may hold it (MCP 2026-07-28, "Streamable HTTP", Value Encoding).
    static func encoded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
        let isTrimmed = [text.utf8.first, text.utf8.last].allSatisfy { $0 != 0x20 && $0 != 0x09 }
        let isMistakable = text.hasPrefix("=?base64?") && text.hasSuffix("?=")
        if isPlain, isTrimmed, !isMistakable { return text }
        return "=?base64?\(Data(text.utf8).base64EncodedString())?="
    }
}
