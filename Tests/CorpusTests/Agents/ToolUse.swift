import Dialect

/// The calls of the app's tools and their results in the body of a request, read in each wire's own shape and without
/// the encoder under test.
struct ToolUse {
    /// What stands at a place of the conversation.
    enum Entry {
        /// The ids of the calls that were made at once; their names where the wire has no ids.
        case calls([String])
        case results([String])
        /// Anybody says anything else.
        case words
    }

    private(set) var entries: [Entry] = []
    /// What no server would take, whatever stands around it.
    private(set) var faults: [String] = []
    /// The names of the tools that are called.
    private(set) var names: Set<String> = []

    init(_ body: JSONValue, on wire: TestedWire) {
        switch wire {
        case .responses: for item in body["input"]?.arrayValue ?? [] { readItem(item) }
        case .chatCompletions, .cohere: for message in body["messages"]?.arrayValue ?? [] { readMessage(message) }
        case .messages: readTurns(body["messages"], call: Self.toolUse, result: Self.toolResult)
        case .converse: readTurns(body["messages"], call: Self.converseUse, result: Self.converseResult)
        case .generateContent: readTurns(body["contents"], call: Self.functionCall, result: Self.functionResponse)
        }
    }

    /// The number of calls.
    var callCount: Int {
        entries.reduce(0) { count, entry in if case .calls(let ids) = entry { count + ids.count } else { count } }
    }

    /// What is wrong with the order of calls and results: each call has one result, right after all calls that were made
    /// with it, and there is no other.
    var disorder: [String] {
        var disorder = faults
        var open: [String] = []
        for (index, entry) in entries.enumerated() {
            switch entry {
            case .calls(let ids):
                if !open.isEmpty { disorder.append("entry \(index) calls before there are results of \(open)") }
                open = ids
            case .results(let ids):
                if ids != open { disorder.append("entry \(index) has results of \(ids) and the calls are \(open)") }
                open = []
            case .words: if !open.isEmpty { disorder.append("entry \(index) comes before the results of \(open)") }
            }
        }
        return open.isEmpty ? disorder : disorder + ["the calls \(open) have no results"]
    }

    /// The ids of all calls; their names where the wire has no ids.
    var ids: Set<String> {
        entries.reduce(into: []) { all, entry in if case .calls(let ids) = entry { all.formUnion(ids) } }
    }

    // MARK: Reading

    private mutating func call(_ id: String, _ name: JSONValue?, isUnique: Bool = true) {
        demand(name?.stringValue?.isEmpty == false, "the call \(id) has no name")
        names.insert(name?.stringValue ?? "")
        guard case .calls(var ids)? = entries.last else { return entries.append(.calls([id])) }
        if isUnique, ids.contains(id) { faults.append("two calls at once have the id \(id)") }
        ids.append(id)
        entries[entries.count - 1] = .calls(ids)
    }

    private mutating func result(_ id: String) {
        guard case .results(let ids)? = entries.last else { return entries.append(.results([id])) }
        entries[entries.count - 1] = .results(ids + [id])
    }

    private mutating func demand(_ condition: Bool, _ fault: @autoclosure () -> String) {
        if !condition { faults.append(fault()) }
    }

    // MARK: Responses

    private mutating func readItem(_ item: JSONValue) {
        let id = item["call_id"]?.stringValue ?? ""
        switch item["type"]?.stringValue {
        case "function_call":
            call(id, item["name"])
            demand(item["arguments"]?.stringValue?.isEmpty == false, "the call \(id) has no arguments")
        case "custom_tool_call": call(id, item["name"])
        case "function_call_output", "custom_tool_call_output":
            result(id)
            demand(item["output"] != nil, "the result of \(id) has no output")
        default: entries.append(.words)
        }
    }

    // MARK: Chat Completions, Cohere

