import Dialect

extension Source {
    /// Reads a citation. Its place is one in the source, not in the answer, and stays in the metadata.
    init(bedrockCitation json: JSONValue) {
        let web = json["location"]?["web"]
        let search = json["location"]?["searchResultLocation"] != nil
        let source = json["source"]?.stringValue
        let url = web?["url"]?.stringValue ?? (search || source?.hasPrefix("http") == true ? source : nil)
        self.init(
            kind: url == nil ? .file : .url, url: url, title: json["title"]?.stringValue ?? web?["domain"]?.stringValue,
            metadata: .bedrock(["citation": json]))
    }
}
