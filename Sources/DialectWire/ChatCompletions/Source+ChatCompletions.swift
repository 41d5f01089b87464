public import Dialect

extension Source {
    /// Reads an annotation of a message: a citation of a page, or a file that the vendor has read.
    ///
    /// - Parameter namespace: The key for what has no common form.
    public init(chatAnnotation json: JSONValue, namespace: String) {
        let type = json["type"]?.stringValue ?? "url_citation"
        // OpenAI nests the citation under its type; others write it flat.
        let citation = json[type] ?? json
        var span: Span?
        if let start = citation["start_index"]?.intValue, let end = citation["end_index"]?.intValue {
            span = Span(start: start, end: end)
        }
        let kind: Kind =
            switch type {
            case "url_citation": .url
            case "file", "file_citation": .file
            default: Kind(type)
            }
        var metadata = ProviderMetadata()
        metadata[raw: namespace] = ["annotation": json]
        self.init(
            kind: kind, url: citation["url"]?.stringValue, title: citation["title"]?.stringValue,
            fileID: citation["file_id"]?.stringValue,
            filename: citation["filename"]?.stringValue ?? citation["name"]?.stringValue, span: span,
            metadata: metadata)
    }

    /// A reference in Mistral's content to something that the app gave the model, by the number or name that it has
    /// there ("Citations and References" of Mistral's documentation).
    init(chatReference id: JSONValue, chunk: JSONValue, namespace: String) {
        var metadata = ProviderMetadata()
        metadata[raw: namespace] = ["chunk": chunk]
        self.init(kind: Kind("reference"), fileID: id.stringValue ?? id.jsonText, metadata: metadata)
    }

    /// Reads a result of the vendor's own search: a URL, or an object with one. Nil for anything else.
    init?(searchResult json: JSONValue, namespace: String) {
        if let url = json.nonEmptyString {
            self.init(kind: .url, url: url)
            return
        }
        guard let url = json["url"]?.nonEmptyString ?? json["link"]?.nonEmptyString else { return nil }
        var metadata = ProviderMetadata()
        metadata[raw: namespace] = ["result": json]
        self.init(kind: .url, url: url, title: json["title"]?.nonEmptyString, metadata: metadata)
    }

    /// What the vendor's search found, wherever a response lists it.
    ///
    /// Perplexity has `search_results` and, poorer, `citations`; xAI `citations`; Z.ai `web_search`; Qwen
    /// `search_info.search_results`; Venice `venice_parameters.web_search_citations`. Nil if nothing is listed.
    static func searched(_ response: JSONValue, namespace: String) -> [Source]? {
        let places = [
            response["search_results"], response["web_search"], response["search_info"]?["search_results"],
            response["venice_parameters"]?["web_search_citations"], response["citations"],
        ]
        for case let place? in places {
            let sources = (place.arrayValue ?? []).compactMap { Source(searchResult: $0, namespace: namespace) }
            if !sources.isEmpty { return sources }
        }
        return nil
    }
}
