import Dialect

/// Reads `tools` and `tool_choice`.
enum ToolDecoder {
    static func tools(_ field: RequestField?) throws(LanguageModelError) -> [ToolDeclaration] {
        guard let field else { return [] }
        var tools: [ToolDeclaration] = []
        for element in try field.elements() { tools.append(try tool(element)) }
        return tools
    }

    private static func tool(_ field: RequestField) throws(LanguageModelError) -> ToolDeclaration {
        let type = try field.required("type").string()
        guard type == "function" else {
            var configuration = try field.object()
            configuration["type"] = nil
            return .provider(
                ProviderTool(
                    provider: ItemMetadata.provider, type: type, name: try field["name"]?.string(),
                    configuration: configuration))
        }
        let known: Set<String> = ["type", "name", "description", "parameters", "strict"]
        var extra = JSONObject()
        for (key, value) in try field.object() where !known.contains(key) { extra[key] = value }
        var options = ProviderOptions()
        if !extra.isEmpty { options[raw: ItemMetadata.provider] = .object(extra) }
        return .function(
            FunctionTool(
                name: try field.required("name").string(), description: try field["description"]?.string(),
                inputSchema: .object(try field["parameters"]?.object() ?? ["type": "object", "properties": [:]]),
                strict: try field["strict"]?.bool(), providerOptions: options))
    }

    static func choice(_ field: RequestField?) throws(LanguageModelError) -> ToolChoice? {
        guard let field else { return nil }
        if field.value.stringValue != nil { return try mode(field) }
        let type = try field.required("type")
        // A list of allowed tools narrows the choice; its mode is what can be said in common terms.
        if try type.string() == "allowed_tools" { return try mode(try field.required("mode")) }
        return .tool(try (field["name"] ?? type).string())
    }

    private static func mode(_ field: RequestField) throws(LanguageModelError) -> ToolChoice {
        switch try field.string() {
        case "auto": .auto
        case "none": ToolChoice.none
        case "required": .required
        default: throw field.wrongValue(supported: ["none", "auto", "required"])
        }
    }
}
