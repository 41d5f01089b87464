/// The arguments of a call, read as far as they can be.
struct ToolArguments {
    /// More than this is not repaired or checked.
    static let maximumSize = 16 << 20

    /// JSON that obeys the tool's schema.
    private(set) var json: JSONValue
    /// Whether it is what the model wrote, and not what was made of that.
    private(set) var isAsWritten = true

    /// - Throws: ``InvalidArguments``, in words for the model.
    init(_ call: ToolCall, for tool: AnyTool) throws(InvalidArguments) {
        // Free text, as a provider's own kinds of tools may take.
        guard call.kind != .custom else {
            json = .string(call.arguments)
            return
        }
        guard call.arguments.utf8.count <= Self.maximumSize else {
            throw InvalidArguments(description: "they are larger than \(Self.maximumSize >> 20) MB")
        }
        do {
            json = try JSONValue(parsing: call.arguments)
        } catch {
            guard let repaired = JSONValue(repairing: call.arguments) else {
                throw InvalidArguments(description: "they are not JSON: \(error)")
            }
            (json, isAsWritten) = (repaired, false)
        }
        // An object that was written as a text of JSON, as some models do.
        if let text = json.stringValue, let inner = try? JSONValue(parsing: text) {
            (json, isAsWritten) = (inner, false)
        }
        if json.isNull { (json, isAsWritten) = ([:], false) }
        let violations = SchemaValidator(tool.inputSchema).violations(of: json)
        guard !violations.isEmpty else { return }
        // A null in place of an optional property, as providers teach models that want all properties.
        let restored = SchemaRestorer(schema: tool.inputSchema).restoring(json)
        guard restored != json, SchemaValidator(tool.inputSchema).violations(of: restored).isEmpty else {
            throw InvalidArguments(description: violations.map(\.description).joined(separator: "; "))
        }
        (json, isAsWritten) = (restored, false)
    }
}
