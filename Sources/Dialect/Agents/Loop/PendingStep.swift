/// The calls of a step that do not all have their results yet.
struct PendingStep: Hashable, Sendable, Codable {
    var calls: [PendingCall]
    /// The names of the tools that could be called in the step.
    var tools: [String]
    /// The agent that takes over when all calls have their results.
    var handoff: String?
}

/// A call and how far it is.
struct PendingCall: Hashable, Sendable {
    enum Status: Hashable, Sendable {
        /// Nobody looked at it yet.
        case unreviewed
        /// Somebody agreed to it; it is still to be looked at, by whoever runs it.
        case agreed
        case needsApproval
        case needsAnswer
        /// It may be run when those before it allow.
        case ready
        case running
        case done(ToolOutput)
    }

    /// As the model wrote it.
    let call: ToolCall
    var status = Status.unreviewed
    /// What is run in its place: mended, or edited by who agreed.
    var replacement: ToolCall?
    /// Whether a person changed it, of which the model is told.
    var isEdited = false
    /// Whether its result is what a person decided.
    var isDecided = false
    /// Whether it must be alone.
    var isSerial = false

    init(_ call: ToolCall) { self.call = call }

    var effective: ToolCall { replacement ?? call }

    var output: ToolOutput? {
        if case .done(let output) = status { output } else { nil }
    }
}

extension PendingCall: Codable {
    private enum CodingKeys: String, CodingKey { case call, status, output, replacement, isEdited, isDecided, isSerial }

    private enum Word: String, Codable { case unreviewed, agreed, needsApproval, needsAnswer, done }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        call = try container.decode(ToolCall.self, forKey: .call)
        switch try container.decode(Word.self, forKey: .status) {
        case .unreviewed: status = .unreviewed
        case .agreed: status = .agreed
        case .needsApproval: status = .needsApproval
        case .needsAnswer: status = .needsAnswer
        case .done: status = .done(try container.decode(ToolOutput.self, forKey: .output))
        }
        replacement = try container.decodeIfPresent(ToolCall.self, forKey: .replacement)
        isEdited = try container.decodeIfPresent(Bool.self, forKey: .isEdited) ?? false
        isDecided = try container.decodeIfPresent(Bool.self, forKey: .isDecided) ?? false
        isSerial = try container.decodeIfPresent(Bool.self, forKey: .isSerial) ?? false
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(call, forKey: .call)
        try container.encode(word, forKey: .status)
        try container.encodeIfPresent(output, forKey: .output)
        try container.encodeIfPresent(replacement, forKey: .replacement)
        if isEdited { try container.encode(true, forKey: .isEdited) }
        if isDecided { try container.encode(true, forKey: .isDecided) }
        if isSerial { try container.encode(true, forKey: .isSerial) }
    }

    private var word: Word {
        switch status {
        case .unreviewed: .unreviewed
        // What could have been run then is looked at again by the process that goes on.
        case .agreed, .ready, .running: .agreed
        case .needsApproval: .needsApproval
        case .needsAnswer: .needsAnswer
        case .done: .done
        }
    }
}
