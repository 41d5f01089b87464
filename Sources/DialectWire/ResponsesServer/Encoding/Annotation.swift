import Dialect

extension Source {
    /// The source as an annotation of a text.
    var annotation: JSONValue {
        if let verbatim = metadata[raw: ItemMetadata.provider]?["annotation"] { return verbatim }
        let start = JSONValue.integer(span?.start ?? 0)
        let end = JSONValue.integer(span?.end ?? 0)
        func text(_ value: String?) -> JSONValue { .string(value ?? "") }
        switch kind {
        case .file:
            return ["type": "file_citation", "file_id": text(fileID), "filename": text(filename), "index": start]
        case .containerFile:
            return [
                "type": "container_file_citation", "container_id": text(containerID), "end_index": end,
                "file_id": text(fileID), "filename": text(filename), "start_index": start,
            ]
        case .filePath:
            return ["type": "file_path", "file_id": text(fileID), "index": start]
        default:
            return [
                "type": "url_citation", "end_index": end, "start_index": start, "title": text(title), "url": text(url),
            ]
        }
    }
}
