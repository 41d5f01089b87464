public import Dialect
public import DialectWire

/// What Azure's content filter found of one kind (Microsoft's "Content filtering").
public struct AzureContentFilterResult: Hashable, Sendable {
    /// `hate`, `self_harm`, `sexual`, `violence`, `jailbreak`, `protected_material_text` …
    public var category: String
    /// Whether content was withheld because of it.
    public var isFiltered: Bool
    /// Whether it was found, for kinds that have no degrees.
    public var isDetected: Bool?
    /// `safe`, `low`, `medium` or `high`, for kinds that have degrees.
    public var severity: String?

    /// Reads an object of categories, in the order of their names.
    static func all(in json: JSONValue?) -> [AzureContentFilterResult] {
        (json?.objectValue ?? JSONObject()).compactMap { category, result in
            guard result.objectValue != nil else { return nil }
            return AzureContentFilterResult(
                category: category, isFiltered: result["filtered"]?.boolValue ?? false,
                isDetected: result["detected"]?.boolValue, severity: result["severity"]?.stringValue)
        }.sorted { $0.category < $1.category }
    }
}

extension ChatCompletionsMetadata {
    /// What the content filter of Azure found in the prompt.
    public var promptFilterResults: [AzureContentFilterResult] {
        (response?["prompt_filter_results"]?.arrayValue ?? []).flatMap {
            AzureContentFilterResult.all(in: $0["content_filter_results"])
        }
    }

    /// What the content filter of Azure found in the answer.
    public var contentFilterResults: [AzureContentFilterResult] {
        AzureContentFilterResult.all(in: choice?["content_filter_results"])
    }
}

extension ResponsesMetadata {
    /// What the content filter of Azure found in the prompt.
    public var promptFilterResults: [AzureContentFilterResult] { filterResults(of: "prompt") }
    /// What the content filter of Azure found in the answer.
    public var contentFilterResults: [AzureContentFilterResult] { filterResults(of: "completion") }

    private func filterResults(of source: String) -> [AzureContentFilterResult] {
        (contentFilters?.arrayValue ?? []).filter { $0["source_type"]?.stringValue == source }.flatMap {
            AzureContentFilterResult.all(in: $0["content_filter_results"])
        }
    }
}

extension LanguageModelError {
    /// What the content filter of Azure found in a prompt that it refused; empty for any other error.
    public var azureContentFilterResults: [AzureContentFilterResult] {
        guard code == .contentFiltered, let rawBody, let json = try? JSONValue(parsing: rawBody) else { return [] }
        let error = json["error"]
        let results = error?["innererror"]?["content_filter_result"] ?? error?["content_filter_results"]
        return AzureContentFilterResult.all(in: results)
    }
}
