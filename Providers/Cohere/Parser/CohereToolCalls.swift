import Dialect

/// The tool calls of a response as they grow.
struct CohereToolCalls {
    private struct Call {
        let index: Int?
        let id: String
        let name: String
        var arguments = ""
        let block: PartAssembler.Block
        var isDone = false
    }

    private var calls: [Call] = []

    /// A call begins, or is there as a whole.
    mutating func start(_ json: JSONValue?, at index: Int?, in parts: inout PartAssembler) {
        let function = json?["function"]
        let name = function?["name"]?.stringValue ?? ""
        var id = json?["id"]?.stringValue ?? ""
        // A known id wins over a clashing index, a new one is a new call.
        if !id.isEmpty, calls.contains(where: { $0.id == id && !$0.isDone }) { return }
        if id.isEmpty { id = "call_\(calls.count)" }
        calls.append(Call(index: index, id: id, name: name, block: parts.openToolInput(id: id, name: name)))
        append(function?["arguments"]?.stringValue ?? "", at: index, to: &parts)
    }

    /// More of a call's arguments: of the latest call with the index, without one of the latest call.
    mutating func append(_ text: String, at index: Int?, to parts: inout PartAssembler) {
        guard !text.isEmpty, let position = position(index), !calls[position].isDone else { return }
        calls[position].arguments += text
        parts.append(text, to: calls[position].block)
    }

    /// A call is complete.
    mutating func end(at index: Int?, in parts: inout PartAssembler) {
        if let position = position(index) { end(position, in: &parts) }
    }

    /// The response is complete. Of a response that was cut, a call without its end is reported and nothing more.
    mutating func endAll(isCut: Bool, in parts: inout PartAssembler) {
        for position in calls.indices where !calls[position].isDone {
            guard isCut else {
                end(position, in: &parts)
                continue
            }
            calls[position].isDone = true
            parts.close(calls[position].block)
            parts.addIncompleteCall(id: calls[position].id, name: calls[position].name)
        }
    }

    /// Whether the arguments so far are a whole.
    func isJSON(at index: Int?) -> Bool {
        position(index).map { (try? JSONValue(parsing: calls[$0].arguments)) != nil } ?? false
    }

    private func position(_ index: Int?) -> Int? {
        index == nil ? calls.indices.last : calls.lastIndex { $0.index == index }
    }

    private mutating func end(_ position: Int, in parts: inout PartAssembler) {
        guard !calls[position].isDone else { return }
        calls[position].isDone = true
        let call = calls[position]
        parts.close(call.block)
        // A tool without parameters is called with nothing or with null.
        let isEmpty = ["", "null"].contains(call.arguments.filter { !$0.isWhitespace })
        parts.add(ToolCall(id: call.id, name: call.name, arguments: isEmpty ? "{}" : call.arguments))
    }
}
