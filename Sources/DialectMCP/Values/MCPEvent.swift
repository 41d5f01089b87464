public import Dialect

/// What a server tells without being asked.
#if compiler(>=6.3)
    @nonexhaustive
#endif
public enum MCPEvent: Hashable, Sendable {
    /// Ask for the tools again.
    case toolsChanged
    /// Ask for the prompts again.
    case promptsChanged
    /// Ask for the resources again.
    case resourcesChanged
    /// A resource that was subscribed to has changed.
    case resourceUpdated(uri: String)
    case logged(MCPLogMessage)
}

/// A line for a log. Written by the server, so that it may hold anything.
public struct MCPLogMessage: Hashable, Sendable {
    /// `debug`, `info`, `notice`, `warning`, `error`, `critical`, `alert` or `emergency`, as in RFC 5424.
    public var level: String
    /// Which part of the server writes.
    public var logger: String?
    public var data: JSONValue

    init(_ json: JSONValue) {
        level = json["level"]?.stringValue ?? "info"
        logger = json["logger"]?.stringValue
        data = json["data"] ?? .null
    }
}

/// How far a request is.
public struct MCPProgress: Hashable, Sendable {
    /// Grows from report to report, in whatever the server counts.
    public var progress: Double
    /// What ``progress`` is when all is done, where the server knows it.
    public var total: Double?
    public var message: String?

    public init(progress: Double, total: Double? = nil, message: String? = nil) {
        self.progress = progress
        self.total = total
        self.message = message
    }

    /// As a tool's preliminary result: `{"progress": 1, "total": 3, "message": "…"}`.
    var json: JSONValue {
        var object: JSONObject = ["progress": .number(JSONNumber(progress))]
        object["total"] = total.map { .number(JSONNumber($0)) }
        object["message"] = message.map(JSONValue.string)
        return .object(object)
    }
}
