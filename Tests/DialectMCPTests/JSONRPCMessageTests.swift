import Dialect
import Testing

@testable import DialectMCP

@Suite struct JSONRPCMessageTests {
    private func parse(_ text: String) throws -> [JSONRPCMessage] {
        try Array(text.utf8).withUnsafeBytes { try JSONRPCMessage.parse($0) }
    }

    @Test(arguments: [
        JSONRPCMessage.request(id: .number(1), method: "ping", params: nil),
        .request(id: .text("a"), method: "tools/call", params: ["name": "x"]),
        .notification(method: "notifications/initialized", params: nil),
        .result(id: .number(7), ["a": [1, 2]]),
        .failure(id: .number(7), JSONRPCError(code: -32_602, message: "no", data: ["x": 1])),
        .failure(id: nil, JSONRPCError(code: -32_700, message: "not read", data: nil)),
    ]) func whatIsWrittenIsReadAgain(message: JSONRPCMessage) throws {
        #expect(try parse(String(decoding: message.bytes, as: UTF8.self)) == [message])
    }

    @Test func oneMessageIsOneLine() {
        let message = JSONRPCMessage.notification(method: "x", params: ["text": "a\nb\r\u{2028}"])
        #expect(!message.bytes.contains(UInt8(ascii: "\n")) && !message.bytes.contains(UInt8(ascii: "\r")))
    }

    @Test func aBatchIsItsMessages() throws {
        let batch = #"[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","method":"m"}]"#
        #expect(try parse(batch) == [.result(id: .number(1), [:]), .notification(method: "m", params: nil)])
    }

    @Test(arguments: ["", "hello", "3", "{}", #"{"id":1}"#, #"{"result":{}}"#, #"{"id":null,"result":1}"#, "[3]"])
    func whatIsNoMessageIsRefused(text: String) {
        #expect(throws: (any Error).self) { try parse(text) }
    }
}
