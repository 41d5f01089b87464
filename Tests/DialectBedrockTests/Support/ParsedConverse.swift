import Dialect

@testable import DialectBedrock

/// What becomes of events, without any transport.
struct ParsedConverse {
    var parts: [StreamPart] = []
    var error: LanguageModelError?

    /// - Parameter events: Groups of events, one after another.
    init(_ events: [JSONValue]..., schemas: RequestSchemas = RequestSchemas()) {
        var driver = StreamDriver(
            parser: ConverseEventParser(), model: ModelID(provider: "bedrock", model: "model"), warnings: [],
            schemas: schemas)
        for event in events.joined() { event.jsonBytes().withUnsafeBytes { driver.received($0) } }
        driver.ended()
        driver.takeParts(into: &parts)
        error = driver.failure as? LanguageModelError
    }

    var response: ModelResponse {
        var collector = ResponseCollector()
        for part in parts { collector.append(part) }
        return collector.partialResponse
    }

    static func delta(_ index: Int, _ delta: JSONValue) -> JSONValue {
        ["contentBlockDelta": ["contentBlockIndex": .integer(index), "delta": delta, "p": "abcd"]]
    }

    static func start(_ index: Int, _ start: JSONValue) -> JSONValue {
        ["contentBlockStart": ["contentBlockIndex": .integer(index), "start": start]]
    }

    static func stop(_ index: Int) -> JSONValue { ["contentBlockStop": ["contentBlockIndex": .integer(index)]] }

    static func end(_ reason: String) -> [JSONValue] {
        [
            ["messageStop": ["stopReason": .string(reason)]],
            [
                "metadata": [
                    "usage": ["inputTokens": 3, "outputTokens": 5, "totalTokens": 8], "metrics": ["latencyMs": 7],
                ]
            ],
        ]
    }

    static func call(_ index: Int, id: String, name: String, _ pieces: [String], type: String? = nil) -> [JSONValue] {
        var use: JSONObject = ["toolUseId": .string(id), "name": .string(name)]
        use["type"] = type.map(JSONValue.string)
        var events = [start(index, ["toolUse": .object(use)])]
        for piece in pieces { events.append(delta(index, ["toolUse": ["input": .string(piece)]])) }
        events.append(stop(index))
        return events
    }
}
