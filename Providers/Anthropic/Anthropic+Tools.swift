public import Dialect

/// The tools that Anthropic defines, as its guides of the same names describe them. Those that search, fetch and run
/// code are executed by Anthropic; their calls and results appear in the response. Calls of the others are the app's
/// to answer.
extension Anthropic {
    /// Searches the web.
    ///
    /// - Parameters:
    ///   - maxUses: The most searches in one response.
    ///   - allowedDomains: The only sites to search; not together with `blockedDomains`.
    ///   - userLocation: Where the user is: `["type": "approximate", "country": "DE"]`.
    ///   - version: The date of the tool's version.
    public static func webSearch(
        maxUses: Int? = nil, allowedDomains: [String]? = nil, blockedDomains: [String]? = nil,
        userLocation: JSONValue? = nil, version: String = "20250305"
    ) -> ToolDeclaration {
        tool("web_search_\(version)", name: "web_search") {
            $0["max_uses"] = maxUses.map(JSONValue.integer)
            $0["allowed_domains"] = allowedDomains.map { .array($0.map(JSONValue.string)) }
            $0["blocked_domains"] = blockedDomains.map { .array($0.map(JSONValue.string)) }
            $0["user_location"] = userLocation
        }
    }

    /// Reads pages and PDFs whose URLs stand in the conversation.
    ///
    /// - Parameters:
    ///   - maxUses: The most pages in one response.
    ///   - citations: Whether the model cites passages of what it read.
    ///   - maxContentTokens: How much of a page to read.
    ///   - version: The date of the tool's version.
    public static func webFetch(
        maxUses: Int? = nil, allowedDomains: [String]? = nil, blockedDomains: [String]? = nil,
        citations: Bool? = nil, maxContentTokens: Int? = nil, version: String = "20250910"
    ) -> ToolDeclaration {
        tool("web_fetch_\(version)", name: "web_fetch") {
            $0["max_uses"] = maxUses.map(JSONValue.integer)
            $0["allowed_domains"] = allowedDomains.map { .array($0.map(JSONValue.string)) }
            $0["blocked_domains"] = blockedDomains.map { .array($0.map(JSONValue.string)) }
            $0["citations"] = citations.map { ["enabled": .bool($0)] }
            $0["max_content_tokens"] = maxContentTokens.map(JSONValue.integer)
        }
    }

    /// Runs shell commands and edits files in a container; keep it with ``MessagesOptions/container``.
    public static func codeExecution(version: String = "20250825") -> ToolDeclaration {
        tool("code_execution_\(version)", name: "code_execution") { _ in }
    }

    /// Finds tools that are declared with `defersLoading`, so that the prompt need not hold all of them.
    ///
    /// - Parameter usesRegex: Whether the model searches by regular expressions instead of words.
    public static func toolSearch(usesRegex: Bool = false, version: String = "20251119") -> ToolDeclaration {
        let name = usesRegex ? "tool_search_tool_regex" : "tool_search_tool_bm25"
        return tool("\(name)_\(version)", name: name) { _ in }
    }

    /// Lets Anthropic call the tools of a remote MCP server (the "MCP connector").
    ///
    /// - Parameters:
    ///   - name: A name for the server.
    ///   - url: Where the server is; it must be HTTPS.
    ///   - authorizationToken: A token that Anthropic hands to the server. It is part of the request's body.
    ///   - allowedTools: The only tools to use; nil allows all.
    public static func mcp(
        name: String, url: String, authorizationToken: String? = nil, allowedTools: [String]? = nil
    ) -> ToolDeclaration {
        tool("mcp_toolset", name: name) {
            var server: JSONObject = ["type": "url", "name": .string(name), "url": .string(url)]
            server["authorization_token"] = authorizationToken.map(JSONValue.string)
            $0["server"] = .object(server)
            guard let allowedTools else { return }
            $0["default_config"] = ["enabled": false]
            var tools = JSONObject()
            for tool in allowedTools { tools[tool] = ["enabled": true] }
            $0["configs"] = .object(tools)
        }
    }

    /// Lets the model operate a computer that the app controls; answer its calls with screenshots.
    public static func computer(
        displayWidth: Int, displayHeight: Int, displayNumber: Int? = nil, version: String = "20250124"
    ) -> ToolDeclaration {
        tool("computer_\(version)", name: "computer") {
            $0["display_width_px"] = .integer(displayWidth)
            $0["display_height_px"] = .integer(displayHeight)
            $0["display_number"] = displayNumber.map(JSONValue.integer)
        }
    }

    /// A shell of the app.
    public static func bash(version: String = "20250124") -> ToolDeclaration {
        tool("bash_\(version)", name: "bash") { _ in }
    }

    /// An editor of the app's files.
    ///
    /// - Parameter maxCharacters: How much of a file to show.
    public static func textEditor(maxCharacters: Int? = nil, version: String = "20250728") -> ToolDeclaration {
        tool("text_editor_\(version)", name: "str_replace_based_edit_tool") {
            $0["max_characters"] = maxCharacters.map(JSONValue.integer)
        }
    }

    /// A directory of the app in which the model keeps what it wants to remember.
    public static func memory(version: String = "20250818") -> ToolDeclaration {
        tool("memory_\(version)", name: "memory") { _ in }
    }

    /// Any tool, by Anthropic's name for its type and with Anthropic's settings for it.
    public static func tool(
        _ type: String, name: String, configure: (inout JSONObject) -> Void = { _ in }
    ) -> ToolDeclaration {
        var configuration = JSONObject()
        configure(&configuration)
        return .provider(
            ProviderTool(provider: Anthropic.name, type: type, name: name, configuration: configuration))
    }

    /// A function of the app with settings that only Anthropic knows.
    ///
    /// - Parameters:
    ///   - cacheControl: Ends a cached prefix with this tool.
    ///   - defersLoading: Leaves it out of the prompt until ``toolSearch(usesRegex:version:)`` finds it.
    ///   - streamsEagerly: Streams its input without waiting for whole values.
    ///   - allowedCallers: Who may call it: `direct`, `code_execution_20250825`.
    ///   - inputExamples: Inputs that show how it is called.
    public static func function(
        _ tool: FunctionTool, cacheControl: MessagesCacheControl? = nil, defersLoading: Bool? = nil,
        streamsEagerly: Bool? = nil, allowedCallers: [String]? = nil, inputExamples: [JSONValue]? = nil
    ) -> ToolDeclaration {
        var own = tool.providerOptions[raw: name]?.objectValue ?? JSONObject()
        if let cacheControl {
            var object: JSONObject = ["type": "ephemeral"]
            object["ttl"] = cacheControl.ttl.map(JSONValue.string)
            own["cache_control"] = .object(object)
        }
        if let defersLoading { own["defer_loading"] = .bool(defersLoading) }
        if let streamsEagerly { own["eager_input_streaming"] = .bool(streamsEagerly) }
        if let allowedCallers { own["allowed_callers"] = .array(allowedCallers.map(JSONValue.string)) }
        if let inputExamples { own["input_examples"] = .array(inputExamples) }
        var tool = tool
        if !own.isEmpty { tool.providerOptions[raw: name] = .object(own) }
        return .function(tool)
    }
}
