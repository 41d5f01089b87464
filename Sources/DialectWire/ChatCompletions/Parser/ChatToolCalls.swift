import Dialect

/// The tool calls of a response, and which of them a delta belongs to.
///
/// Every vendor breaks some rule of correlation, so that the rules are: a known id wins; a new id with a known index is
/// a new call; without an id the index decides; with neither it is the current call. Name and id may come late, and an
/// empty string is none.
struct ChatToolCalls {
    private var calls: [ChatToolCall] = []
    private var current: Int?
    /// Whether the calls came as `function_call`.
    private(set) var isLegacy = false

    /// Takes a delta without a tree.
    mutating func take(_ delta: ChatChunkHead.Call, in parts: inout PartAssembler) {
        let id = delta.id?.string
        let name = delta.name?.string
        let begins = delta.arguments?.bytes.first == UInt8(ascii: "{")
        let position = position(id: id, index: delta.index, name: name, beginsArguments: begins)
        calls[position].take(id: id, name: name, arguments: delta.arguments, in: &parts)
    }

    /// Takes a delta, or a whole call of a message.
    mutating func take(_ call: JSONValue, isWhole: Bool, in parts: inout PartAssembler) {
        let isCustom = call["custom"]?["name"]?.nonEmptyString != nil || call["type"] == "custom"
        let function = call[isCustom ? "custom" : "function"] ?? call
        let id = call["id"]?.nonEmptyString
        let name = function["name"]?.nonEmptyString
        let given = (isCustom ? function["input"] : function["arguments"])?.nonNull
        // Some servers send arguments as the object that they are.
        let arguments = given?.stringValue ?? given?.jsonText ?? ""
        let position = position(
            id: id, index: call["index"]?.intValue, name: name,
            beginsArguments: arguments.utf8.first == UInt8(ascii: "{"))
        if isCustom { calls[position].kind = .custom }
        for (key, value) in call.objectValue ?? JSONObject() where !Self.ownKeys.contains(key) && !value.isNull {
            calls[position].extra[key] = value
        }
        if isWhole {
            calls[position].restate(id: id, name: name, arguments: arguments, in: &parts)
        } else {
            calls[position].take(id: id, name: name, text: arguments, in: &parts)
        }
    }

    /// Takes the `function_call` of the time before tools: a single call without an id.
    mutating func take(legacy call: JSONValue, isWhole: Bool, in parts: inout PartAssembler) {
        isLegacy = true
        take(call, isWhole: isWhole, in: &parts)
    }

    private static let ownKeys: Set<String> = ["id", "index", "type", "function", "custom", "name", "arguments"]

    /// The response has ended.
    ///
    /// - Parameters:
    ///   - responseID: Makes ids that a vendor did not give unlike those of other responses.
    ///   - isCut: Whether the model was stopped before it was done.
    ///   - message: What the first call must carry of the message.
    /// - Returns: Whether there are calls to execute.
    mutating func end(
        responseID: String?, isCut: Bool, message: JSONObject?, namespace: String, in parts: inout PartAssembler
    ) -> Bool {
        var hasCalls = false
        for position in calls.indices {
            let fallback = "call_\(responseID.map { "\($0)_" } ?? "")\(position)"
            if position == 0, let message, !message.isEmpty { calls[position].messageFields = message }
            if calls[position].end(
                fallbackID: fallback, isCut: isCut && position == calls.count - 1, namespace: namespace, in: &parts)
            {
                hasCalls = true
            }
        }
        return hasCalls
    }

    // MARK: Correlation

    private mutating func position(id: String?, index: Int?, name: String?, beginsArguments: Bool) -> Int {
        let found = find(id: id, index: index, name: name, beginsArguments: beginsArguments)
        let position = found ?? add(index)
        current = position
        return position
    }

    private func find(id: String?, index: Int?, name: String?, beginsArguments: Bool) -> Int? {
        if let id, let known = calls.lastIndex(where: { $0.id == id }) { return known }
        let candidate = index.map { index in calls.lastIndex { $0.index == index } } ?? current
        guard let candidate else { return nil }
        // A new id is a new call, unless the call waits for its id.
        if id != nil, calls[candidate].id != nil { return nil }
        return calls[candidate].isFollowed(byName: name, beginsArguments: beginsArguments) ? nil : candidate
    }

    private mutating func add(_ index: Int?) -> Int {
        calls.append(ChatToolCall(index: index))
        return calls.count - 1
    }
}
