import DialectTransport
import DialectWire

/// Finds the lane of a message by its `stream_id`.
struct ResponsesLaneRouter: WebSocketRouter {
    func exchangeName(of message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        ResponsesEventRouting.lane(of: message)
    }

    func isLast(_ message: UnsafeRawBufferPointer) -> Bool { ResponsesEventRouting.isTerminal(message) }

    /// Errors that the server could not attribute bear no lane: they concern the connection.
    func concernsAll(_ message: UnsafeRawBufferPointer) -> Bool { ResponsesEventRouting.isFailure(message) }
}
