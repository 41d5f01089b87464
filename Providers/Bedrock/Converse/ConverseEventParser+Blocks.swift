#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

extension ConverseEventParser {
    /// A `contentBlockStart`.
    mutating func begin(_ block: JSONValue, _ event: JSONValue, in parts: inout PartAssembler) {
        let slot = slot(block)
        settleDoubtful(isCut: false, into: &parts)
        guard let start = block["start"]?.objectValue, let (kind, json) = start.first(where: { _ in true }) else {
            return parts.start()
        }
        switch kind {
        case "toolUse": beginTool(json, in: slot, &parts)
        case "toolResult", "image": slots[slot].start = (kind, json)
        default: parts.addUnknown(type: "contentBlockStart", json: event)
        }
    }

    private mutating func beginTool(_ json: JSONValue, in slot: Int, _ parts: inout PartAssembler) {
        slots[slot].start = ("toolUse", json)
        let (id, name) = (toolID(slot), json["name"]?.stringValue ?? "")
        toolNames[id] = name
        slots[slot].openToolInput(id: id, name: name, in: &parts)
    }

    private func toolID(_ slot: Int) -> String {
        let id = slots[slot].start?.json["toolUseId"]?.stringValue ?? ""
        return id.isEmpty ? "tooluse_\(slots[slot].index)" : id
    }

    mutating func appendInput(_ piece: String, to slot: Int, in parts: inout PartAssembler) {
        // A start may be lost on the way; the input is kept all the same.
        if slots[slot].start == nil { beginTool(.object([:]), in: slot, &parts) }
        slots[slot].appendInput(piece, to: &parts)
    }

    /// A `contentBlockDelta` that is more than a piece of text.
    mutating func append(_ block: JSONValue, _ event: JSONValue, to parts: inout PartAssembler) {
        let slot = slot(block)
        guard let delta = block["delta"]?.objectValue else { return }
        for (kind, json) in delta {
            switch kind {
            case "text": slots[slot].appendText(json.stringValue ?? "", to: &parts)
            case "toolUse": appendInput(json["input"]?.stringValue ?? "", to: slot, in: &parts)
            case "reasoningContent": takeReasoning(json, in: slot, &parts)
            case "citation": addCitation(json, in: slot, &parts)
            case "toolResult": slots[slot].pieces += json.arrayValue ?? [json]
            case "image": slots[slot].pieces.append(json)
            default: parts.addUnknown(type: "contentBlockDelta", json: event)
            }
        }
    }

    private mutating func takeReasoning(_ json: JSONValue, in slot: Int, _ parts: inout PartAssembler) {
        if let text = json["text"]?.stringValue { slots[slot].appendReasoning(text, to: &parts) }
        if let signature = json["signature"]?.stringValue { slots[slot].signature += signature }
        if let redacted = json["redactedContent"]?.stringValue { slots[slot].redacted.append(redacted) }
    }

    private mutating func addCitation(_ json: JSONValue, in slot: Int, _ parts: inout PartAssembler) {
        slots[slot].citations.append(json)
        parts.add(Source(bedrockCitation: json))
    }

    /// A whole block of a one-shot body.
    mutating func take(_ block: JSONValue, in slot: Int, into parts: inout PartAssembler) {
        if let text = block["text"]?.stringValue {
            slots[slot].appendText(text, to: &parts)
        } else if let reasoning = block["reasoningContent"] {
            takeReasoning(reasoning["reasoningText"] ?? reasoning, in: slot, &parts)
        } else if let call = block["toolUse"] {
            beginTool(call, in: slot, &parts)
            let input = call["input"].flatMap { $0.isNull ? nil : $0.stringValue ?? $0.jsonText }
            appendInput(input ?? "", to: slot, in: &parts)
        } else if let result = block["toolResult"] {
            slots[slot].start = ("toolResult", result)
            slots[slot].pieces = result["content"]?.arrayValue ?? []
        } else if let cited = block["citationsContent"] {
            for piece in cited["content"]?.arrayValue ?? [] {
                slots[slot].appendText(piece["text"]?.stringValue ?? "", to: &parts)
            }
            for citation in cited["citations"]?.arrayValue ?? [] { addCitation(citation, in: slot, &parts) }
        } else if let image = block["image"] {
            slots[slot].start = ("image", image)
            slots[slot].pieces = [image]
        } else {
            let kind = block.objectValue?.keys.first ?? ""
            parts.add(ProviderItem(provider: Bedrock.name, type: kind, json: block))
        }
    }

