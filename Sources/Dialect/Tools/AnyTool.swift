/// A tool whose types do not show, as an agent keeps it.
///
/// Make one of a ``Tool``, or of a schema and a closure where arguments have no Swift type, as with tools that a server
/// describes:
///
/// ```swift
/// let lookup = AnyTool(name: "lookup", description: "…", inputSchema: schema) { arguments, _ in
///     .text(try await server.call("lookup", arguments))
/// }
/// ```
public struct AnyTool: Sendable {
    /// Unique among the tools of a request.
    public let name: String
    /// What it does and when to call it; the model reads this.
    public let description: String
    /// The JSON schema of the arguments.
    public let inputSchema: JSONValue
    /// How it is declared and run.
    public let settings: ToolSettings
    /// What a provider knows the tool as, where it defines it and the app runs it.
    private let providerTool: ProviderTool?
    /// The agent that a call leads to; nil for all but tools that hand over.
    let handoff: Handoff?
    private let body: @Sendable (JSONValue, ToolContext) async throws -> ToolOutput

    /// A tool whose arguments have no Swift type.
    ///
    /// - Parameters:
    ///   - inputSchema: The JSON schema of the arguments, an object. Arguments are checked with it before a call.
    ///   - body: Does it. What it throws goes back to the model; see ``ToolSettings/failure``.
    public init(
        name: String, description: String, inputSchema: JSONValue, settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput
    ) {
        self.init(name, description, inputSchema, settings, providerTool: nil, handoff: nil, body)
    }

    /// A tool that a provider defines and the app runs, such as a shell or an editor.
    ///
    /// - Parameters:
    ///   - providerTool: What the model is told.
    ///   - body: Gets the arguments as JSON; free text as a string.
    public init(
        _ providerTool: ProviderTool, settings: ToolSettings = ToolSettings(),
        _ body: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput
    ) {
        self.init(providerTool.name, "", [:], settings, providerTool: providerTool, handoff: nil, body)
    }

    /// A tool that hands the conversation to another agent.
    init(_ handoff: Handoff) {
        self.init(
            handoff.toolName, handoff.description, NoArguments.jsonSchema, ToolSettings(), providerTool: nil,
            handoff: handoff
        ) { _, _ in .text("") }
    }

    /// A tool that is declared, run and approved of as another one, and does something else or more.
    package init(
        _ base: AnyTool, doing body: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput
    ) {
        self.init(
            base.name, base.description, base.inputSchema, base.settings, providerTool: base.providerTool,
            handoff: base.handoff, body)
    }

    private init(
        _ name: String, _ description: String, _ inputSchema: JSONValue, _ settings: ToolSettings,
        providerTool: ProviderTool?, handoff: Handoff?,
        _ body: @escaping @Sendable (JSONValue, ToolContext) async throws -> ToolOutput
    ) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        self.settings = settings
        self.providerTool = providerTool
        self.handoff = handoff
        self.body = body
    }

    /// A tool of Swift types. Arguments are checked with their type's schema, and decoded, before a call.
    public init<Base: Tool>(_ tool: Base) {
        self.init(
            name: tool.name, description: tool.description, inputSchema: Base.Arguments.jsonSchema,
            settings: tool.settings
        ) { arguments, context in
            let decoded: Base.Arguments
            do {
                decoded = try arguments.decode(Base.Arguments.self)
            } catch {
                throw InvalidArguments(description: DecodingProblem.describe(error, in: "the arguments"))
            }
            return try await tool.call(arguments: decoded, context: context).toolOutput()
        }
    }

    /// What the model is told.
    public var declaration: ToolDeclaration {
        providerTool.map(ToolDeclaration.provider) ?? .function(function)
    }

    /// The type of the arguments, where their schema names one and that is no object.
    var argumentsOtherThanObject: String? {
        guard providerTool == nil, let schema = inputSchema.objectValue else { return nil }
        let types = SchemaKeywords.types(of: schema)
        return types.isEmpty || types.contains("object") ? nil : types.joined(separator: " or ")
    }

    private var function: FunctionTool {
        var text = description
        if !settings.examples.isEmpty {
            let examples = settings.examples.map(\.jsonText).joined(separator: "\n")
            text += "\n\nExamples of its arguments:\n\(examples)"
        }
        return FunctionTool(
            name: name, description: text.isEmpty ? nil : text, inputSchema: inputSchema, strict: settings.strict,
            providerOptions: settings.providerOptions)
    }

    /// Does what a call asks for; the arguments obey ``inputSchema``.
    package func call(_ arguments: JSONValue, _ context: ToolContext) async throws -> ToolOutput {
        try await body(arguments, context)
    }
}

/// Arguments that are no value of the tool's type; the text tells the model why.
struct InvalidArguments: Error, CustomStringConvertible {
    let description: String
}
