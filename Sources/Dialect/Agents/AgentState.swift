/// A run as it stands: what it began with, its steps, and the calls that are open.
///
/// It is `Codable`, so that a suspended run can go on later and in another process, with the very history that the model
/// was told, whatever encoder is used. What was saved by this version can be read by all later ones. Nothing in it says
/// whether a copy of it was resumed already: who stores states must see to it that each is resumed once.
public struct AgentState: Hashable, Sendable {
    /// The version of the saved form that is written.
    public static let version = 1

    /// The run's name, the same for all its steps and after it was resumed.
    public let runID: String
    /// The agents that had the conversation, the one that has it now last.
    public internal(set) var agents: [String]
    /// The history with which the run began.
    public let input: [Message]
    /// The requests that were answered.
    public internal(set) var steps: [AgentStep] = []
    /// The history: the input, and what all steps added.
    public internal(set) var messages: [Message]
    /// The cost of all steps, and of requests that failed.
    public internal(set) var usage = Usage()
    /// Why the run ended last; nil before that.
    public internal(set) var ending: AgentResult.Ending?
    /// The open calls of the last step.
    var pending: PendingStep?

    init(runID: String, agent: String, input: [Message]) {
        self.runID = runID
        agents = [agent]
        self.input = input
        messages = input
    }

    /// Says something to the model after its last answer, so that the run can be resumed.
    mutating func remark(_ text: String) {
        guard !steps.isEmpty else { return }
        steps[steps.count - 1].remark = .user(text)
        messages.append(.user(text))
    }

    /// A name that no other run has.
    static func newRunID() -> String {
        var bits = SystemRandomNumberGenerator()
        let digits = String(bits.next(), radix: 36)
        return "run_" + String(repeating: "0", count: 13 - digits.count) + digits
    }
}

extension AgentState: Codable {
    private enum CodingKeys: String, CodingKey { case version, runID, agents, input, steps, usage, ending, pending }

    /// - Throws: ``LanguageModelError`` with `misuse` where a newer version wrote it; else what the decoder throws.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let version = try container.decode(Int.self, forKey: .version)
        guard version >= 1, version <= Self.version else {
            throw LanguageModelError(
                .misuse,
                "The saved run has version \(version) of its form, and this library reads versions 1 to "
                    + "\(Self.version). Resume it with the version of Dialect that saved it, or with a newer one.")
        }
        runID = try container.decode(String.self, forKey: .runID)
        agents = try container.decode([String].self, forKey: .agents)
        input = try container.decodeExactly([Message].self, forKey: .input)
        steps = try container.decodeExactly([AgentStep].self, forKey: .steps)
        usage = try container.decode(Usage.self, forKey: .usage)
        ending = try container.decodeIfPresent(AgentResult.Ending.self, forKey: .ending)
        pending = try container.contains(.pending) ? container.decodeExactly(PendingStep.self, forKey: .pending) : nil
        messages = input + steps.flatMap(\.messages)
        guard !agents.isEmpty, pending == nil || !steps.isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .agents, in: container, debugDescription: "A run has an agent, and open calls belong to a step")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.version, forKey: .version)
        try container.encode(runID, forKey: .runID)
        try container.encode(agents, forKey: .agents)
        try container.encodeExactly(input, forKey: .input)
        try container.encodeExactly(steps, forKey: .steps)
        try container.encode(usage, forKey: .usage)
        try container.encodeIfPresent(ending, forKey: .ending)
        if let pending { try container.encodeExactly(pending, forKey: .pending) }
    }
}

/// What a model was told is saved as texts of JSON: encoders sort members and round numbers.
extension KeyedEncodingContainer {
    fileprivate mutating func encodeExactly(_ value: some Encodable, forKey key: Key) throws {
        try encode(try ExactJSON.encode(value).jsonText, forKey: key)
    }
}

extension KeyedDecodingContainer {
    fileprivate func decodeExactly<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        do {
            return try ExactJSON.decode(type, saved: decode(String.self, forKey: key))
        } catch let error as JSONError {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "It is not JSON: \(error)")
        }
    }
}
