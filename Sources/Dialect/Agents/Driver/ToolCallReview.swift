/// Finds the tool of a call and what it is called with.
struct ToolCallReview {
    enum Finding {
        case tool(AnyTool, ToolArguments)
        case handoff(Handoff)
        /// The model was told of the tool, but nobody here runs it.
        case undefined
        case problem(String)
    }

    let tools: ToolSet

    func find(_ call: ToolCall) -> Finding {
        guard let tool = tools[call.name] else {
            if tools.contains(call.name) { return .undefined }
            let names = tools.names
            let known = names.isEmpty ? "There are no tools." : "The tools are: \(names.joined(separator: ", "))."
            return .problem("There is no tool \"\(call.name.shortened(to: 100))\". \(known)")
        }
        if let handoff = tool.handoff { return .handoff(handoff) }
        do {
            return .tool(tool, try ToolArguments(call, for: tool))
        } catch {
            return .problem(ToolOutput.described(error, by: call.name))
        }
    }
}

extension ToolSettings.Approval {
    /// Whether somebody has to agree to a call.
    func isNeeded(for arguments: JSONValue) async -> Bool {
        switch self {
        case .never: false
        case .always: true
        case .when(let check):
            // A check that failed found no reason to go ahead.
            (try? await check(arguments)) ?? true
        }
    }
}

/// A tool was out of time, or ended without a result.
struct ToolInterruption: Error, CustomStringConvertible {
    let description: String
}

extension ToolOutput {
    /// Longer texts of errors are cut: a model needs no more to try otherwise.
    private static let longestError = 8_192

    /// What the model is told of something that was thrown.
    static func thrown(_ error: any Error, by name: String) -> ToolOutput { .error(described(error, by: name)) }

    static func described(_ error: any Error, by name: String) -> String {
        let text =
            switch error {
            case let error as InvalidArguments: "The arguments of \(name) are wrong: \(error.description)."
            case is CancellationError: "The tool \(name) was cancelled."
            default: String(describing: error)
            }
        return text.shortened(to: longestError, ending: " …")
    }
}
