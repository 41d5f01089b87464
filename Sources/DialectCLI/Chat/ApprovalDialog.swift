import Dialect

/// What is asked about a call, and what a person answers.
enum ApprovalDialog {
    enum Answer: Hashable, Sendable {
        case approve
        /// This call, and all later ones of the tool.
        case always
        case edit
        /// With what the model is told.
        case deny(String?)
        case unclear
    }

    static let prompt = "Run it? [y]es, [n]o, [e]dit, [a]lways: "
    static let explanation = "Type y, n (a reason may follow, for the model), e to change the arguments, or a."
    static let editPrompt = "Arguments as JSON, or nothing to go back: "
    /// Longer arguments are cut, and it is said by how much.
    private static let longest = 4_000

    static func description(of call: ToolCall) -> String {
        let arguments = call.arguments
        let rest = arguments.count - longest
        return "\(call.name) wants to run with \(arguments.prefix(longest))"
            + (rest > 0 ? "… and \(rest) characters more" : "")
    }

    static func answer(_ line: String) -> Answer {
        let text = line.trimmed
        let word = text.prefix { $0.isLetter }
        let rest = text.dropFirst(word.count)
        let reason = String(rest.drop { !$0.isLetter && !$0.isNumber })
        switch word.lowercased() {
        case "y", "yes": return rest.isEmpty ? .approve : .unclear
        case "a", "always": return rest.isEmpty ? .always : .unclear
        case "e", "edit": return rest.isEmpty ? .edit : .unclear
        case "n", "no": return .deny(reason.isEmpty ? nil : reason)
        default: return .unclear
        }
    }

    /// - Throws: ``JSONError``.
    static func arguments(_ line: String, for call: ToolCall) throws(JSONError) -> JSONValue {
        // Tools that take free text get the line as it is.
        call.kind == .custom ? .string(line) : try JSONValue(parsing: line)
    }
}

/// Decides about calls: by what was allowed beforehand, by asking, or not at all.
struct Approver: Sendable {
    private let screen: Screen
    private let allowsAll: Bool
    /// The tools whose calls are not asked about any more.
    private let allowed: LockedValue<Set<String>>

    init(screen: Screen, allowed: Set<String> = [], allowsAll: Bool = false) {
        self.screen = screen
        self.allowed = LockedValue(allowed)
        self.allowsAll = allowsAll
    }

    func allows(_ tool: String) -> Bool { allowsAll || allowed.withLock { $0.contains(tool) } }

    func decide(_ request: ApprovalRequest) async -> ApprovalDecision {
        let call = request.call
        guard request.need == .approval else { return .deny("Nobody here can do it.") }
        if allows(call.name) { return .approve }
        guard screen.isInteractive else {
            screen.note(
                "\(call.name) was not run: nobody is there to ask. Allow it with --approve \(call.name).", .warning)
            return .deny("Nobody is there who could agree to it. Do without it, and say what could not be done.")
        }
        screen.note(ApprovalDialog.description(of: call), .warning)
        while !Task.isCancelled, let line = await screen.ask(ApprovalDialog.prompt) {
            switch ApprovalDialog.answer(line) {
            case .approve: return .approve
            case .always:
                allowed.withLock { _ = $0.insert(call.name) }
                return .approve
            case .deny(let reason): return .deny(reason.map { "The user says: \($0)" } ?? "The user does not want it.")
            case .edit: if let arguments = await edited(call) { return .approve(editing: arguments) }
            case .unclear: screen.note(ApprovalDialog.explanation)
            }
        }
        return .deny("The user has left the question open.")
    }

    private func edited(_ call: ToolCall) async -> JSONValue? {
        while !Task.isCancelled, let line = await screen.ask(ApprovalDialog.editPrompt), !line.trimmed.isEmpty {
            do {
                return try ApprovalDialog.arguments(line, for: call)
            } catch {
                screen.note("That is no JSON: \(error)", .warning)
            }
        }
        return nil
    }
}