    private mutating func readMessage(_ message: JSONValue) {
        switch message["role"]?.stringValue {
        case "assistant":
            let calls = message["tool_calls"]?.arrayValue ?? []
            guard !calls.isEmpty else { return entries.append(.words) }
            // One message is one answer: what was called before it is not called at once with this.
            entries.append(.calls([]))
            for json in calls {
                let body = json["function"] ?? json["custom"]
                call(json["id"]?.stringValue ?? "", body?["name"])
                demand(
                    (body?["arguments"] ?? body?["input"])?.stringValue != nil, "a call has no text: \(json.jsonText)")
            }
        case "tool":
            result(message["tool_call_id"]?.stringValue ?? "")
            demand(message["content"]?.isNull == false, "a result has no content")
        default: entries.append(.words)
        }
    }

    // MARK: Messages, Converse, Gemini

    private typealias Found = (id: String, name: JSONValue?, fault: String?)
    private typealias Reader = (JSONValue) -> Found?

    /// Users and assistants take turns; results stand at the beginning of what the user says.
    private mutating func readTurns(_ turns: JSONValue?, call: Reader, result: Reader) {
        for turn in turns?.arrayValue ?? [] {
            let isUser = turn["role"] == "user"
            let blocks = (turn["content"] ?? turn["parts"])?.arrayValue ?? []
            demand(!blocks.isEmpty, "a turn is empty")
            let isGoogles = turn["parts"] != nil
            var (hasCalls, hasResults) = (false, false)
            for block in blocks {
                let (called, answered) = (call(block), result(block))
                if let called {
                    demand(!isUser, "the user calls \(called.id)")
                    if !hasCalls { entries.append(.calls([])) }
                    hasCalls = true
                    self.call(called.id, called.name, isUnique: block["functionCall"] == nil)
                } else if let answered {
                    demand(isUser, "the model answers \(answered.id)")
                    hasResults = true
                    self.result(answered.id)
                } else if !hasCalls, !(isGoogles && hasResults) {
                    // Words between calls are said at once with them. Google counts the results of a content, whatever
                    // stands between them.
                    entries.append(.words)
                }
                if let fault = called?.fault ?? answered?.fault { faults.append(fault) }
            }
        }
    }

    private static func toolUse(_ block: JSONValue) -> Found? {
        guard block["type"] == "tool_use" else { return nil }
        return checked(block["id"], in: block, input: block["input"], mayHold: "_-")
    }

    private static func toolResult(_ block: JSONValue) -> Found? {
        block["type"] == "tool_result" ? (block["tool_use_id"]?.stringValue ?? "", nil, nil) : nil
    }

    private static func converseUse(_ block: JSONValue) -> Found? {
        guard let use = block["toolUse"] else { return nil }
        return checked(use["toolUseId"], in: use, input: use["input"], mayHold: "_.:-", length: 64)
    }

    private static func converseResult(_ block: JSONValue) -> Found? {
        guard let result = block["toolResult"] else { return nil }
        let id = result["toolUseId"]?.stringValue ?? ""
        return (id, nil, result["content"]?.arrayValue == nil ? "the result of \(id) has no content" : nil)
    }

    private static func functionCall(_ part: JSONValue) -> Found? {
        guard let call = part["functionCall"] else { return nil }
        let isWhole = call["args"]?.objectValue != nil
        return (
            (call["id"] ?? call["name"])?.stringValue ?? "", call["name"],
            isWhole ? nil : "a call is not whole: \(call.jsonText)"
        )
    }

    private static func functionResponse(_ part: JSONValue) -> Found? {
        guard let response = part["functionResponse"] else { return nil }
        let name = response["name"]?.stringValue ?? ""
        let isWhole = !name.isEmpty && response["response"]?.objectValue != nil
        return (response["id"]?.stringValue ?? name, nil, isWhole ? nil : "a result is not whole: \(response.jsonText)")
    }

    /// Ids of these wires hold letters, digits and little else; inputs are objects.
    private static func checked(
        _ json: JSONValue?, in call: JSONValue, input: JSONValue?, mayHold signs: String, length: Int = .max
    ) -> Found {
        let id = json?.stringValue ?? ""
        let isPlain = id.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil || signs.unicodeScalars.contains($0))
        }
        if id.isEmpty || !isPlain || id.count > length {
            return (id, call["name"], "no server takes the id \(id)")
        }
        return (id, call["name"], input?.objectValue == nil ? "the input of \(id) is no object" : nil)
    }
}
