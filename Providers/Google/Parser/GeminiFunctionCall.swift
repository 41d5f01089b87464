import Dialect

/// A call of a function whose arguments may come in pieces, each for a place in the arguments named by a JSON path
/// (Vertex AI's page "Function calling", `streamFunctionCallArguments`).
struct GeminiFunctionCall {
    let id: String
    let name: String
    let hasNoID: Bool
    let block: PartAssembler.Block
    /// What stands beside the call in its part: the thought signature.
    var beside: JSONObject
    private(set) var arguments = JSONValue.object(JSONObject())
    /// Where the last piece went, if that string is not complete.
    private var openPath: String?

    init(id: String, name: String, hasNoID: Bool, block: PartAssembler.Block, beside: JSONObject) {
        self.id = id
        self.name = name
        self.hasNoID = hasNoID
        self.block = block
        self.beside = beside
    }

    mutating func add(_ call: JSONObject) throws(LanguageModelError) {
        if let whole = call["args"], !whole.isNull { arguments = whole }
        for piece in call["partialArgs"]?.arrayValue ?? [] {
            guard let path = piece["jsonPath"]?.stringValue, let steps = GeminiArgumentPath.steps(path) else {
                throw LanguageModelError(
                    .protocolViolation,
                    "A piece of the arguments of \(name) is for a place that cannot be understood: "
                        + "\(piece["jsonPath"]?.jsonText ?? "none").",
                    rawBody: piece.jsonText)
            }
            let value = Self.value(of: piece)
            let continues = openPath == path
            openPath = piece["willContinue"] == true ? path : nil
            try GeminiArgumentPath.update(at: steps[...], in: &arguments, of: name) { place in
                guard continues, case .string(var text) = place, case .string(let more) = value else {
                    return place = value
                }
                place = .null
                text += more
                place = .string(text)
            }
        }
    }

    private static func value(of piece: JSONValue) -> JSONValue {
        piece["stringValue"] ?? piece["numberValue"] ?? piece["boolValue"] ?? .null
    }

    var toolCall: ToolCall {
        ToolCall(
            id: id, name: name, arguments: arguments.stringValue ?? arguments.jsonText,
            metadata: GeminiPartMetadata(part: beside, hasNoID: hasNoID).metadata)
    }
}

extension GeminiEventParser {
    /// A function call, the beginning of one, or the next piece of the one that has begun.
    mutating func parse(_ json: JSONObject, of part: JSONObject, into parts: inout PartAssembler) throws {
        let beside = part.without("functionCall")
        if let name = json["name"]?.stringValue, !name.isEmpty {
            endCall(&parts, isCut: false)
            let wireID = json["id"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
            let id = callID(wireID)
            call = GeminiFunctionCall(
                id: id, name: name, hasNoID: wireID == nil, block: parts.openToolInput(id: id, name: name),
                beside: beside)
        } else {
            for (key, value) in beside { call?.beside[key] = value }
        }
        guard call != nil else {
            return parts.add(
                ModelWarning(
                    .irregularStream, subject: "functionCall",
                    message: "A function call without a name belongs to none that has begun; it was left out."))
        }
        try call?.add(json)
        if json["willContinue"] != true { endCall(&parts, isCut: false) }
    }

    /// Completes the function call under way, if there is one.
    ///
    /// - Parameter isCut: Whether the answer was cut off, so that arguments may be missing.
    mutating func endCall(_ parts: inout PartAssembler, isCut: Bool) {
        guard let call = call.take() else { return }
        let done = call.toolCall
        parts.append(done.arguments, to: call.block)
        parts.close(call.block)
        if isCut {
            parts.addIncompleteCall(id: call.id, name: call.name)
        } else {
            parts.add(done)
        }
    }
}
