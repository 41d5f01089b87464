public import Dialect

extension Source.Kind {
    /// A passage that the app gave as a search result.
    public static let searchResult = Source.Kind("searchResult")
}

extension Source {
    /// Reads a citation of a text block (Anthropic's "Citations").
    ///
    /// - Parameter provider: The key for what has no common form, such as the passage in the document.
    public init(messagesCitation json: JSONValue, provider: String) {
        let type = json["type"]?.stringValue ?? "unknown"
        let place = json["source"]?.stringValue
        let kind: Kind =
            switch type {
            case "web_search_result_location": .url
            case "search_result_location": place?.contains("://") == true ? .url : .searchResult
            case "char_location", "page_location", "content_block_location": .file
            default: Kind(type)
            }
        var metadata = ProviderMetadata()
        metadata[raw: provider] = .object(["citation": json])
        self.init(
            kind: kind, url: json["url"]?.stringValue ?? (kind == .url ? place : nil),
            title: json["title"]?.stringValue ?? json["document_title"]?.stringValue,
            fileID: json["file_id"]?.stringValue, metadata: metadata)
    }
}
