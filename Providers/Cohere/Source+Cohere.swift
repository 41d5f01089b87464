import Dialect

extension Source.Kind {
    /// The output of a tool of the app.
    static let tool = Self("tool")
}

extension Source {
    /// One source for each that a citation names; the citation alone if it names none.
    static func cohere(citation json: JSONValue) -> [Source] {
        guard var citation = json.objectValue else { return [] }
        let sources = citation["sources"]?.arrayValue ?? []
        citation["sources"] = nil
        return (sources.isEmpty ? [.null] : sources).map { Source(cohere: $0, citation: citation) }
    }

    private init(cohere source: JSONValue, citation: JSONObject) {
        var metadata = CohereMetadata()
        metadata.citation = citation
        metadata.source = source.objectValue
        var span: Span?
        if let start = citation["start"]?.intValue, let end = citation["end"]?.intValue {
            span = Span(start: start, end: end)
        }
        let document = source["document"]
        self.init(
            kind: source["type"]?.stringValue == "tool" ? .tool : .file,
            url: document?["url"]?.stringValue, title: document?["title"]?.stringValue,
            fileID: source["id"]?.stringValue, span: span,
            metadata: ProviderMetadata(metadata, named: Cohere.name))
    }
}
