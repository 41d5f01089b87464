import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import DialectTransport

/// What one read brought is handed over in one piece, at once and in order.
struct BodyPartJoinerTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try channel.pipeline.syncOperations.addHandler(BodyPartJoiner())
    }

    private func read(_ parts: HTTPClientResponsePart...) {
        for part in parts { channel.pipeline.fireChannelRead(part) }
    }

    /// What came out so far, a word for each part.
    private func received() throws -> [String] {
        var words: [String] = []
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            switch part {
            case .head: words.append("head")
            case .body(let buffer): words.append(String(buffer: buffer))
            case .end: words.append("end")
            }
        }
        return words
    }

    private var head: HTTPClientResponsePart { .head(HTTPResponseHead(version: .http1_1, status: .ok)) }

    private func body(_ text: String) -> HTTPClientResponsePart { .body(ByteBuffer(string: text)) }

    @Test func piecesOfOneReadAreJoined() throws {
        read(head, body("a"), body("b"), body("c"))
        #expect(try received() == ["head"])
        channel.pipeline.fireChannelReadComplete()
        #expect(try received() == ["abc"])
    }

    @Test func nothingWaitsForAnotherRead() throws {
        for text in ["a", "b"] {
            read(body(text))
            channel.pipeline.fireChannelReadComplete()
            #expect(try received() == [text])
        }
        channel.pipeline.fireChannelReadComplete()
        #expect(try received() == [])
    }

    @Test func theEndComesAfterTheBody() throws {
        read(head, body("a"), body("b"), .end(nil), head, body("c"), .end(nil))
        #expect(try received() == ["head", "ab", "end", "head", "c", "end"])
    }

    @Test func largePiecesPassAtOnce() throws {
        let large = String(repeating: "x", count: 65_536)
        read(body("a"), body(large), body("b"))
        #expect(try received() == ["a" + large])
        channel.pipeline.fireChannelReadComplete()
        #expect(try received() == ["b"])
    }

    @Test func aBrokenConnectionLosesNothing() throws {
        struct Reset: Error {}
        read(body("a"))
        channel.pipeline.fireErrorCaught(Reset())
        #expect(try received() == ["a"])
        #expect(throws: Reset.self) { try channel.throwIfErrorCaught() }
        read(body("b"))
        channel.pipeline.fireChannelInactive()
        #expect(try received() == ["b"])
    }
}
