import Dialect
import DialectWire

/// Turns messages into `systemInstruction` and `contents`.
///
/// Every message is encoded by itself but for results of tools, which Google wants together: a longer conversation's
/// contents begin with those of the shorter one.
struct GeminiContentsEncoder {
    let traits: GeminiModelTraits
    let media: GeminiMediaEncoder
    private(set) var system: [JSONValue] = []
    private(set) var contents: [JSONValue] = []
    private(set) var warnings: [ModelWarning] = []
    /// What became of the calls so far, by id.
    private var calls: [String: SentCall] = [:]
    private var lastRole: Message.Role?

    private enum SentCall {
        case sent(name: String, hasNoID: Bool)
        /// Its result has nothing to answer.
        case leftOut
    }

    init(traits: GeminiModelTraits, filesURL: String) {
        self.traits = traits
        media = GeminiMediaEncoder(filesURL: filesURL)
    }

    mutating func append(_ message: Message) {
        defer { lastRole = message.role }
        switch message.role {
        case .system, .developer: appendSystem(message)
        case .assistant: appendContent("model", parts: answer(message.content))
        case .tool where lastRole == .tool: extendContent(input(message.content))
        default: appendContent("user", parts: input(message.content))
        }
    }

    // MARK: Contents

    private mutating func appendSystem(_ message: Message) {
        guard contents.isEmpty else {
            // There is one place for instructions, before the conversation.
            warn(
                "system", "Google takes instructions before the conversation only; later ones were sent as the user's.")
            return appendContent("user", parts: input(message.content))
        }
        for part in message.content {
            if case .text(let text, _) = part, !text.isEmpty { system.append(["text": .string(text)]) }
        }
    }

    private mutating func appendContent(_ role: String, parts: [JSONValue]) {
        guard !parts.isEmpty else { return }
        contents.append(["role": .string(role), "parts": .array(parts)])
    }

    /// Results of parallel calls go into one content, however many messages the app made of them.
    private mutating func extendContent(_ more: [JSONValue]) {
        guard let last = contents.last, last["role"] == "user", let parts = last["parts"]?.arrayValue else {
            return appendContent("user", parts: more)
        }
        contents[contents.count - 1]["parts"] = .array(parts + more)
    }

    // MARK: What the app says

    private mutating func input(_ content: [ContentPart]) -> [JSONValue] {
        content.flatMap { part -> [JSONValue] in
            switch part {
            case .toolResult(let result) where !result.isProviderExecuted: return encode(result)
            case .reasoning, .toolCall, .toolResult, .source:
                drop(part)
                return []
            default: return common(part)
            }
        }
    }

    /// What may stand in anybody's message.
    private mutating func common(_ part: ContentPart) -> [JSONValue] {
        switch part {
        case .text(let text, let metadata):
            let beside = GeminiPartMetadata(metadata)?.part ?? JSONObject()
            guard !text.isEmpty || !beside.isEmpty else { return [] }
            return [Self.part(["text": .string(text)], beside: beside)]
        case .image(let media), .file(let media), .audio(let media): return [self.media.encode(media)]
        case .providerItem(let item) where item.provider == Google.name: return [item.json.sorted]
        default:
            drop(part)
            return []
        }
    }

    // MARK: What the model said

    private mutating func answer(_ content: [ContentPart]) -> [JSONValue] {
        var isFirstCall = true
        return content.flatMap { part -> [JSONValue] in
            switch part {
            case .reasoning(let text, let metadata): return encode(reasoning: text, metadata, part)
            case .toolCall(let call):
                defer { isFirstCall = false }
                return encode(call, isFirst: isFirstCall, part)
            case .toolResult(let result):
                if let verbatim = GeminiPartMetadata(result.metadata)?.verbatim { return [verbatim.sorted] }
                drop(part)
                return []
            // A source says what an answer was based on; it is nothing that the model said.
            case .source: return []
            default: return common(part)
            }
        }
    }

    private mutating func encode(
        reasoning text: String, _ metadata: ProviderMetadata, _ part: ContentPart
    ) -> [JSONValue] {
        guard let own = GeminiPartMetadata(metadata) else {
            drop(part)
            return []
        }
        if let verbatim = own.verbatim { return [verbatim.sorted] }
        return [Self.part(["text": .string(text)], beside: own.part)]
    }

