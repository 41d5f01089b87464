#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// Parts that are more than text: rare, so that they are read as trees.
extension GeminiEventParser {
    mutating func parse(part: JSONObject, into parts: inout PartAssembler) throws {
        if let call = part["functionCall"]?.objectValue {
            endText(&parts)
            return try parse(call, of: part, into: &parts)
        }
        endText(&parts)
        if let text = part["text"]?.stringValue {
            addText(text, of: part, &parts)
        } else if let code = part["executableCode"]?.objectValue {
            addCode(code, of: part, &parts)
        } else if let result = part["codeExecutionResult"]?.objectValue {
            addCodeResult(result, of: part, &parts)
        } else if let call = part["toolCall"]?.objectValue {
            addToolCall(call, of: part, &parts)
        } else if let response = part["toolResponse"]?.objectValue {
            addToolResponse(response, of: part, &parts)
        } else if let data = part["inlineData"]?.objectValue, let media = Self.media(inline: data, of: part) {
            parts.add(media)
        } else if let file = part["fileData"]?.objectValue, let media = Self.media(file: file, of: part) {
            parts.add(media)
        } else {
            addUnknownPart(part, &parts)
        }
    }

    /// Text that has a signature or else stands for itself: it must go back as a part of its own.
    private mutating func addText(_ text: String, of part: JSONObject, _ parts: inout PartAssembler) {
        guard !text.isEmpty else { return addEmptyThought(part, &parts) }
        runningCodeID = nil
        let block = part["thought"] == true ? parts.openReasoning() : parts.openText()
        parts.append(text, to: block)
        parts.close(block, metadata: GeminiPartMetadata(part: part.without("text")).metadata)
    }

    /// A signature without text is encrypted reasoning, and nothing else.
    private mutating func addEmptyThought(_ part: JSONObject, _ parts: inout PartAssembler) {
        let block = parts.openReasoning()
        parts.close(block, metadata: GeminiPartMetadata(verbatim: .object(part)).metadata)
    }

    // MARK: Google's own tools

    private mutating func addCode(_ code: JSONObject, of part: JSONObject, _ parts: inout PartAssembler) {
        let id = callID(code["id"]?.stringValue)
        runningCodeID = id
        parts.add(
            ToolCall(
                id: id, name: "codeExecution", arguments: JSONValue.object(code.without("id")).jsonText,
                kind: .codeExecution, isProviderExecuted: true,
                metadata: GeminiPartMetadata(verbatim: .object(part)).metadata))
    }

    private mutating func addCodeResult(_ result: JSONObject, of part: JSONObject, _ parts: inout PartAssembler) {
        let output = result["output"]?.stringValue ?? ""
        let hasFailed = result["outcome"]?.stringValue.map { $0 != "OUTCOME_OK" } ?? false
        let id = result["id"]?.stringValue ?? runningCodeID ?? callID(nil)
        runningCodeID = nil
        parts.add(
            ToolResult(
                callID: id, name: "codeExecution", output: hasFailed ? .error(output) : .text(output),
                kind: .codeExecution, isProviderExecuted: true,
                metadata: GeminiPartMetadata(verbatim: .object(part)).metadata))
    }

    private mutating func addToolCall(_ call: JSONObject, of part: JSONObject, _ parts: inout PartAssembler) {
        let type = call["toolType"]?.stringValue ?? "tool"
        parts.add(
            ToolCall(
                id: callID(call["id"]?.stringValue), name: type,
                arguments: (call["args"]?.objectValue).map { JSONValue.object($0).jsonText } ?? "{}",
                kind: ToolKind(type), isProviderExecuted: true,
                metadata: GeminiPartMetadata(verbatim: .object(part)).metadata))
    }

    private mutating func addToolResponse(_ response: JSONObject, of part: JSONObject, _ parts: inout PartAssembler) {
        let type = response["toolType"]?.stringValue ?? "tool"
        parts.add(
            ToolResult(
                callID: response["id"]?.stringValue ?? callID(nil), name: type,
                output: .json(response["response"] ?? .object(JSONObject())), kind: ToolKind(type),
                isProviderExecuted: true, metadata: GeminiPartMetadata(verbatim: .object(part)).metadata))
    }

    // MARK: Media

    private static func media(inline data: JSONObject, of part: JSONObject) -> Media? {
        guard let text = data["data"]?.stringValue, let bytes = Data(base64Encoded: text) else { return nil }
        return Media(
            .data(bytes), mediaType: data["mimeType"]?.stringValue ?? "application/octet-stream",
            filename: data["displayName"]?.stringValue,
            metadata: GeminiPartMetadata(part: part.without("inlineData")).metadata)
    }

    private static func media(file: JSONObject, of part: JSONObject) -> Media? {
        guard let uri = file["fileUri"]?.stringValue else { return nil }
        return Media(
            .url(uri), mediaType: file["mimeType"]?.stringValue ?? "application/octet-stream",
            filename: file["displayName"]?.stringValue,
            metadata: GeminiPartMetadata(part: part.without("fileData")).metadata)
    }

    private mutating func addUnknownPart(_ part: JSONObject, _ parts: inout PartAssembler) {
        let beside: Set<String> = ["thought", "thoughtSignature", "partMetadata", "mediaResolution", "videoMetadata"]
        guard let kind = part.keys.first(where: { !beside.contains($0) }) else { return addEmptyThought(part, &parts) }
        parts.add(ProviderItem(provider: Google.name, type: kind, json: .object(part)))
    }
}

extension ToolKind {
    /// Code that Gemini writes and Google runs.
    static let codeExecution = ToolKind("codeExecution")
}

extension JSONObject {
    func without(_ key: String) -> JSONObject {
        var copy = self
        copy[key] = nil
        return copy
    }
}
