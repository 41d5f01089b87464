public import Dialect

/// What a connection's lane has seen last: the response that can be continued, and the conversation behind it.
///
/// It holds none of the conversation itself, only a digest of it.
public struct ResponsesLaneMemory: Sendable {
    /// The response to continue from.
    public let responseID: String
    /// How many items the conversation has, those of the model included.
    public let itemCount: Int
    /// Whether the server keeps the response, so that it can be continued from another lane or connection too.
    public let isStored: Bool
    /// Whether the response only warmed up the connection.
    public let isWarmUp: Bool
    /// Whether the server knows more of the conversation than the request said, since the caller continued something.
    let isChainedByCaller: Bool
    /// The settings under which the conversation was held.
    let settings: [EncodedResponsesRequest.Setting]
    let digest: ResponsesConversationDigest
    /// The conversation up to the first item that does more than instruct; nil if there is none.
    let opening: ResponsesConversationDigest?

    /// - Parameters:
    ///   - request: The whole request that was answered, whatever part of it was sent.
    ///   - output: The items of the answer.
    public init(responseID: String, request: EncodedResponsesRequest, output: [JSONValue], isWarmUp: Bool = false) {
        self.responseID = responseID
        self.isWarmUp = isWarmUp
        isChainedByCaller = request.isChainedByCaller
        settings = request.settings
        isStored = request.isStored
        var count = request.input.count
        var digest = request.input.digest(ofFirst: count)
        var opening = request.input.opening
        for item in output {
            // What nobody stores is never sent back, so it is not expected either.
            if !isStored, item["type"] == "reasoning", item["encrypted_content"]?.nonNull == nil { continue }
            digest = digest.appending(item)
            count += 1
            if opening == nil, !item.isInstruction { opening = digest }
        }
        itemCount = count
        self.digest = digest
        self.opening = opening
    }
}
