import Dialect
import DialectWire
import Foundation

/// Encodes parts as a server does.
struct EncodedParts {
    var events: [ResponsesServerEvent] = []
    var encoder: ResponsesEventEncoder

    init(
        _ parts: [StreamPart], body: String = #"{"model":"m","input":"Hi"}"#, error: (any Error)? = nil,
        isWebSocket: Bool = false
    ) throws {
        let request = try Array(body.utf8).withUnsafeBytes {
            isWebSocket
                ? try ResponsesRequestDecoder().decode(webSocketMessage: $0)
                : try ResponsesRequestDecoder().decode(httpBody: $0)
        }
        encoder = ResponsesEventEncoder(request: request, responseID: "resp_abc", createdAt: 1000)
        for part in parts { events += encoder.encode(part, at: 1002) }
        if let error { events += encoder.fail(error) }
    }

    var json: [JSONValue] { events.compactMap { try? JSONValue(parsing: $0.json) } }
    var types: [String] { events.map(\.type) }
    var texts: [String] { events.map { String(decoding: $0.json, as: UTF8.self) } }

    /// The parts that a client's parser finds in the events.
    func parsed() throws -> [StreamPart] {
        var driver = StreamDriver(
            parser: ResponsesEventParser(dialect: .openAI), model: ModelID(provider: "openai", model: "m"))
        for event in events { event.json.withUnsafeBytes { driver.received($0) } }
        driver.ended()
        var parts: [StreamPart] = []
        driver.takeParts(into: &parts)
        if let failure = driver.failure { throw failure }
        return parts
    }

    /// What a client has in the end.
    func collected() throws -> ModelResponse {
        var collector = ResponseCollector()
        for part in try parsed() { collector.append(part) }
        return try collector.response()
    }

    static let finish = StreamPart.finish(.stop, Usage(input: .init(total: 5), output: .init(total: 3)), .init())
    static let start = StreamPart.responseMetadata(ResponseMetadata(model: "m-1"))
}
