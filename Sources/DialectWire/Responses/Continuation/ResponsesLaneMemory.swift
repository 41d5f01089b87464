public import Dialect

/// What a connection's lane has seen last: the response that can be continued, and the conversation behind it.
public struct ResponsesLaneMemory: Sendable {
    /// The response to continue from.
    public let responseID: String
    /// The settings under which the conversation was held.
    let settings: [EncodedResponsesRequest.Setting]
    /// Every item of the conversation, those of the model included.
    let items: [ResponsesItemFingerprint]
    /// Whether the response only warmed up the connection.
    let isWarmUp: Bool

    /// - Parameters:
    ///   - request: The whole request that was answered, whatever part of it was sent.
    ///   - output: The items of the answer.
    public init(responseID: String, request: EncodedResponsesRequest, output: [JSONValue], isWarmUp: Bool = false) {
        self.responseID = responseID
        self.isWarmUp = isWarmUp
        settings = request.settings
        let isStored = !request.settings.contains { $0.name == "store" && $0.json.elementsEqual("false".utf8) }
        let kept = output.filter { isStored || $0["type"] != "reasoning" || $0["encrypted_content"]?.nonNull != nil }
        // What nobody stores is never sent back, so it is not expected either.
        items = request.input.map(\.fingerprint) + kept.map(ResponsesItemFingerprint.init)
    }
}
