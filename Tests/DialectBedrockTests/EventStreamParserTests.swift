import Dialect
import Testing

@testable import DialectBedrock

@Suite struct EventStreamParserTests {
    private func events(
        _ bytes: [UInt8], cutAt cuts: [Int] = [], maximum: Int = 17 << 20
    ) throws -> (events: [String], isInside: Bool) {
        var parser = EventStreamParser(maximumMessageSize: maximum)
        var json = EventStreamJSON()
        var events: [String] = []
        var start = 0
        for cut in cuts + [bytes.count] {
            try bytes[start..<cut].withUnsafeBytes { chunk in
                try parser.parse(chunk) { json.write($0) { events.append(String(decoding: $0, as: UTF8.self)) } }
            }
            start = cut
        }
        return (events, parser.isInsideMessage)
    }

    private func failure(_ bytes: [UInt8], maximum: Int = 17 << 20) -> LanguageModelError? {
        #expect(throws: LanguageModelError.self) { try events(bytes, maximum: maximum) }
    }

    private let stream: [UInt8] = [
        EventFrame.event("messageStart", ["role": "assistant"]),
        EventFrame.event("contentBlockDelta", ["contentBlockIndex": 0, "delta": ["text": "Grüße 👋"]]),
        EventFrame.message([(":message-type", "event"), (":event-type", "ping")], []),
        EventFrame.exception("throttlingException", ["message": "Slow down."]),
        EventFrame.message(
            [(":message-type", "error"), (":error-code", "InternalError"), (":error-message", "Oh.")], []),
    ].flatMap(\.self)

    private let expected = [
        #"{"messageStart":{"role":"assistant"}}"#,
        #"{"contentBlockDelta":{"contentBlockIndex":0,"delta":{"text":"Grüße 👋"}}}"#,
        #"{"ping":{}}"#,
        #"{"exception":{"type":"throttlingException","payload":{"message":"Slow down."}}}"#,
        #"{"exception":{"type":"InternalError","payload":{"message":"Oh."}}}"#,
    ]

    @Test func cutsChangeNothing() throws {
        for cut in 0...stream.count { #expect(try events(stream, cutAt: [cut]).events == expected, "cut at \(cut)") }
        #expect(try events(stream, cutAt: Array(0..<stream.count)).events == expected)
    }

    @Test func knowsThatAMessageIsNotComplete() throws {
        #expect(try events(stream).isInside == false)
        for count in [1, 7, 12, 40] {
            let (events, isInside) = try events(Array(stream.prefix(count)))
            #expect(events == [] && isInside, "\(count) bytes")
        }
    }

    /// A checksum finds every single byte that is wrong: in the prelude before its lengths are believed.
    @Test func everyWrongByteIsFound() throws {
        let message = EventFrame.event("messageStart", ["role": "assistant"])
        for index in message.indices {
            var bytes = message
            bytes[index] ^= 0x40
            let error = failure(bytes)
            #expect(error?.code == .protocolViolation)
            #expect(error?.message.contains(index < 12 ? "prelude" : "an event is wrong") == true, "byte \(index)")
        }
    }

    @Test func boundsWhatItHolds() throws {
        let message = EventFrame.event("messageStart", ["role": "assistant"])
        #expect(failure(message, maximum: message.count - 1)?.message.contains("at most") == true)
        #expect(try events(message, maximum: message.count).events.count == 1)
    }

    @Test(arguments: [(total: 15, headers: 0), (total: 16, headers: 1), (total: 40, headers: 25)])
    func lengthsMustFit(total: UInt32, headers: UInt32) {
        var bytes = EventFrame.word(total) + EventFrame.word(headers)
        bytes += EventFrame.word(EventFrame.checksum(bytes))
        #expect(failure(bytes + Array(repeating: 0, count: 64))?.message.contains("cannot have") == true)
    }

    @Test func skipsHeadersOfEveryType() throws {
        let values: [[UInt8]] = [
            [0], [1], [2, 9], [3, 0, 9], [4, 0, 0, 0, 9], [5, 0, 0, 0, 0, 0, 0, 0, 9], [6, 0, 2, 1, 2],
            [7, 0, 1, 0x41], [8, 0, 0, 0, 0, 0, 0, 0, 9], [9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
        ]
        var headers: [UInt8] = []
        for (index, value) in values.enumerated() { headers += [2, UInt8(ascii: "h"), UInt8(48 + index)] + value }
        headers += [11] + Array(":event-type".utf8)
        headers += [7, 0, 4] + Array("ping".utf8)
        #expect(
            try events(EventFrame.message(rawHeaders: headers, Array("{}".utf8))).events == [#"{"ping":{}}"#])
    }

    @Test(
        arguments: [[1, 0x41, 10], [5, 0x41], [1, 0x41, 7, 0, 9, 0x41], [1, 0x41], [1, 0x41, 9, 0]] as [[UInt8]])
    func refusesHeadersThatBreakTheirEncoding(headers: [UInt8]) {
        #expect(failure(EventFrame.message(rawHeaders: headers, []))?.message.contains("header of an event") == true)
    }

    @Test func anExceptionNeedNotBeJSON() throws {
        let bytes = EventFrame.message(
            [(":message-type", "exception"), (":exception-type", "modelStreamErrorException")], Array("Oh, no".utf8))
        #expect(
            try events(bytes).events == [#"{"exception":{"type":"modelStreamErrorException","payload":"Oh, no"}}"#])
    }
}
