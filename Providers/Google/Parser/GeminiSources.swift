import Dialect

/// The sources of an answer: what Google Search, Maps, file search or a page in the prompt gave, and what was recited.
///
/// A source comes once for each piece of the answer that it supports, and once without a piece if it supports none.
enum GeminiSources {
    /// - Parameter candidate: The candidate's fields beside its content.
    static func sources(of candidate: JSONObject) -> [Source] {
        let grounded = grounding(candidate["groundingMetadata"])
        var known = Set(grounded.compactMap(\.url))
        var result = grounded
        for page in candidate["urlContextMetadata"]?["urlMetadata"]?.arrayValue ?? [] {
            guard let url = page["retrievedUrl"]?.stringValue,
                page["urlRetrievalStatus"]?.stringValue?.hasSuffix("SUCCESS") ?? true, known.insert(url).inserted
            else { continue }
            result.append(Source(kind: .url, url: url))
        }
        // The Gemini API says `citationSources`, Vertex AI `citations`.
        let cited = candidate["citationMetadata"]
        for citation in cited?["citationSources"]?.arrayValue ?? cited?["citations"]?.arrayValue ?? [] {
            guard let url = citation["uri"]?.stringValue else { continue }
            result.append(
                Source(kind: .url, url: url, title: citation["title"]?.stringValue, span: span(of: citation)))
        }
        return result
    }

    private static func grounding(_ grounding: JSONValue?) -> [Source] {
        let chunks = grounding?["groundingChunks"]?.arrayValue ?? []
        var isCited = Set<Int>()
        var result: [Source] = []
        for support in grounding?["groundingSupports"]?.arrayValue ?? [] {
            for index in support["groundingChunkIndices"]?.arrayValue?.compactMap(\.intValue) ?? [] {
                guard chunks.indices.contains(index) else { continue }
                isCited.insert(index)
                result.append(source(chunks[index], support: support))
            }
        }
        return result + chunks.indices.filter { !isCited.contains($0) }.map { source(chunks[$0], support: nil) }
    }

    private static func source(_ chunk: JSONValue, support: JSONValue?) -> Source {
        let place = chunk["web"] ?? chunk["retrievedContext"] ?? chunk["maps"] ?? chunk["image"] ?? chunk
        let url = place["uri"]?.stringValue ?? place["sourceUri"]?.stringValue
        var own: JSONObject = ["groundingChunk": chunk]
        own["groundingSupport"] = support
        var metadata = ProviderMetadata()
        metadata[raw: Google.name] = .object(own)
        return Source(
            kind: chunk["retrievedContext"] == nil ? .url : .file, url: url, title: place["title"]?.stringValue,
            fileID: place["documentName"]?.stringValue ?? place["fileSearchStore"]?.stringValue,
            span: support.flatMap { span(of: $0["segment"]) }, metadata: metadata)
    }

    /// Google counts the bytes of the text in UTF-8; a start of 0 is left out.
    private static func span(of json: JSONValue?) -> Source.Span? {
        guard let end = json?["endIndex"]?.intValue else { return nil }
        return Source.Span(start: json?["startIndex"]?.intValue ?? 0, end: end)
    }
}
