import Dialect
import Testing

@testable import DialectTransport

@Suite struct SSEParserTests {
    struct Found: Hashable { var data: String, name: String?, id: String? }

    struct Sample: Sendable, CustomTestStringConvertible {
        var name: String
        var body: String
        var data: [String]
        var testDescription: String { name }
    }

    static let samples = [
        Sample(name: "LF", body: "data: a\n\ndata: b\n\n", data: ["a", "b"]),
        Sample(name: "CRLF", body: "data: a\r\n\r\ndata: b\r\n\r\n", data: ["a", "b"]),
        Sample(name: "lone CR", body: "data: a\r\rdata: b\r\r", data: ["a", "b"]),
        Sample(name: "mixed line ends", body: "data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", data: ["a", "b", "c"]),
        Sample(name: "byte order mark", body: "\u{FEFF}data: a\n\n", data: ["a"]),
        Sample(name: "comments", body: ": hello\n\n:\ndata: a\n: in between\n\n", data: ["a"]),
        Sample(name: "no space", body: "data:a\n\ndata:  b\n\n", data: ["a", " b"]),
        Sample(name: "many lines", body: "data: a\ndata\ndata: b\n\n", data: ["a\n\nb"]),
        Sample(name: "no data, no event", body: "event: x\nid: 1\n\ndata: a\n\n", data: ["a"]),
        Sample(name: "empty data", body: "data:\n\ndata\n\n", data: ["", ""]),
        Sample(name: "unknown fields", body: "foo: 1\nbar\ndatax: 2\ndat: 3\ndata: a\n\n", data: ["a"]),
        Sample(name: "no last empty line", body: "data: a\n\ndata: b\n", data: ["a", "b"]),
        Sample(name: "no last line end", body: "data: a\n\ndata: [DONE]", data: ["a", "[DONE]"]),
        Sample(name: "no last line end, CRLF", body: "data: a\r\n\r\ndata: b\r\n", data: ["a", "b"]),
        Sample(name: "letters of many bytes", body: "data: é€😀\n\ndata: 日本\n\n", data: ["é€😀", "日本"]),
        Sample(name: "colons in data", body: "data: {\"a\": \"b:c\"}\n\n", data: ["{\"a\": \"b:c\"}"]),
        Sample(name: "nothing", body: "", data: []),
        Sample(name: "only line ends", body: "\n\r\n\r\r\n\n", data: []),
    ]

    @Test(arguments: samples) func findsTheSameWhereverTheBodyIsSplit(sample: Sample) throws {
        let bytes = Array(sample.body.utf8)
        #expect(try parse([bytes]).map(\.data) == sample.data)
        #expect(try parse(bytes.map { [$0] }).map(\.data) == sample.data)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let chunks = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
                #expect(try parse(chunks).map(\.data) == sample.data, "split at \(first) and \(second)")
            }
        }
    }

    @Test func knowsNameAndID() throws {
        let body = "event: delta\nid: 7\ndata: a\n\ndata: b\n\nid\nevent: end\ndata: c\n\nid: x\0y\ndata: d\n\n"
        let expected = [
            Found(data: "a", name: "delta", id: "7"), Found(data: "b", name: nil, id: "7"),
            Found(data: "c", name: "end", id: ""), Found(data: "d", name: nil, id: ""),
        ]
        #expect(try parse([Array(body.utf8)]) == expected)
        #expect(try parse(body.utf8.map { [$0] }) == expected)
    }

    @Test func knowsRetry() throws {
        var parser = SSEParser()
        try parser.parse(Array("retry: 1500\n\nretry: soon\n\n".utf8)) { _ in }
        #expect(parser.retry == .milliseconds(1500))
    }

    @Test func handsOverASliceOfTheChunk() throws {
        var parser = SSEParser()
        let chunk = Array("event: x\ndata: {\"a\":1}\n\n".utf8)
        try chunk.withUnsafeBytes { bytes in
            try parser.parse(bytes) { event in
                let address = event.data.baseAddress.map(UInt.init(bitPattern:)) ?? 0
                let start = UInt(bitPattern: bytes.baseAddress)
                #expect((start..<start + UInt(bytes.count)).contains(address))
            }
        }
    }

    @Test(arguments: ["data: ", "data: 0123456789\ndata: ", "x"]) func limitsAnEvent(start: String) throws {
        var parser = SSEParser(maximumEventSize: 1000)
        let error = #expect(throws: LanguageModelError.self) {
            try parser.parse(Array(start.utf8)) { _ in }
            for _ in 0..<2000 { try parser.parse(Array("y".utf8)) { _ in } }
        }
        #expect(error?.code == .protocolViolation)
    }

    @Test func aLongEventOfManyChunksIsWhole() throws {
        let text = String(repeating: "0123456789", count: 100_000)
        let bytes = Array("data: \(text)\n\n".utf8)
        let chunks = stride(from: 0, to: bytes.count, by: 1000).map { Array(bytes[$0..<min($0 + 1000, bytes.count)]) }
        #expect(try parse(chunks).map(\.data) == [text])
    }

    private func parse(_ chunks: [[UInt8]]) throws -> [Found] {
        var parser = SSEParser()
        var found: [Found] = []
        func receive(_ event: borrowing SSEParser.Event) {
            found.append(Found(data: String(decoding: event.data, as: UTF8.self), name: event.name, id: event.id))
        }
        for chunk in chunks { try parser.parse(chunk, receive) }
        try parser.finish(receive)
        return found
    }
}

extension SSEParser {
    fileprivate mutating func parse(_ chunk: [UInt8], _ receive: (borrowing Event) throws -> Void) throws {
        try chunk.withUnsafeBytes { try parse($0, receive) }
    }
}
