import Dialect

/// A tool call under way.
struct ChatToolCall {
    /// The vendor's id; nil as long as it gave none.
    var id: String?
    var index: Int?
    var name: String?
    var kind: ToolKind = .function
    /// The arguments so far.
    private(set) var arguments = ""
    /// Further members of the call, such as Google's signatures.
    var extra = JSONObject()
    /// Fields of the message that this call carries, so that they can be sent back.
    var messageFields: JSONObject?
    private var block: PartAssembler.Block?
    private var joiner = SurrogateJoiner()

    init(index: Int?) {
        self.index = index
    }

    /// Takes a piece of the call. An empty string is none.
    mutating func take(id: String?, name: String?, arguments delta: JSONSlice?, in parts: inout PartAssembler) {
        take(id: id, name: name, text: delta.map { joiner.text(of: $0) } ?? "", in: &parts)
    }

    /// - Parameter text: What the arguments go on with.
    mutating func take(id: String?, name: String?, text: String, in parts: inout PartAssembler) {
        self.id = self.id ?? id
        self.name = self.name ?? name
        arguments += text
        show(text, in: &parts)
    }

    /// The whole of the arguments is told, after pieces of it or instead of them.
    mutating func restate(id: String?, name: String?, arguments whole: String, in parts: inout PartAssembler) {
        let known = arguments.utf8.count
        let missing = whole.utf8.count > known ? String(decoding: whole.utf8.dropFirst(known), as: UTF8.self) : ""
        take(id: id, name: name, text: missing, in: &parts)
    }

    /// Shows the input as it arrives, as soon as it is known whose it is.
    private mutating func show(_ text: String, in parts: inout PartAssembler) {
        if let block {
            parts.append(text, to: block)
        } else if let id, let name {
            open(id: id, name: name, in: &parts)
        }
    }

    private mutating func open(id: String, name: String, in parts: inout PartAssembler) {
        let block = parts.openToolInput(id: id, name: name)
        parts.append(arguments, to: block)
        self.block = block
    }

    /// Whether a delta that says nothing of whose it is cannot belong to this call: it names a tool again, though this
    /// call has a name and is complete, or has another one.
    func isFollowed(byName name: String?, beginsArguments: Bool) -> Bool {
        guard let name, let own = self.name else { return false }
        guard own == name else { return true }
        guard beginsArguments || arguments.isEmpty else { return false }
        return !arguments.isEmpty && (try? JSONValue(parsing: arguments))?.objectValue != nil
    }

    /// The response has ended: the call is complete, or was cut off.
    ///
    /// - Parameters:
    ///   - fallbackID: Stands for an id that the vendor never gave.
    ///   - isCut: Whether the model was stopped in the midst of this call.
    /// - Returns: Whether there is a call to execute.
    mutating func end(fallbackID: String, isCut: Bool, namespace: String, in parts: inout PartAssembler) -> Bool {
        let id = id ?? fallbackID
        guard let name, !isCut else {
            if let block { parts.close(block) }
            parts.addIncompleteCall(id: id, name: name)
            return false
        }
        if block == nil { open(id: id, name: name, in: &parts) }
        if let block { parts.close(block) }
        var metadata = ChatPartMetadata()
        metadata.extra = extra
        metadata.message = messageFields
        let isEmpty = kind == .function && (arguments.isEmpty || arguments == "null")
        parts.add(
            ToolCall(
                id: id, name: name, arguments: isEmpty ? "{}" : arguments, kind: kind,
                metadata: metadata.metadata(namespace: namespace)))
        return true
    }
}
