import DialectTransport
import DialectWire

/// Finds the lane of a message by its `stream_id`.
struct ResponsesLaneRouter: WebSocketRouter {
    func exchangeName(of message: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        ResponsesEventRouting.lane(of: message)
    }

    /// What is garbled may be anything: the lane is not free before an event that certainly ends its response.
    func isLast(_ message: UnsafeRawBufferPointer) -> Bool {
        ResponsesEventRouting.isTerminal(message) && !ResponsesEventRouting.isMalformed(message)
    }

    /// Errors that the server could not attribute bear no lane: they concern the connection. So does what is no JSON:
    /// a piece of one of the answers is lost, and nobody can tell of which.
    func concernsAll(_ message: UnsafeRawBufferPointer) -> Bool {
        ResponsesEventRouting.isFailure(message) || ResponsesEventRouting.isMalformed(message)
    }
}
