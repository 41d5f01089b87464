/// One way in which a WebSocket's handshake goes wrong.
public struct HandshakeFault: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case refuse(status: Int, headers: [ReplyAction.Header], body: [UInt8])
        case silence
        case drop(isReset: Bool)
    }

    let kind: Kind

    /// An ordinary HTTP response, as of a server that refuses, or of a proxy that does not know WebSockets.
    ///
    /// - Parameters:
    ///   - body: Nil is an error object as OpenAI writes it.
    ///   - headers: In addition to those that frame the body.
    public static func refuse(
        status: Int, body: String? = nil, contentType: String = "application/json", headers: [(String, String)] = []
    ) -> HandshakeFault {
        let body = body ?? #"{"error":{"message":"The simulated server refuses the handshake.","type":"server_error"}}"#
        let own = [ReplyAction.Header(name: "content-type", value: contentType)]
        return HandshakeFault(
            kind: .refuse(
                status: status, headers: own + headers.map { ReplyAction.Header(name: $0.0, value: $0.1) },
                body: Array(body.utf8)))
    }

    /// Status 200 instead of 101.
    public static let answeredOK = refuse(status: 200, body: "<html>Hello</html>", contentType: "text/html")

    /// No answer at all; the connection stays open.
    public static let silence = HandshakeFault(kind: .silence)

    /// TCP ends in order, without an answer.
    public static let drop = HandshakeFault(kind: .drop(isReset: false))

    /// TCP is reset, without an answer.
    public static let reset = HandshakeFault(kind: .drop(isReset: true))
}
