public import Dialect
public import DialectWire

/// What answers the requests of a server, over HTTP and WebSocket alike, in whatever dialect they come.
public protocol ResponsesBackend: Sendable {
    /// Whether a request may continue a response that this server never made, as recorded conversations do.
    /// Otherwise such a request is refused with `previous_response_not_found`.
    var acceptsUnknownResponses: Bool { get }

    /// Answers a request. Conversations are resolved already: its messages begin with those of the response that it
    /// continues.
    ///
    /// - Throws: ``Dialect/LanguageModelError``, shown to the client as the provider of its dialect would.
    func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply
}

extension ResponsesBackend {
    public var acceptsUnknownResponses: Bool { false }
}

/// A backend that also answers requests of dialects which the server does not understand, whatever path they go to.
public protocol ReplayingBackend: ResponsesBackend {
    /// Answers a request with bytes to send as they are.
    ///
    /// - Throws: ``Dialect/LanguageModelError``, shown to the client as OpenAI would.
    func replay(_ request: ReceivedRequest) async throws -> RecordedReply
}

/// The answer of a ``ResponsesBackend``.
public struct ResponsesReply: Sendable {
    enum Content: Sendable {
        case stream(ResponseStream)
        case recorded(RecordedReply)
    }

    let content: Content

    /// The parts of a model's response; the server encodes them as events or as one object.
    public static func stream(_ stream: ResponseStream) -> ResponsesReply {
        ResponsesReply(content: .stream(stream))
    }

    /// Bytes to send as they are.
    public static func recorded(_ reply: RecordedReply) -> ResponsesReply {
        ResponsesReply(content: .recorded(reply))
    }
}

/// Answers with a model, of whatever provider.
public struct ModelBackend: ResponsesBackend {
    private let model: any LanguageModel

    /// - Parameter model: Answers every request, whichever model's name the request bears.
    public init(_ model: any LanguageModel) {
        self.model = model
    }

    public func respond(to request: ResponsesServerRequest) async throws -> ResponsesReply {
        .stream(model.stream(request.request))
    }
}
