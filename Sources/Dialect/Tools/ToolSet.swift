/// The tools that a model may use: the app's own, and those of a provider.
///
/// ```swift
/// let tools: ToolSet = [Weather(), search, OpenAI.webSearch()]
/// ```
///
/// Their order is that in which the model is told of them.
public struct ToolSet: Sendable {
    /// What a set may hold. Conformed to by every ``Tool``, ``AnyTool``, ``ProviderTool`` and ``ToolDeclaration``.
    public protocol Element: Sendable {
        /// The form in which a set keeps it.
        var toolSetEntry: ToolSet.Entry { get }
    }

    /// A tool as a set keeps it.
    public struct Entry: Sendable {
        enum Kind: Sendable {
            case own(AnyTool)
            /// Run by the provider; or by nobody here, so that a run waits for the answer.
            case declared(ToolDeclaration)
        }

        let kind: Kind

        /// A tool that the app runs.
        public init(_ tool: AnyTool) { kind = .own(tool) }
        /// A tool that the model is told of and nobody here runs.
        public init(_ declaration: ToolDeclaration) { kind = .declared(declaration) }

        var name: String {
            switch kind {
            case .own(let tool): tool.name
            case .declared(let declaration): declaration.name
            }
        }
    }

    private var entries: [Entry] = []
    private var positions: [String: Int] = [:]
    /// Names that were given twice to ``init(_:)``, where nothing tells which is meant.
    private(set) var duplicates: [String] = []

    /// No tools.
    public init() {}

    /// These tools. An ``Agent`` refuses to run with two of one name; ``add(_:)`` replaces.
    public init(_ tools: [any Element]) {
        for tool in tools { addUnique(tool.toolSetEntry) }
    }

    /// Adds a tool whose name must not be there yet.
    mutating func addUnique(_ entry: Entry) {
        if positions[entry.name] != nil { duplicates.append(entry.name) }
        add(entry)
    }

    /// Adds a tool; one of the same name is replaced where it stands.
    public mutating func add(_ tool: some Element) { add(tool.toolSetEntry) }

    private mutating func add(_ entry: Entry) {
        if let position = positions[entry.name] {
            entries[position] = entry
        } else {
            positions[entry.name] = entries.count
            entries.append(entry)
        }
    }

    /// Whether there are no tools.
    public var isEmpty: Bool { entries.isEmpty }
    /// In the order of the set.
    public var names: [String] { entries.map(\.name) }

    /// What the model is told.
    public var declarations: [ToolDeclaration] {
        entries.map { entry in
            switch entry.kind {
            case .own(let tool): tool.declaration
            case .declared(let declaration): declaration
            }
        }
    }

    /// The first tool of the app whose arguments are no object, and what they are: no provider can be told of it.
    var withoutObject: (name: String, type: String)? {
        for entry in entries {
            if case .own(let tool) = entry.kind, let type = tool.argumentsOtherThanObject { return (tool.name, type) }
        }
        return nil
    }

    /// The tool with this name that the app runs.
    public subscript(name: String) -> AnyTool? {
        guard let position = positions[name], case .own(let tool) = entries[position].kind else { return nil }
        return tool
    }

    /// Whether there is a tool with this name, whoever runs it.
    public func contains(_ name: String) -> Bool { positions[name] != nil }

    /// Only the tools with these names, in the order of the set.
    public func only(_ names: [String]) -> ToolSet {
        let wanted = Set(names)
        var result = ToolSet()
        for entry in entries where wanted.contains(entry.name) { result.add(entry) }
        result.duplicates = duplicates.filter(wanted.contains)
        return result
    }

    /// The tools of both, such as the app's own and those of a server, the left ones first. An ``Agent`` refuses to run
    /// with two of one name.
    public static func + (left: ToolSet, right: ToolSet) -> ToolSet {
        var result = left
        for entry in right.entries { result.addUnique(entry) }
        result.duplicates += right.duplicates
        return result
    }

    /// Adds the tools of another set after these; see ``+(_:_:)``.
    public static func += (left: inout ToolSet, right: ToolSet) { left = left + right }
}

extension ToolSet: ExpressibleByArrayLiteral {
    /// See ``init(_:)``.
    public init(arrayLiteral tools: any Element...) { self.init(tools) }
}

extension ToolSet.Entry: ToolSet.Element {
    /// Itself.
    public var toolSetEntry: ToolSet.Entry { self }
}

extension Tool {
    /// The tool without its types.
    public var toolSetEntry: ToolSet.Entry { ToolSet.Entry(AnyTool(self)) }
}

extension AnyTool: ToolSet.Element {
    /// The tool itself.
    public var toolSetEntry: ToolSet.Entry { ToolSet.Entry(self) }
}

extension ToolDeclaration: ToolSet.Element {
    /// A tool that the provider runs, or that a run waits for; see ``ApprovalRequest/Need/answer``.
    public var toolSetEntry: ToolSet.Entry { ToolSet.Entry(self) }
}

extension ProviderTool: ToolSet.Element {
    /// A tool that the provider runs.
    public var toolSetEntry: ToolSet.Entry { ToolSet.Entry(.provider(self)) }
}
