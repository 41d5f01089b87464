import Dialect
import DialectWire

/// One request on its way to a WebSocket.
struct ResponsesCall {
    let request: EncodedResponsesRequest
    let key: ResponsesPoolKey
    /// Whether the messages hold answers of a model.
    let isConversation: Bool
    let deadline: ContinuousClock.Instant?
    var isWarmUp = false
    /// Where the app gives further input while the model answers; nil where the endpoint takes none.
    var steering: ResponseSteering?
    /// Sends the request over HTTP instead.
    let overHTTP: (ModelWarning) async throws -> any EventSource
}
