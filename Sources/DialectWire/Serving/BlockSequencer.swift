import Dialect

/// Puts the blocks of a response one after another, as they are on wires whose blocks do not overlap. A pure state
/// machine.
///
/// Text and reasoning give way to a block that begins meanwhile, and go on in a block of their own; a call is never
/// parted, what else comes waits for its end. Calls of tools that the client did not declare wait until they are known
/// to be the client's: the provider may run them itself, and such calls are left out.
struct BlockSequencer: Sendable {
    enum Kind: Hashable, Sendable {
        case text
        case reasoning
        case call(id: String, name: String, isFreeForm: Bool)

        var isCall: Bool { if case .call = self { true } else { false } }
    }

    enum Step: Hashable, Sendable {
        /// A block begins.
        case begin(Kind)
        /// A piece of the block that began last.
        case delta(String)
        /// The block that began last is complete.
        case end(ProviderMetadata)
    }

    private struct Block: Sendable {
        let id: String
        let kind: Kind
        /// What came while another block had the wire.
        var held = ""
        /// Whether the block may begin on the wire as soon as that is free.
        var isDue = false
        var hasText = false
        var isEnded = false
        var metadata = ProviderMetadata()
    }

    /// What has to be written, oldest first.
    private(set) var steps: [Step] = []
    /// Blocks that are not over, oldest first.
    private var blocks: [Block] = []
    /// The id of the block on the wire.
    private var active: String?
    /// Tools that the client declared; true for those that take free text.
    private let tools: [String: Bool]
    /// Whether free text for a tool is wrapped into an object, in dialects that know JSON only.
    private let wrapsFreeText: Bool

    init(tools declarations: [ToolDeclaration], wrapsFreeText: Bool) {
        self.wrapsFreeText = wrapsFreeText
        var tools: [String: Bool] = [:]
        for tool in declarations {
            switch tool {
            case .function(let function): tools[function.name] = false
            case .provider(let tool) where tool.type == "custom": tools[tool.name] = true
            case .provider: break
            }
        }
        self.tools = tools
    }

    /// Forgets the steps, which were written.
    mutating func clear() { steps.removeAll(keepingCapacity: true) }

    mutating func take(_ part: StreamPart) {
        switch part {
        case .textDelta(let id, let text), .reasoningDelta(let id, let text), .toolInputDelta(let id, let text):
            append(text, to: id)
        case .textStart(let id): blocks.append(Block(id: id, kind: .text))
        case .reasoningStart(let id): blocks.append(Block(id: id, kind: .reasoning))
        case .textEnd(let id, let metadata), .reasoningEnd(let id, let metadata): end(id, metadata)
        case .toolInputStart(let id, let name): beginCall(id, name)
        case .toolCall(let call): finish(call)
        case .finish: finish()
        default: break
        }
    }

    // MARK: Blocks

    private func position(_ id: String) -> Int? { blocks.lastIndex { $0.id == id } }

    private mutating func append(_ text: String, to id: String) {
        guard let position = position(id), !blocks[position].isEnded else { return }
        if id == active {
            blocks[position].hasText = true
            return add(text, to: blocks[position])
        }
        blocks[position].held += text
        blocks[position].hasText = true
        if !blocks[position].kind.isCall { blocks[position].isDue = true }
        if blocks[position].isDue { giveWay() }
    }

    private mutating func end(_ id: String, _ metadata: ProviderMetadata) {
        guard let position = position(id) else { return }
        blocks[position].isEnded = true
        blocks[position].metadata = metadata
        // Reasoning without words may still hold something to send back.
        if blocks[position].kind == .reasoning, !metadata.isEmpty { blocks[position].isDue = true }
        if id == active {
            leave()
            settle()
        } else if !blocks[position].isDue {
            blocks.remove(at: position)
        } else {
            giveWay()
        }
    }

    private mutating func beginCall(_ id: String, _ name: String) {
        let isFreeForm = tools[name]
        var block = Block(id: id, kind: .call(id: id, name: name, isFreeForm: isFreeForm ?? false))
        block.isDue = isFreeForm != nil
        blocks.append(block)
        if block.isDue { giveWay() }
    }

    private mutating func finish(_ call: ToolCall) {
        // A block's id is made unique where a model uses one id twice.
        let known = position(call.id) ?? blocks.firstIndex { $0.kind.isCall && $0.id.hasPrefix(call.id + "#") }
        if call.isProviderExecuted {
            if let known, blocks[known].id != active { blocks.remove(at: known) }
            return
        }
        if known == nil {
            let kind = Kind.call(id: call.id, name: call.name, isFreeForm: call.kind == .custom)
            blocks.append(Block(id: call.id, kind: kind))
        }
        let place = known ?? blocks.count - 1
        let id = blocks[place].id
        blocks[place].isDue = true
        if !blocks[place].hasText {
            // What the deltas left out.
            if id == active {
                add(call.arguments, to: blocks[place])
            } else {
                blocks[place].held = call.arguments
            }
        }
        end(id, call.metadata)
    }

    /// The response is over: so are all blocks. A call that is not known to be the client's is none.
    private mutating func finish() {
        for position in blocks.indices { blocks[position].isEnded = true }
        if active != nil { leave() }
        settle()
        blocks = []
    }

    // MARK: The wire

    private func isWrapped(_ block: Block) -> Bool {
        if case .call(_, _, let isFreeForm) = block.kind { isFreeForm && wrapsFreeText } else { false }
    }

    private mutating func add(_ text: String, to block: Block) {
        // What stands in a text of JSON, without the quotation marks around it.
        steps.append(.delta(isWrapped(block) ? String(JSONValue.string(text).jsonText.dropFirst().dropLast()) : text))
    }

    /// Lets a block that is due have the wire, unless a call has it.
    private mutating func giveWay() {
        if let active, let position = position(active) {
            guard !blocks[position].kind.isCall else { return }
            steps.append(.end(ProviderMetadata()))
            blocks[position].isDue = false
            self.active = nil
        }
        settle()
    }

    /// The block on the wire is over.
    private mutating func leave() {
        guard let active, let position = position(active) else { return }
        if isWrapped(blocks[position]) { steps.append(.delta(#""}"#)) }
        steps.append(.end(blocks[position].metadata))
        blocks.remove(at: position)
        self.active = nil
    }

    /// Gives the wire to the blocks that are due, one after another, until one of them is not over.
    private mutating func settle() {
        while active == nil, let position = blocks.firstIndex(where: \.isDue) {
            steps.append(.begin(blocks[position].kind))
            active = blocks[position].id
            if isWrapped(blocks[position]) { steps.append(.delta(#"{"input":""#)) }
            if !blocks[position].held.isEmpty {
                add(blocks[position].held, to: blocks[position])
                blocks[position].held = ""
            }
            if blocks[position].isEnded { leave() }
        }
    }
}
