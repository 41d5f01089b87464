import Dialect

/// The name of a request, chosen by whoever sends it.
enum JSONRPCID: Hashable, Sendable {
    case number(Int)
    case text(String)

    init?(_ json: JSONValue?) {
        if let number = json?.intValue {
            self = .number(number)
        } else if let text = json?.stringValue {
            self = .text(text)
        } else {
            return nil
        }
    }

    var json: JSONValue {
        switch self {
        case .number(let number): .integer(number)
        case .text(let text): .string(text)
        }
    }
}

/// Why a request was refused.
struct JSONRPCError: Error, Hashable, Sendable {
    var code: Int
    var message: String
    var data: JSONValue?
}

/// One message of JSON-RPC 2.0, as MCP uses it.
enum JSONRPCMessage: Hashable, Sendable {
    case request(id: JSONRPCID, method: String, params: JSONValue?)
    case notification(method: String, params: JSONValue?)
    case result(id: JSONRPCID, JSONValue)
    /// Without an id where the other side could not read that of the request.
    case failure(id: JSONRPCID?, JSONRPCError)

    var bytes: [UInt8] { json.jsonBytes() }

    private var json: JSONValue {
        var object: JSONObject = ["jsonrpc": "2.0"]
        switch self {
        case .request(let id, let method, let params):
            object["id"] = id.json
            object["method"] = .string(method)
            object["params"] = params
        case .notification(let method, let params):
            object["method"] = .string(method)
            object["params"] = params
        case .result(let id, let result):
            object["id"] = id.json
            object["result"] = result
        case .failure(let id, let error):
            object["id"] = id?.json ?? .null
            var body: JSONObject = ["code": .integer(error.code), "message": .string(error.message)]
            body["data"] = error.data
            object["error"] = .object(body)
        }
        return .object(object)
    }
}

extension JSONRPCMessage {
    /// The messages that a text holds: one, or those of a batch, which revision 2025-03-26 allowed.
    ///
    /// - Throws: ``JSONError`` for what is not JSON, ``NotAMessage`` for JSON that is none.
    static func parse(_ bytes: UnsafeRawBufferPointer) throws -> [JSONRPCMessage] {
        let json = try JSONValue(parsing: bytes)
        guard let batch = json.arrayValue else { return [try JSONRPCMessage(json)] }
        return try batch.map { try JSONRPCMessage($0) }
    }

    /// JSON that is no message.
    struct NotAMessage: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ json: JSONValue) throws {
        guard json.objectValue != nil else { throw NotAMessage(description: "it is not an object") }
        let id = JSONRPCID(json["id"])
        if let method = json["method"]?.stringValue {
            if let id {
                self = .request(id: id, method: method, params: json["params"])
            } else {
                self = .notification(method: method, params: json["params"])
            }
        } else if let error = json["error"], error.objectValue != nil {
            let code = error["code"]?.intValue ?? 0
            let message = error["message"]?.stringValue ?? ""
            self = .failure(id: id, JSONRPCError(code: code, message: message, data: error["data"]))
        } else if let id, let result = json["result"] {
            self = .result(id: id, result)
        } else {
            throw NotAMessage(description: "it is neither a request nor a notification nor an answer")
        }
    }
}
