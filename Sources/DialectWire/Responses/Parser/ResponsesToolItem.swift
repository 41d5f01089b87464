public import Dialect

/// How the items of tools other than plain functions map to calls and results, as data.
struct ResponsesToolItem {
    /// Who runs a tool.
    enum Executor {
        case client
        case provider
    }

    let name: String
    let executor: Executor
    /// The fields of the item that are the model's input.
    let inputKeys: [String]
    /// The fields that are the tool's answer, of tools that the provider runs.
    var outputKeys: [String] = []

    /// The shape of an item; nil for items that are no tool calls.
    static func shape(of item: JSONValue) -> ResponsesToolItem? {
        guard let type = item["type"]?.stringValue, let shape = shapes[type] else { return nil }
        switch type {
        case "shell_call" where item["environment"]?["type"]?.stringValue?.hasPrefix("container") == true:
            return ResponsesToolItem(name: shape.name, executor: .provider, inputKeys: shape.inputKeys)
        case "tool_search_call" where item["execution"]?.stringValue != "client":
            return nil
        default:
            return shape
        }
    }

    private static let shapes: [String: ResponsesToolItem] = [
        "web_search_call": .init(
            name: "web_search", executor: .provider, inputKeys: ["action"], outputKeys: ["status", "results"]),
        "x_search_call": .init(
            name: "x_search", executor: .provider, inputKeys: ["arguments"], outputKeys: ["status"]),
        "file_search_call": .init(
            name: "file_search", executor: .provider, inputKeys: ["queries"], outputKeys: ["status", "results"]),
        "code_interpreter_call": .init(
            name: "code_interpreter", executor: .provider, inputKeys: ["code", "container_id"],
            outputKeys: ["status", "outputs"]),
        "image_generation_call": .init(
            name: "image_generation", executor: .provider, inputKeys: ["prompt", "revised_prompt"],
            outputKeys: ["status", "background", "output_format", "quality", "size"]),
        "mcp_call": .init(
            name: "mcp", executor: .provider, inputKeys: ["arguments"], outputKeys: ["status", "output", "error"]),
        "computer_call": .init(
            name: "computer", executor: .client, inputKeys: ["action", "actions", "pending_safety_checks"]),
        "local_shell_call": .init(name: "local_shell", executor: .client, inputKeys: ["action"]),
        "shell_call": .init(name: "shell", executor: .client, inputKeys: ["action"]),
        "apply_patch_call": .init(name: "apply_patch", executor: .client, inputKeys: ["operation"]),
        "tool_search_call": .init(name: "tool_search", executor: .client, inputKeys: ["arguments"]),
    ]

    /// The name of a tool, from the type of its item: `web_search_call` is `web_search`.
    static func name(ofType type: String?) -> String {
        guard let type else { return "unknown" }
        return type.hasSuffix("_call") ? String(type.dropLast("_call".count)) : type
    }

    /// The model's input as JSON text.
    func input(of item: JSONValue) -> String {
        if inputKeys == ["arguments"], let text = item["arguments"]?.stringValue { return text.isEmpty ? "{}" : text }
        // A single structured field is the input itself.
        if inputKeys.count == 1, let object = item[inputKeys[0]]?.objectValue {
            return JSONValue.object(object).jsonText
        }
        return Self.picked(inputKeys, from: item).jsonText
    }

    func output(of item: JSONValue) -> JSONValue { Self.picked(outputKeys, from: item) }

    private static func picked(_ keys: [String], from item: JSONValue) -> JSONValue {
        var object = JSONObject()
        for key in keys { object[key] = item[key]?.nonNull }
        return .object(object)
    }
}

extension ToolKind {
    /// A call of OpenAI's computer use tool; answered with a screenshot.
    public static let computer = ToolKind("computer")
    /// A command for a shell of the app.
    public static let shell = ToolKind("shell")
    /// A command for the app's machine, of the older local shell tool.
    public static let localShell = ToolKind("local_shell")
    /// A patch for the app's files.
    public static let applyPatch = ToolKind("apply_patch")
    /// A search among tools that the app loads on demand.
    public static let toolSearch = ToolKind("tool_search")
}
