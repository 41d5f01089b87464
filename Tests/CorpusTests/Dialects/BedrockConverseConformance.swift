import Dialect
import DialectServer
import DialectSimulator
import Foundation

@testable import DialectBedrock

/// Amazon Bedrock's Converse and ConverseStream.
struct BedrockConverseConformance: ConformingDialect {
    let name = "bedrock-converse"
    let folders: Set<String> = ["Providers/Bedrock"]
    let unknownEvent: JSONValue? = ["newsOfTomorrow": ["contentBlockIndex": 7]]

    /// Other operations under the same name count tokens.
    func speaks(_ exchange: RecordedExchange) -> Bool {
        exchange.api == "converse" && ["create", "stream"].contains(exchange.operation)
    }

    func events(of exchange: RecordedExchange, cutAt cuts: [Int]) -> [[UInt8]] {
        let body = exchange.response.body
        guard exchange.response.contentType == "application/vnd.amazon.eventstream" else {
            let lines = body.split(separator: UInt8(ascii: "\n")).map(Array.init)
            return exchange.response.contentType == "application/x-ndjson" ? lines : [body]
        }
        var events: [[UInt8]] = []
        var parser = EventStreamParser()
        var json = EventStreamJSON()
        var start = 0
        for cut in cuts + [body.count] {
            body[start..<cut].withUnsafeBytes { chunk in
                try? parser.parse(chunk) { json.write($0) { events.append(Array($0)) } }
            }
            start = cut
        }
        return events
    }

    func outcome(of events: [[UInt8]], in exchange: RecordedExchange) -> Outcome {
        Outcome(
            events: events, parser: ConverseEventParser(), model: ModelID(provider: Bedrock.name, model: "model"))
    }

    func facts(of exchange: RecordedExchange) -> WireFacts { RecordedConverse(exchange).facts }

    func verbatim(of exchange: RecordedExchange) -> [JSONValue] {
        RecordedConverse(exchange).blocks.compactMap { block in
            // Reasoning that nobody signed is not taken back by most models.
            guard let reasoning = block["reasoningContent"] else { return nil }
            let text = reasoning["reasoningText"]
            return text == nil ? reasoning : text?["signature"] == nil ? nil : text
        }
    }

    func model(for exchange: RecordedExchange, at server: ResponsesServer) -> any LanguageModel {
        let configuration = BedrockProvider.Configuration(
            region: "us-east-1", authorization: .apiKey("key"), baseURL: "http://127.0.0.1:\(server.port)")
        return BedrockProvider(configuration).model(exchange.bedrockModel)
    }

    // MARK: Requests

    func request(of exchange: RecordedExchange) throws -> ModelRequest? {
        guard let body = exchange.request.body, body["messages"] != nil else { return nil }
        return try ModelRequest(converse: body)
    }

    func encode(_ request: ModelRequest, for exchange: RecordedExchange) throws -> [UInt8] {
        try ConverseRequestEncoder(model: exchange.bedrockModel).encode(request).body
    }

    /// Empty settings say nothing, and the text of a schema is JSON of its own.
    func meaning(_ body: JSONValue) -> JSONValue {
        var result = body
        for name in ["system", "inferenceConfig"] where result[name] == [] || result[name] == [:] {
            result[name] = nil
        }
        if let text = body["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"]?["schema"]?.stringValue {
            result["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"]?["schema"] = try? JSONValue(
                parsing: text)
        }
        return result
    }

    func label(of element: JSONValue, at path: String) -> String { element["role"]?.stringValue ?? "" }
}

extension RecordedExchange {
    /// The model that was asked, by the URL: `/model/<id>/converse`.
    fileprivate var bedrockModel: String {
        let parts = request.url.split(separator: "/")
        guard let index = parts.firstIndex(of: "model"), index + 1 < parts.count else { return model ?? "model" }
        return String(parts[index + 1]).removingPercentEncoding ?? String(parts[index + 1])
    }
}
