import Dialect
import DialectSimulator
import DialectWire
import Foundation
import Testing

/// Law 24: what we send for a recorded conversation means what the recording sent, or the difference is listed.
@Suite("Recorded Responses requests", .enabled(if: Corpus.isAvailable, Corpus.missing), .serialized)
struct RequestTests {
    /// A kind of difference that is known and justified, in `InexpressibleRequests.json`.
    struct Inexpressible: Decodable {
        /// Where the difference lies: `input[app].status`, with `[]` for any index, `*` for the rest of the path, and
        /// the input's items told apart by who made them, `app` or `model`.
        var path: String
        /// The recorded value, as JSON; absent means any.
        var recorded: JSONValue?
        var reason: String

        func covers(_ difference: Difference) -> Bool {
            let isSamePath =
                path.hasSuffix("*") ? difference.path.hasPrefix(path.dropLast()) : difference.path == path
            return isSamePath && (recorded == nil || recorded == difference.recorded)
        }
    }

    struct Difference: CustomStringConvertible {
        var path: String
        var recorded: JSONValue?
        var sent: JSONValue?

        var description: String {
            "\(path): recorded \(recorded?.jsonText.prefix(300) ?? "nothing"), sent \(sent?.jsonText.prefix(300) ?? "nothing")"
        }
    }

    static let inexpressible: [Inexpressible] = {
        guard let url = Bundle.module.url(forResource: "InexpressibleRequests", withExtension: "json"),
            let data = try? Data(contentsOf: url),
            let list = try? JSONDecoder().decode([Inexpressible].self, from: data)
        else {
            Issue.record("InexpressibleRequests.json cannot be read")
            return []
        }
        return list
    }()

    static let recorded = Corpus.responses.filter { $0.request.body?["input"] != nil }

    @Test("are reproduced", arguments: recorded)
    func reproduction(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.request.body)
        let request: ModelRequest
        let encoded: EncodedResponsesRequest
        do {
            request = try ModelRequest(recorded: body, dialect: exchange.dialect)
            encoded = try ResponsesRequestEncoder(dialect: exchange.dialect)
                .encode(request, model: body["model"]?.stringValue ?? "")
        } catch {
            // What the server itself refused need not be sayable.
            guard (200..<300).contains(exchange.response.status) else { return }
            Issue.record("\(exchange.id): law 24: the request cannot be said: \(error)")
            return
        }
        let sent = try JSONValue(parsing: encoded.body(stream: body["stream"]?.boolValue ?? false))
        for difference in Self.differences(Self.meaning(body), Self.meaning(sent), at: "") {
            if Self.inexpressible.contains(where: { $0.covers(difference) }) { continue }
            Issue.record("\(exchange.id): law 24: \(difference)")
        }
        // Equal requests are equal bytes (law 13).
        let again = try ResponsesRequestEncoder(dialect: exchange.dialect)
            .encode(request, model: body["model"]?.stringValue ?? "")
        #expect(again.body(stream: true) == encoded.body(stream: true), "\(exchange.id): law 13")
    }

    @Test("of a longer conversation begin with those of the shorter one", arguments: recorded)
    func prefixes(_ exchange: RecordedExchange) throws {
        let body = try #require(exchange.request.body)
        guard let request = try? ModelRequest(recorded: body, dialect: exchange.dialect) else { return }
        var longer = request
        longer.messages.append(.user("And then?"))
        let encoder = ResponsesRequestEncoder(dialect: exchange.dialect)
        let short = try encoder.encode(request, model: "model").input.map(\.json)
        let long = try encoder.encode(longer, model: "model").input.map(\.json)
        #expect(Array(long.prefix(short.count)) == short, "\(exchange.id): law 13")
    }

    // MARK: Meaning

    /// A body in a form in which equal meanings are equal: defaults and nulls left out, shorthands written out.
    private static func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        if result["stream"] == nil { result["stream"] = false }
        if body["text"] == ["format": ["type": "text"]] { result["text"] = nil }
        if let text = body["input"]?.stringValue {
            result["input"] = [["type": "message", "role": "user", "content": .string(text)]]
        }
        result["input"] = .array((result["input"]?.arrayValue ?? []).map(itemMeaning))
        return withoutNulls(result)
    }

    private static func itemMeaning(_ item: JSONValue) -> JSONValue {
        var item = item
        if item["type"] == nil, item["role"] != nil { item["type"] = "message" }
        guard item["type"] == "message" else { return item }
        // An answer of the model that lost its id is told apart by its role alone.
        let kind: JSONValue = item["role"] == "assistant" ? "output_text" : "input_text"
        if let text = item["content"]?.stringValue { item["content"] = [["type": kind, "text": .string(text)]] }
        return item
    }

    private static func withoutNulls(_ json: JSONValue) -> JSONValue {
        switch json {
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object where !value.isNull { result[key] = withoutNulls(value) }
            return .object(result)
        case .array(let elements): return .array(elements.map(withoutNulls))
        default: return json
        }
    }

    private static func differences(_ recorded: JSONValue?, _ sent: JSONValue?, at path: String) -> [Difference] {
        if recorded == sent { return [] }
        switch (recorded, sent) {
        case (.object(let left)?, .object(let right)?):
            return Set(left.keys + right.keys).sorted().flatMap { key in
                differences(left[key], right[key], at: path.isEmpty ? key : "\(path).\(key)")
            }
        case (.array(let left)?, .array(let right)?) where left.count == right.count:
            return zip(left, right).flatMap { pair in
                let speaker = path == "input" ? ModelRequest.isAnswer(pair.0) ? "model" : "app" : ""
                return differences(pair.0, pair.1, at: "\(path)[\(speaker)]")
            }
        default:
            return [Difference(path: path, recorded: recorded, sent: sent)]
        }
    }
}
