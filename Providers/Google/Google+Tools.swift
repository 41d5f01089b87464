public import Dialect

/// The tools that Google defines and runs itself, as the Gemini API's page "Using tools" names them.
extension Google {
    /// Searches the web with Google; what was found comes as sources.
    ///
    /// - Parameter excludedDomains: Sites to leave out; known to Vertex AI only.
    public static func googleSearch(excludedDomains: [String]? = nil) -> ToolDeclaration {
        tool("googleSearch") { $0["excludeDomains"] = excludedDomains.map { .array($0.map(JSONValue.string)) } }
    }

    /// Reads the pages whose URLs are in the prompt.
    public static func urlContext() -> ToolDeclaration { tool("urlContext") }

    /// Writes Python and runs it; program and output come as a tool call and its result.
    public static func codeExecution() -> ToolDeclaration { tool("codeExecution") }

    /// Answers from the data of Google Maps.
    public static func googleMaps() -> ToolDeclaration { tool("googleMaps") }

    /// Searches files that were put into stores of the Gemini API.
    ///
    /// - Parameters:
    ///   - storeNames: The stores: `fileSearchStores/…`.
    ///   - metadataFilter: A condition on the files' metadata, in the language of the page "File Search".
    public static func fileSearch(storeNames: [String], metadataFilter: String? = nil) -> ToolDeclaration {
        tool("fileSearch") {
            $0["fileSearchStoreNames"] = .array(storeNames.map(JSONValue.string))
            $0["metadataFilter"] = metadataFilter.map(JSONValue.string)
        }
    }

    /// Searches a data store of Vertex AI Search.
    ///
    /// - Parameter datastore: Its resource name: `projects/…/dataStores/…`.
    public static func vertexAISearch(datastore: String) -> ToolDeclaration {
        tool("retrieval") { $0["vertexAiSearch"] = ["datastore": .string(datastore)] }
    }

    /// Any tool, by Google's name for it and with Google's settings.
    public static func tool(
        _ type: String, configure: (inout JSONObject) -> Void = { _ in }
    ) -> ToolDeclaration {
        var configuration = JSONObject()
        configure(&configuration)
        return .provider(ProviderTool(provider: Google.name, type: type, configuration: configuration))
    }
}
