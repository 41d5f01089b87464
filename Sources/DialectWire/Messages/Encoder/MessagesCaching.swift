import Dialect

/// Places cache breakpoints where the app leaves it to the encoder.
///
/// A prefix is tools, then instructions, then messages. The end of the last turn is written for the next request; the
/// end of the user's turn before is where this request finds what an earlier one wrote, however long the answer
/// between them was (Anthropic's "Prompt caching": the server looks back 20 blocks from a breakpoint).
struct MessagesCaching {
    /// The most breakpoints in one request.
    private static let limit = 4

    let control: JSONValue
    private var remaining: Int

    /// - Parameter taken: How many breakpoints the app placed itself.
    init(_ control: MessagesCacheControl, taken: Int) {
        self.control = control.json
        remaining = max(0, Self.limit - taken)
    }

    /// How many breakpoints these blocks hold, nested ones included.
    static func count(in blocks: [JSONValue]) -> Int {
        blocks.reduce(0) { sum, block in
            sum + (block["cache_control"]?.nonNull == nil ? 0 : 1) + count(in: block["content"]?.arrayValue ?? [])
        }
    }

    mutating func mark(
        tools: inout [JSONValue], system: inout [JSONValue], turns: inout [MessagesConversationEncoder.Turn]
    ) {
        let users = turns.indices.filter { turns[$0].role == "user" }
        if let last = users.last { markLast(of: &turns[last].blocks) }
        markLast(of: &system)
        if users.count > 1 { markLast(of: &turns[users[users.count - 2]].blocks) }
        markLast(of: &tools)
    }

    private mutating func markLast(of blocks: inout [JSONValue]) {
        guard remaining > 0, let last = blocks.indices.last, blocks[last]["cache_control"]?.nonNull == nil else {
            return
        }
        blocks[last]["cache_control"] = control
        remaining -= 1
    }
}
