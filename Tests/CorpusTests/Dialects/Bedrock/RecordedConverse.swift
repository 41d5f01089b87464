import Dialect
import DialectServer
import DialectSimulator

/// What a recording of Converse says by itself, read without the parser under test.
struct RecordedConverse {
    let events: [JSONValue]
    /// Complete content blocks, in the form of a one-shot body; a call's input is a string where it was streamed.
    private(set) var blocks: [JSONValue] = []
    private var usage: JSONValue?
    private var stopReason: String?

    init(_ exchange: RecordedExchange) {
        events = Self.events(exchange.response)
        if let body = events.first, let content = body["output"]?["message"]?["content"]?.arrayValue {
            blocks = content
            usage = body["usage"]
            stopReason = body["stopReason"]?.stringValue
            return
        }
        let indices = events.compactMap { event in
            (event["contentBlockStart"] ?? event["contentBlockDelta"])?["contentBlockIndex"]?.intValue
        }
        blocks = Set(indices).sorted().map(block)
        usage = events.lazy.compactMap { $0["metadata"]?["usage"] }.first
        stopReason = events.lazy.compactMap { $0["messageStop"]?["stopReason"]?.stringValue }.first
    }

    private static func events(_ reply: RecordedReply) -> [JSONValue] {
        guard reply.contentType == "application/vnd.amazon.eventstream" else {
            let isLines = reply.contentType == "application/x-ndjson"
            let documents = isLines ? reply.body.split(separator: UInt8(ascii: "\n")).map(Array.init) : [reply.body]
            return documents.compactMap { try? JSONValue(parsing: $0) }
        }
        var events: [JSONValue] = []
        var rest = reply.body[...]
        while rest.count >= 16 {
            let words = [0, 4].map { at in
                rest.dropFirst(at).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            }
            guard words[0] >= 16, words[0] <= rest.count else { break }
            let message = rest.prefix(words[0])
            let headers = String(decoding: message.dropFirst(12).prefix(words[1]), as: UTF8.self)
            let payload = try? JSONValue(parsing: message.dropFirst(12 + words[1]).dropLast(4))
            let names = ["messageStart", "contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop"]
            if let name = (names + ["metadata"]).first(where: headers.contains), let payload {
                events.append(.object([name: payload]))
            }
            rest = rest.dropFirst(words[0])
        }
        return events
    }

    private func block(_ index: Int) -> JSONValue {
        var block: JSONValue = .object([:])
        for event in events {
            if let start = event["contentBlockStart"], start["contentBlockIndex"]?.intValue == index {
                for (key, value) in start["start"]?.objectValue ?? [:] { block[key] = value }
            }
            guard let delta = event["contentBlockDelta"], delta["contentBlockIndex"]?.intValue == index else {
                continue
            }
            func join(_ text: JSONValue?, _ piece: String?) -> JSONValue {
                .string((text?.stringValue ?? "") + (piece ?? ""))
            }
            let news = delta["delta"]
            if let text = news?["text"]?.stringValue { block["text"] = join(block["text"], text) }
            if let input = news?["toolUse"]?["input"]?.stringValue {
                var call = block["toolUse"] ?? [:]
                call["input"] = join(call["input"], input)
                block["toolUse"] = call
            }
            if let reasoning = news?["reasoningContent"] {
                var whole = block["reasoningContent"] ?? [:]
                if let redacted = reasoning["redactedContent"] { whole["redactedContent"] = redacted }
                for name in ["text", "signature"] where reasoning[name] != nil {
                    var text = whole["reasoningText"] ?? [:]
                    text[name] = join(text[name], reasoning[name]?.stringValue)
                    whole["reasoningText"] = text
                }
                block["reasoningContent"] = whole
            }
            if let citation = news?["citation"] {
                var cited = block["citationsContent"] ?? ["citations": []]
                cited["citations"] = .array((cited["citations"]?.arrayValue ?? []) + [citation])
                block["citationsContent"] = cited
            }
        }
        return block
    }

    var facts: WireFacts {
        var facts = WireFacts()
        facts.isTerminated = stopReason != nil
        facts.finishWord = stopReason
        let cited = blocks.compactMap { $0["citationsContent"] }
        facts.text =
            blocks.map { block in
                let pieces = block["citationsContent"]?["content"]?.arrayValue?.compactMap { $0["text"]?.stringValue }
                return (block["text"]?.stringValue ?? "") + (pieces?.joined() ?? "")
            }.joined()
        facts.reasoning = blocks.compactMap { $0["reasoningContent"]?["reasoningText"]?["text"]?.stringValue }.joined()
        facts.toolCalls = blocks.compactMap { block in
            guard let call = block["toolUse"], call["type"] != "server_tool_use", let name = call["name"]?.stringValue
            else { return nil }
            return (name, call["input"].map { $0.stringValue ?? $0.jsonText } ?? "")
        }
        facts.sourceCount = cited.reduce(0) { $0 + ($1["citations"]?.arrayValue?.count ?? 0) }
        guard let usage else { return facts }
        facts.rawUsage = usage
        let cached = usage["cacheReadInputTokens"]?.intValue
        facts.cachedTokens = cached
        facts.inputTokens = usage["inputTokens"]?.intValue.map {
            $0 + (cached ?? 0) + (usage["cacheWriteInputTokens"]?.intValue ?? 0)
        }
        facts.outputTokens = usage["outputTokens"]?.intValue
        return facts
    }
}
