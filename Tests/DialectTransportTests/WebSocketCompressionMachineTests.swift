import DialectDeflate
import NIOCore
import Testing

@testable import DialectTransport

/// What the message machine makes of compressed messages (RFC 7692, section 6).
@Suite struct WebSocketCompressionMachineTests {
    typealias Machine = WebSocketMessageMachine
    typealias Frame = WebSocketMessageMachine.Frame

    /// "Hello" as RFC 7692, section 7.2.3.1 compresses it.
    private static let hello: [UInt8] = [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]
    /// The same once more, by reference to the first (section 7.2.3.2).
    private static let helloAgain: [UInt8] = [0xf2, 0x00, 0x11, 0x00, 0x00]

    private static func machine(limit: Int = 1000, keepsContext: Bool = true) -> Machine {
        Machine(maximumMessageSize: limit, inflater: RawInflater(windowBits: 15, keepsContext: keepsContext))
    }

    private static func frame(
        _ opcode: UInt8, _ bytes: [UInt8] = [], isFinal: Bool = true, isCompressed: Bool = false
    ) -> Frame {
        Frame(opcode: opcode, isFinal: isFinal, isCompressed: isCompressed, payload: ByteBuffer(bytes: bytes))
    }

    private static func compressed(_ bytes: [UInt8], isFinal: Bool = true) -> Frame {
        frame(1, bytes, isFinal: isFinal, isCompressed: true)
    }

    private static func deflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var output = ByteBuffer()
        try bytes.withUnsafeBytes { bytes in
            try RawDeflater(windowBits: 15, level: 9, keepsContext: false).compress(bytes) {
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: $0, $1)
            }
        }
        return Array(output.readableBytesView)
    }

    private static let delivered = Machine.Action.deliver(ByteBuffer(string: "Hello"))

    @Test func messagesShareAContext() {
        var machine = Self.machine()
        #expect(machine.received(Self.compressed(Self.hello)) == Self.delivered)
        #expect(machine.received(Self.frame(1, Array("Hello".utf8))) == Self.delivered)
        #expect(machine.received(Self.compressed(Self.helloAgain)) == Self.delivered)
    }

    @Test func withoutContextEachMessageStandsAlone() {
        var machine = Self.machine(keepsContext: false)
        #expect(machine.received(Self.compressed(Self.hello)) == Self.delivered)
        #expect(machine.received(Self.compressed(Self.hello)) == Self.delivered)
        expectFailure(machine.received(Self.compressed(Self.helloAgain)), 1007)
    }

    @Test func fragmentsMayBeCutAnywhereWithControlFramesBetween() {
        for size in 1...7 {
            var machine = Self.machine()
            var actions: [Machine.Action] = []
            for start in stride(from: 0, to: Self.hello.count, by: size) {
                let end = min(start + size, Self.hello.count)
                actions.append(
                    machine.received(
                        Self.frame(
                            start == 0 ? 1 : 0, Array(Self.hello[start..<end]), isFinal: end == Self.hello.count,
                            isCompressed: start == 0)))
                actions.append(machine.received(Self.frame(9)))
            }
            #expect(actions.filter { $0 != .none && $0 != .sendPong(ByteBuffer()) } == [Self.delivered])
        }
        var machine = Self.machine()
        #expect(machine.received(Self.compressed(Self.hello, isFinal: false)) == .none)
        #expect(machine.received(Self.frame(0)) == Self.delivered)
    }

    @Test func binaryMessagesAreCompressedToo() throws {
        var machine = Self.machine()
        let bytes: [UInt8] = [0xFF, 0x00, 0xFE]
        let frame = Self.frame(2, try Self.deflated(bytes), isCompressed: true)
        #expect(machine.received(frame) == .deliver(ByteBuffer(bytes: bytes), isBinary: true))
    }

    @Test func anEmptyMessageIsOneByte() {
        var machine = Self.machine()
        #expect(machine.received(Self.compressed([0x00])) == .deliver(ByteBuffer()))
    }

    // MARK: Violations

    @Test(
        arguments: [
            ("ping", [frame(9, isCompressed: true)], 1002),
            ("pong", [frame(10, isCompressed: true)], 1002),
            ("close", [frame(8, [0x03, 0xE8], isCompressed: true)], 1002),
            ("second fragment", [compressed([0xf2], isFinal: false), frame(0, [0x48], isCompressed: true)], 1002),
            ("second fragment alone", [frame(1, [0x61], isFinal: false), frame(0, hello, isCompressed: true)], 1002),
            ("another reserved bit", [Frame(opcode: 1, hasReservedBits: true)], 1002),
            ("reserved opcode", [frame(3, isCompressed: true)], 1002),
            ("not deflate", [compressed([0x07])], 1007),
            ("cut", [compressed([0xf2, 0x48, 0xcd])], 1007),
            ("cut in the second fragment", [compressed([0xf2], isFinal: false), frame(0, [0x48])], 1007),
            ("no bytes at all", [compressed([])], 1007),
            ("a reference before the first message", [compressed(helloAgain)], 1007),
        ] as [(String, [Frame], UInt16)]) func refuses(name: String, frames: [Frame], code: UInt16)
    {
        var machine = Self.machine()
        for frame in frames.dropLast() { #expect(machine.received(frame) == .none) }
        expectFailure(machine.received(frames[frames.count - 1]), code)
    }

    @Test func withoutAgreementNothingMayBeCompressed() {
        var machine = Machine(maximumMessageSize: 1000)
        expectFailure(machine.received(Self.compressed(Self.hello)), 1002)
    }

    @Test func utf8IsCheckedAfterDecompression() throws {
        var machine = Self.machine()
        expectFailure(machine.received(Self.compressed(try Self.deflated([0x61, 0xFF]))), 1007)
        var other = Self.machine()
        expectFailure(other.received(Self.compressed(try Self.deflated([0xE2, 0x82]))), 1007)
    }

    @Test func theLimitHoldsForWhatIsDecompressed() throws {
        for (count, isAccepted) in [(1000, true), (1001, false), (10_000_000, false)] {
            var machine = Self.machine(limit: 1000)
            let action = machine.received(
                Self.compressed(try Self.deflated([UInt8](repeating: 0x61, count: count))))
            if isAccepted {
                #expect(action == .deliver(ByteBuffer(repeating: 0x61, count: count)))
            } else {
                expectFailure(action, 1009)
            }
        }
    }

    @Test func theLimitHoldsOverFragments() throws {
        var machine = Self.machine(limit: 1000)
        let bytes = try Self.deflated([UInt8](repeating: 0x61, count: 100_000))
        let middle = bytes.count - 20
        #expect(machine.received(Self.compressed(Array(bytes[..<2]), isFinal: false)) == .none)
        expectFailure(machine.received(Self.frame(0, Array(bytes[2..<middle]), isFinal: false)), 1009)
    }

    private func expectFailure(_ action: Machine.Action, _ code: UInt16) {
        if case .fail(code, _) = action { return }
        Issue.record("\(action) instead of a failure with \(code)")
    }
}