    // MARK: The end of a block

    mutating func end(_ slot: Int, in parts: inout PartAssembler) {
        guard !slots[slot].isDone else { return }
        slots[slot].close(in: &parts)
        switch slots[slot].start?.kind {
        case "toolUse":
            let isObject = (try? JSONValue(parsing: slots[slot].input))?.objectValue != nil
            if isObject { addCall(slot, to: &parts) } else { doubtful.append(slot) }
        case "toolResult": addResult(slot, to: &parts)
        case "image": addImage(slot, to: &parts)
        default: break
        }
    }

    /// Calls that ended without proper arguments: the last one may have been cut off by the limit of tokens.
    mutating func settleDoubtful(isCut: Bool, into parts: inout PartAssembler) {
        for slot in doubtful {
            if isCut, slot == doubtful.last {
                parts.addIncompleteCall(id: toolID(slot), name: toolNames[toolID(slot)])
            } else {
                addCall(slot, to: &parts)
            }
        }
        doubtful = []
    }

    private func addCall(_ slot: Int, to parts: inout PartAssembler) {
        guard let start = slots[slot].start?.json else { return }
        let input = slots[slot].input.trimmingPrefix { $0.isWhitespace }
        let type = start["type"]?.stringValue
        // Only Nova marks the calls of the app's tools too; what Bedrock runs is marked by all.
        let isServers = type == "server_tool_use"
        parts.add(
            ToolCall(
                id: toolID(slot), name: start["name"]?.stringValue ?? "",
                arguments: input.isEmpty || input == "null" ? "{}" : slots[slot].input,
                isProviderExecuted: isServers, metadata: .bedrock(isServers ? ["type": "server_tool_use"] : [:])))
    }

    private func addResult(_ slot: Int, to parts: inout PartAssembler) {
        guard let start = slots[slot].start?.json.objectValue else { return }
        let content = slots[slot].pieces
        let id = toolID(slot)
        var block = JSONObject()
        block["toolUseId"] = .string(id)
        block["content"] = .array(content)
        block["status"] = start["status"]
        block["type"] = start["type"]
        let texts = content.map { $0["text"]?.stringValue ?? ($0["json"] ?? $0).jsonText }
        let output: ToolOutput =
            if start["status"] == "error" {
                .error(texts.joined(separator: "\n"))
            } else if content.count == 1, let json = content[0]["json"] {
                .json(json)
            } else {
                .text(texts.joined(separator: "\n"))
            }
        parts.add(
            ToolResult(
                callID: id, name: toolNames[id] ?? start["type"]?.stringValue ?? "", output: output,
                isProviderExecuted: true, metadata: .bedrock(["toolResult": .object(block)])))
    }

    private func addImage(_ slot: Int, to parts: inout PartAssembler) {
        let format = slots[slot].start?.json["format"]?.stringValue ?? "png"
        let sources = slots[slot].pieces.compactMap { $0["source"] }
        let data = Base64Text.data(sources.compactMap { $0["bytes"]?.stringValue })
        let location: Media.Location
        if let uri = sources.lazy.compactMap({ $0["s3Location"]?["uri"]?.stringValue }).first {
            location = .url(uri)
        } else if !data.isEmpty {
            location = .data(data)
        } else {
            let message = slots[slot].pieces.lazy.compactMap { $0["error"]?["message"]?.stringValue }.first
            return parts.add(
                ModelWarning(
                    .irregularStream, subject: "image", message: "The model made no image: \(message ?? "no data")"))
        }
        parts.add(Media(location, mediaType: "image/\(format)"))
    }
}
