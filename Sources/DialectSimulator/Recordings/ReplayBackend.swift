public import DialectServer
public import DialectWire

/// Answers every request with one recorded response.
///
/// Over HTTP the recorded status, content type and body are sent as they are, whichever form the request asks for;
/// over a WebSocket the data of each server-sent event is a message, as at the live service. So are requests to other
/// paths answered: a recording of any dialect can be replayed.
public struct ReplayBackend: ReplayingBackend {
    private let exchange: RecordedExchange

    public init(_ exchange: RecordedExchange) {
        self.exchange = exchange
    }

    public var acceptsUnknownResponses: Bool { true }

    public func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
        .recorded(exchange.response)
    }

    public func replay(_ request: ReceivedRequest) async throws -> RecordedReply { exchange.response }
}
