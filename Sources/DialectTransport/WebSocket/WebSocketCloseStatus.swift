/// How a WebSocket was closed; also the `underlying` error of what fails because of it.
public struct WebSocketCloseStatus: Error, Hashable, Sendable, CustomStringConvertible {
    /// The code of RFC 6455, section 7.4. 1005 means a close frame without a code, 1006 none at all.
    public var code: UInt16
    /// What the closing side said.
    public var reason: String
    /// Whether the server closed; otherwise this side did.
    public var isByServer: Bool

    public init(code: UInt16, reason: String = "", isByServer: Bool) {
        self.code = code
        self.reason = reason
        self.isByServer = isByServer
    }

    /// What the code means, where RFC 6455 or the IANA registry says.
    public var meaning: String? { Self.meanings[code] }

    public var description: String {
        let what = meaning.map { "\(code) (\($0))" } ?? "\(code)"
        let text =
            switch (isByServer, code) {
            case (_, Self.abnormal): "The connection of the WebSocket was lost without a close frame"
            case (true, Self.noCode): "The server closed the WebSocket without a code"
            case (true, _): "The server closed the WebSocket with code \(what)"
            case (false, _): "The WebSocket was closed from this side with code \(what)"
            }
        return reason.isEmpty ? text + "." : text + ": " + reason
    }

    static let normal: UInt16 = 1000
    static let goingAway: UInt16 = 1001
    static let protocolError: UInt16 = 1002
    static let noCode: UInt16 = 1005
    static let abnormal: UInt16 = 1006
    static let invalidData: UInt16 = 1007
    static let tooBig: UInt16 = 1009

    private static let meanings: [UInt16: String] = [
        1000: "normal closure", 1001: "going away", 1002: "protocol error", 1003: "unsupported data",
        1007: "invalid data", 1008: "policy violation", 1009: "message too big", 1010: "extension missing",
        1011: "internal error", 1012: "service restart", 1013: "try again later", 1014: "bad gateway",
    ]

    /// Whether a close frame may carry the code (RFC 6455, section 7.4, and the IANA registry).
    static func mayBeSent(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
