public import Dialect

extension Source {
    /// Reads an annotation of an output text.
    ///
    /// - Parameter provider: The key for what has no common form.
    public init(responsesAnnotation json: JSONValue, provider: String) {
        let type = json["type"]?.stringValue ?? "unknown"
        let kind: Kind =
            switch type {
            case "url_citation": .url
            case "file_citation": .file
            case "container_file_citation": .containerFile
            case "file_path": .filePath
            default: Kind(type)
            }
        var span: Span?
        if let start = json["start_index"]?.intValue, let end = json["end_index"]?.intValue {
            span = Span(start: start, end: end)
        }
        var metadata = ProviderMetadata()
        metadata[raw: provider] = .object(["annotation": json])
        self.init(
            kind: kind, url: json["url"]?.stringValue, title: json["title"]?.stringValue,
            fileID: json["file_id"]?.stringValue, filename: json["filename"]?.stringValue,
            containerID: json["container_id"]?.stringValue, span: span, metadata: metadata)
    }
}