    private mutating func encode(_ call: ToolCall, isFirst: Bool, _ part: ContentPart) -> [JSONValue] {
        let own = GeminiPartMetadata(call.metadata)
        if call.isProviderExecuted {
            if let verbatim = own?.verbatim { return [verbatim.sorted] }
            drop(part)
            return []
        }
        guard let arguments = arguments(of: call) else {
            calls[call.id] = .leftOut
            drop(part)
            return []
        }
        let hasNoID = own?.hasNoID ?? false
        calls[call.id] = .sent(name: call.name, hasNoID: hasNoID)
        var function = JSONObject()
        if !hasNoID { function["id"] = .string(call.id) }
        function["name"] = .string(Self.toolNames.encode(call.name))
        function["args"] = arguments
        var beside = own?.part ?? JSONObject()
        if isFirst, traits.wantsSignatures, beside["thoughtSignature"] == nil {
            beside["thoughtSignature"] = Self.foreignSignature
        }
        return [Self.part(["functionCall": .object(function)], beside: beside)]
    }

    /// Stands in for the signature of a call that another model made, or an older one of Google's ("Thought
    /// signatures", questions and answers).
    private static let foreignSignature: JSONValue = "skip_thought_signature_validator"

    /// Of a function's name ("FunctionDeclaration" of the API reference).
    private static let toolNames = ToolNameForm.upTo(128, signs: ".:-")

    /// Arguments must be an object; nil for a kind of call that has no form here.
    private func arguments(of call: ToolCall) -> JSONValue? {
        let json = try? call.argumentsJSON
        if let json, json.objectValue != nil { return json }
        return call.kind == .function || call.kind == .custom ? ["input": json ?? .string(call.arguments)] : nil
    }

    // MARK: Results

    private mutating func encode(_ result: ToolResult) -> [JSONValue] {
        var function = JSONObject()
        var name = result.name
        switch calls[result.callID] {
        case .leftOut:
            drop(.toolResult(result))
            return []
        case .sent(let called, let hasNoID):
            if !hasNoID { function["id"] = .string(result.callID) }
            if name.isEmpty { name = called }
        case nil: function["id"] = .string(result.callID)
        }
        function["name"] = .string(Self.toolNames.encode(name))
        var media: [JSONValue] = []
        switch result.output {
        case .text(let text): function["response"] = ["output": .string(text)]
        case .error(let text): function["response"] = ["error": .string(text)]
        case .json(let json): function["response"] = json.objectValue == nil ? ["output": json] : json
        case .content(let parts):
            let text = Message(role: .tool, content: parts).text
            function["response"] = text.isEmpty ? .object(JSONObject()) : ["output": .string(text)]
            for part in parts {
                if case .text = part { continue }
                media += common(part)
            }
        }
        if traits.takesMediaInResults, !media.isEmpty {
            function["parts"] = .array(media)
            media = []
        }
        let beside = GeminiPartMetadata(result.metadata)?.part ?? JSONObject()
        return [Self.part(["functionResponse": .object(function)], beside: beside)] + media
    }

    // MARK: Helpers

    private static func part(_ content: JSONObject, beside: JSONObject) -> JSONValue {
        var part = content
        part.add(beside)
        return .object(part)
    }

    private mutating func drop(_ part: ContentPart) {
        switch part {
        case .reasoning: warn("reasoning", "Reasoning that Google's models did not make was left out.")
        case .toolCall(let call):
            warn(call.name, "The call of \(call.name) is another provider's own; it was left out.")
        case .toolResult(let result):
            warn(result.name, "The result of \(result.name) is another provider's own; it was left out.")
        case .providerItem(let item):
            warn(item.type, "An item of type \(item.type) is \(item.provider)'s own; it was left out.")
        default: warn("content", "A part of a message has no form in Google's API in this place; it was left out.")
        }
    }

    private mutating func warn(_ subject: String, _ message: String) {
        warnings.append(ModelWarning(.degradedContent, subject: subject, message: message))
    }
}

extension JSONObject {
    /// Adds members in order of their names, whatever their order was when they were saved.
    mutating func add(_ members: JSONObject) {
        for (key, value) in members.sorted(by: { $0.key < $1.key }) { self[key] = value.sorted }
    }
}

extension JSONValue {
    /// The same with the members of every object sorted by key: what was saved and read again gives the same bytes.
    var sorted: JSONValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.sorted))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object.sorted(by: { $0.key < $1.key }) { result[key] = value.sorted }
            return .object(result)
        default: return self
        }
    }
}
