import NIOCore
import Testing
import TestSupport

@testable import DialectTransport

@Suite struct UTF8ValidatorTests {
    @Test func agreesWithTheStandardLibraryOnEveryPairOfBytesAndItsContext() {
        let interesting: [UInt8] = [
            0x00, 0x61, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
            0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
        ]
        for first in interesting {
            for second in interesting {
                for third in interesting {
                    for tail in [[], [0x80], [0x80, 0x80], [UInt8](repeating: 0x61, count: 9)] as [[UInt8]] {
                        let bytes = [first, second, third] + tail
                        #expect(isValid([bytes]) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
                        #expect(isValid(bytes.map { [$0] }) == isValid([bytes]), "\(bytes)")
                    }
                }
            }
        }
    }

    @Test func findsAByteThatIsNoneWhereverItIs() {
        for count in 0..<80 {
            for position in 0..<count {
                var bytes = [UInt8](repeating: 0x61, count: count)
                bytes[position] = 0xFF
                #expect(!isValid([bytes]), "\(position) of \(count)")
                bytes[position...] = [0xC3, 0xA9] + bytes[(position + 1)...]
                #expect(isValid([bytes]), "\(position) of \(count)")
                #expect(
                    isValid([Array(bytes[...position]), Array(bytes[(position + 1)...])]), "\(position) of \(count)")
            }
        }
    }

    private func isValid(_ pieces: [[UInt8]]) -> Bool {
        var validator = UTF8Validator()
        for piece in pieces where !piece.withUnsafeBytes({ validator.append($0) }) { return false }
        return validator.isComplete
    }
}

@Suite struct WebSocketFrameWriterTests {
    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 65_535, 65_536, 100_003]) func aServerReadsWhatWasWritten(count: Int) {
        let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var frame = WebSocketFrameWriter.frame(.text, ByteBuffer(bytes: payload), mask: 0xA1B2_C3D4)
        let read = TestFrame(reading: &frame)
        #expect(read == TestFrame(opcode: 1, payload: payload, isMasked: true))
        #expect(frame.readableBytes == 0)
    }

    @Test func masksAsTheRFCShows() {
        // RFC 6455, section 5.7: a masked text message "Hello".
        let frame = WebSocketFrameWriter.frame(.text, ByteBuffer(string: "Hello"), mask: 0x37FA_213D)
        let expected: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        #expect(Array(frame.readableBytesView) == expected)
    }

    @Test func everyFrameHasAMaskOfItsOwn() {
        let masks = (0..<8).map { _ in
            WebSocketFrameWriter.frame(.ping, ByteBuffer()).getInteger(at: 2, as: UInt32.self)
        }
        #expect(Set(masks).count > 1)
    }
}

@Suite struct KeepAliveTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private let interval = TimeAmount.seconds(20)

    @Test func asksAfterSilenceAndGivesUpWithoutAnswer() {
        var keepAlive = KeepAlive(pongTimeout: .seconds(5))
        #expect(fire(&keepAlive, at: 10, lastRead: 0) == .wait(until: start + .seconds(20)))
        #expect(fire(&keepAlive, at: 20, lastRead: 0) == .ping(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 22, lastRead: 0) == .wait(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 25, lastRead: 0) == .close)
    }

    @Test func anythingReadIsAnAnswer() {
        var keepAlive = KeepAlive(pongTimeout: .seconds(5))
        #expect(fire(&keepAlive, at: 20, lastRead: 0) == .ping(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 25, lastRead: 21) == .wait(until: start + .seconds(41)))
        #expect(fire(&keepAlive, at: 41, lastRead: 21) == .ping(until: start + .seconds(46)))
    }

    @Test func whileNothingIsReadNothingCanBeHeard() {
        var keepAlive = KeepAlive(pongTimeout: .seconds(5))
        #expect(fire(&keepAlive, at: 20, lastRead: 0) == .ping(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 25, lastRead: 0, isPaused: true) == .wait(until: start + .seconds(45)))
        #expect(fire(&keepAlive, at: 45, lastRead: 0) == .ping(until: start + .seconds(50)))
    }

    @Test func aLongMessageOnItsWayMustMakeProgress() {
        var keepAlive = KeepAlive(pongTimeout: .seconds(5))
        #expect(fire(&keepAlive, at: 20, lastRead: 0, unsent: 900) == .wait(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 25, lastRead: 0, unsent: 500) == .wait(until: start + .seconds(30)))
        #expect(fire(&keepAlive, at: 30, lastRead: 0, unsent: 500) == .close)
    }

    @Test func aMessageThatWasTakenIsFollowedByAPing() {
        var keepAlive = KeepAlive(pongTimeout: .seconds(5))
        #expect(fire(&keepAlive, at: 20, lastRead: 0, unsent: 900) == .wait(until: start + .seconds(25)))
        #expect(fire(&keepAlive, at: 25, lastRead: 0) == .ping(until: start + .seconds(30)))
        #expect(fire(&keepAlive, at: 30, lastRead: 0) == .close)
    }

    private func fire(
        _ keepAlive: inout KeepAlive, at now: Int64, lastRead: Int64, isPaused: Bool = false, unsent: Int = 0
    ) -> KeepAlive.Action {
        keepAlive.timerFired(
            now: start + .seconds(now), lastRead: start + .seconds(lastRead), interval: interval, isPaused: isPaused,
            unsentBytes: unsent)
    }
}
