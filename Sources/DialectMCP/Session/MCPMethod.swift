/// The methods of MCP that are spoken or understood here.
enum MCPMethod {
    static let initialize = "initialize"
    static let initialized = "notifications/initialized"
    static let discover = "server/discover"
    static let listen = "subscriptions/listen"
    static let acknowledged = "notifications/subscriptions/acknowledged"
    static let ping = "ping"
    static let cancelled = "notifications/cancelled"
    static let progress = "notifications/progress"
    static let message = "notifications/message"

    static let listTools = "tools/list"
    static let callTool = "tools/call"
    static let toolsChanged = "notifications/tools/list_changed"

    static let listResources = "resources/list"
    static let listResourceTemplates = "resources/templates/list"
    static let readResource = "resources/read"
    static let subscribe = "resources/subscribe"
    static let unsubscribe = "resources/unsubscribe"
    static let resourcesChanged = "notifications/resources/list_changed"
    static let resourceUpdated = "notifications/resources/updated"

    static let listPrompts = "prompts/list"
    static let getPrompt = "prompts/get"
    static let promptsChanged = "notifications/prompts/list_changed"

    // What servers may ask of clients.
    static let createMessage = "sampling/createMessage"
    static let elicit = "elicitation/create"
    static let listRoots = "roots/list"
}
