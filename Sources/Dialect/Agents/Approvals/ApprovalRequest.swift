/// A call that waits until somebody decides about it.
public struct ApprovalRequest: Hashable, Sendable {
    /// What is waited for. The set is open.
    public struct Need: OpenStringSet {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Whether the tool may be run.
        public static let approval = Need("approval")
        /// The result: the model was told of the tool, but nobody here runs it.
        public static let answer = Need("answer")
    }

    /// The call, its arguments as the tool would get them.
    public let call: ToolCall
    /// What is waited for.
    public let need: Need

    public init(call: ToolCall, need: Need) {
        self.call = call
        self.need = need
    }
}

/// What somebody decided about a call.
public struct ApprovalDecision: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case approve
        case edit(JSONValue)
        case deny(String?)
        case answer(ToolOutput)
    }

    let kind: Kind

    /// The tool is run as the model wants.
    public static let approve = ApprovalDecision(kind: .approve)

    /// The tool is run with other arguments. The model learns which, before the result.
    ///
    /// - Parameter arguments: For a tool that takes free text, a string.
    public static func approve(editing arguments: JSONValue) -> ApprovalDecision {
        ApprovalDecision(kind: .edit(arguments))
    }

    /// The tool is not run. The model learns so, and why.
    public static func deny(_ message: String? = nil) -> ApprovalDecision {
        ApprovalDecision(kind: .deny(message))
    }

    /// The tool is not run; this is its result.
    public static func answer(_ output: ToolOutput) -> ApprovalDecision {
        ApprovalDecision(kind: .answer(output))
    }
}
