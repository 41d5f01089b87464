public import Dialect

/// The tools that OpenAI defines, as its guides of the same names describe them. All but the computer are executed by
/// OpenAI; their calls and results appear in the response.
extension OpenAI {
    /// Searches the web.
    ///
    /// - Parameters:
    ///   - allowedDomains: The only sites to search; nil searches all.
    ///   - contextSize: How much of what is found the model reads: `low`, `medium`, `high`.
    ///   - userLocation: Where the user is, as OpenAI spells it: `["type": "approximate", "country": "DE"]`.
    public static func webSearch(
        allowedDomains: [String]? = nil, contextSize: String? = nil, userLocation: JSONValue? = nil
    ) -> ToolDeclaration {
        tool("web_search") {
            $0["filters"] = allowedDomains.map { ["allowed_domains": .array($0.map(JSONValue.string))] }
            $0["search_context_size"] = contextSize.map(JSONValue.string)
            $0["user_location"] = userLocation
        }
    }

    /// Searches files that were put into vector stores.
    ///
    /// - Parameters:
    ///   - vectorStoreIDs: The stores to search.
    ///   - maxResults: The most passages to find, 1 to 50.
    ///   - filters: Conditions on the files' attributes, as OpenAI spells them.
    ///   - rankingOptions: How passages are ranked, as OpenAI spells it.
    public static func fileSearch(
        vectorStoreIDs: [String], maxResults: Int? = nil, filters: JSONValue? = nil, rankingOptions: JSONValue? = nil
    ) -> ToolDeclaration {
        tool("file_search") {
            $0["vector_store_ids"] = .array(vectorStoreIDs.map(JSONValue.string))
            $0["max_num_results"] = maxResults.map(JSONValue.integer)
            $0["filters"] = filters
            $0["ranking_options"] = rankingOptions
        }
    }

    /// Runs Python in a container.
    ///
    /// - Parameters:
    ///   - containerID: A container that exists; nil makes one.
    ///   - fileIDs: Files to put into the container that is made.
    public static func codeInterpreter(containerID: String? = nil, fileIDs: [String] = []) -> ToolDeclaration {
        tool("code_interpreter") {
            if let containerID {
                $0["container"] = .string(containerID)
            } else {
                var container: JSONObject = ["type": "auto"]
                if !fileIDs.isEmpty { container["file_ids"] = .array(fileIDs.map(JSONValue.string)) }
                $0["container"] = .object(container)
            }
        }
    }

    /// Draws images.
    ///
    /// - Parameters:
    ///   - size: Such as `1024x1024`, or `auto`.
    ///   - quality: `low`, `medium`, `high` or `auto`.
    ///   - format: `png`, `webp` or `jpeg`.
    ///   - background: `transparent`, `opaque` or `auto`.
    ///   - partialImages: How many unfinished images to show on the way, 0 to 3.
    public static func imageGeneration(
        size: String? = nil, quality: String? = nil, format: String? = nil, background: String? = nil,
        partialImages: Int? = nil
    ) -> ToolDeclaration {
        tool("image_generation") {
            $0["size"] = size.map(JSONValue.string)
            $0["quality"] = quality.map(JSONValue.string)
            $0["output_format"] = format.map(JSONValue.string)
            $0["background"] = background.map(JSONValue.string)
            $0["partial_images"] = partialImages.map(JSONValue.integer)
        }
    }

    /// Lets the model use the tools of a remote MCP server.
    ///
    /// - Parameters:
    ///   - label: A name for the server.
    ///   - url: Where the server is.
    ///   - authorization: A token that OpenAI hands to the server. It is part of the request's body.
    ///   - allowedTools: The only tools to use; nil allows all.
    ///   - requireApproval: `always` or `never`; with approval, the response holds a request to answer.
    public static func mcp(
        label: String, url: String, authorization: String? = nil, allowedTools: [String]? = nil,
        requireApproval: String? = nil
    ) -> ToolDeclaration {
        tool("mcp", name: label) {
            $0["server_label"] = .string(label)
            $0["server_url"] = .string(url)
            $0["authorization"] = authorization.map(JSONValue.string)
            $0["allowed_tools"] = allowedTools.map { .array($0.map(JSONValue.string)) }
            $0["require_approval"] = requireApproval.map(JSONValue.string)
        }
    }

    /// Lets the model operate a computer that the app controls; answer its calls with screenshots.
    public static func computer() -> ToolDeclaration { tool("computer") { _ in } }

    /// A tool of the app that takes free text instead of JSON.
    ///
    /// - Parameter format: A grammar for the text, as OpenAI spells it; nil takes any text.
    public static func custom(name: String, description: String? = nil, format: JSONValue? = nil) -> ToolDeclaration {
        tool("custom", name: name) {
            $0["name"] = .string(name)
            $0["description"] = description.map(JSONValue.string)
            $0["format"] = format
        }
    }

    /// Any tool, by OpenAI's name for its type and with OpenAI's settings for it.
    public static func tool(
        _ type: String, name: String? = nil, configure: (inout JSONObject) -> Void = { _ in }
    ) -> ToolDeclaration {
        var configuration = JSONObject()
        configure(&configuration)
        return .provider(ProviderTool(provider: OpenAI.name, type: type, name: name, configuration: configuration))
    }
}
