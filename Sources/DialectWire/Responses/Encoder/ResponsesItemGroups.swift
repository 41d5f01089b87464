import Dialect

/// Finds which parts of an assistant's message came from one output item, and whether that item can go back verbatim.
struct ResponsesItemGroups {
    enum Role {
        /// The first part of an unchanged item: the item is sent in its place.
        case carries(JSONValue)
        /// Another part of an unchanged item.
        case isCarried
        /// A part without an item, or with one that was edited.
        case standsAlone
    }

    private var roles: [Role]

    init(_ content: [ContentPart], dialect: ResponsesDialect) {
        roles = Array(repeating: .standsAlone, count: content.count)
        var members: [String: [Int]] = [:]
        var verbatim: [String: JSONValue] = [:]
        for (index, part) in content.enumerated() {
            guard let metadata = part.itemMetadata(provider: dialect.provider) else { continue }
            members[metadata.itemID, default: []].append(index)
            if let item = metadata.item { verbatim[metadata.itemID] = item }
        }
        for (itemID, item) in verbatim {
            let indices = members[itemID] ?? []
            guard let first = indices.first,
                Self.isUnchanged(item, in: indices.map { content[$0] }, for: dialect)
            else { continue }
            for index in indices { roles[index] = .isCarried }
            roles[first] = .carries(item)
        }
    }

    func role(of index: Int) -> Role { roles[index] }

    /// Whether the parts still say what the item says.
    private static func isUnchanged(_ item: JSONValue, in parts: [ContentPart], for dialect: ResponsesDialect) -> Bool {
        switch item["type"]?.stringValue {
        case "message":
            let said = (item["content"]?.arrayValue ?? []).map { $0["text"]?.stringValue ?? $0["refusal"]?.stringValue }
            // An answer in the form of a schema may have been restored to it.
            return AdaptedSchema.areSameAnswer(
                said.compactMap(\.self).joined(), Message(role: .assistant, content: parts).text)
        case "function_call", "custom_tool_call":
            guard case .toolCall(let call)? = parts.first, parts.count == 1 else { return false }
            let given = item["type"] == "function_call" ? item["arguments"] : item["input"]
            let text = given?.stringValue ?? given?.nonNull?.jsonText ?? ""
            return dialect.toolNames.encode(call.name) == item["name"]?.stringValue
                && dialect.callIDs.encode(call.id) == item["call_id"]?.stringValue
                && (call.arguments == "{}" && (text.isEmpty || text == "null")
                    || (call.kind == .function
                        ? AdaptedSchema.areSameAnswer(text, call.arguments) : call.arguments == text))
        default:
            return true
        }
    }
}

extension ContentPart {
    /// Which output item the part came from.
    fileprivate func itemMetadata(provider: String) -> ResponsesItemMetadata? {
        switch self {
        case .text(_, let metadata), .reasoning(_, let metadata): ResponsesItemMetadata(metadata, provider: provider)
        case .toolCall(let call): ResponsesItemMetadata(call.metadata, provider: provider)
        case .toolResult(let result): ResponsesItemMetadata(result.metadata, provider: provider)
        case .image(let media), .file(let media), .audio(let media):
            ResponsesItemMetadata(media.metadata, provider: provider)
        case .source, .providerItem: nil
        }
    }
}
