import NIOCore
import TestSupport
import Testing

@testable import DialectTransport

@Suite struct WebSocketMessageMachineTests {
    typealias Machine = WebSocketMessageMachine
    typealias Frame = WebSocketMessageMachine.Frame

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var frames: [Frame]
        var actions: [Machine.Action]
        var testDescription: String { name }
    }

    private static func frame(_ opcode: UInt8, _ bytes: [UInt8] = [], isFinal: Bool = true) -> Frame {
        Frame(opcode: opcode, isFinal: isFinal, payload: ByteBuffer(bytes: bytes))
    }
    private static func text(_ text: String, isFinal: Bool = true) -> Frame {
        frame(1, Array(text.utf8), isFinal: isFinal)
    }
    private static func deliver(_ text: String) -> Machine.Action { .deliver(ByteBuffer(string: text)) }

    static let accepted = [
        Case(name: "text", frames: [text("a"), text("")], actions: [deliver("a"), deliver("")]),
        Case(
            name: "binary is not checked", frames: [frame(2, [0xFF])],
            actions: [.deliver(ByteBuffer(bytes: [0xFF]), isBinary: true)]),
        Case(
            name: "fragments, control frames between",
            frames: [
                text("a", isFinal: false), frame(9, [1]), frame(0, isFinal: false), frame(10),
                frame(0, [0x62]), text("c"),
            ],
            actions: [
                .none, .sendPong(ByteBuffer(bytes: [1])), .none, .receivedPong, deliver("ab"), deliver("c"),
            ]),
        Case(
            name: "a character over fragments",
            frames: [frame(1, [0xF0, 0x9F], isFinal: false), frame(0, [0x98], isFinal: false), frame(0, [0x80])],
            actions: [.none, .none, deliver("😀")]),
        Case(
            name: "longest control frame", frames: [frame(9, [UInt8](repeating: 1, count: 125))],
            actions: [.sendPong(ByteBuffer(repeating: 1, count: 125))]),
        Case(name: "close without code", frames: [frame(8)], actions: [.close(code: nil, reason: "")]),
        Case(
            name: "close, and nothing after it", frames: [frame(8, [0x03, 0xE8, 0x61]), text("a"), frame(9)],
            actions: [.close(code: 1000, reason: "a"), .none, .none]),
        Case(
            name: "close between fragments", frames: [text("a", isFinal: false), frame(8, [0x0F, 0xA0])],
            actions: [.none, .close(code: 4000, reason: "")]),
    ]

    @Test(arguments: accepted) func accepts(example: Case) {
        var machine = Machine(maximumMessageSize: 1000)
        #expect(example.frames.map { machine.received($0) } == example.actions)
    }

    /// Frames of which the last breaks a rule, and the code to close with.
    static let violations: [(String, [Frame], UInt16)] = [
        ("reserved bit", [Frame(opcode: 1, hasReservedBits: true)], 1002),
        ("reserved bit in a control frame", [Frame(opcode: 9, hasReservedBits: true)], 1002),
        ("masked", [Frame(opcode: 1, isMasked: true)], 1002),
        ("masked ping", [Frame(opcode: 9, isMasked: true)], 1002),
        ("continuation of nothing", [frame(0)], 1002),
        ("continuation after the end", [text("a", isFinal: false), frame(0), frame(0)], 1002),
        ("text in a message", [text("a", isFinal: false), text("b")], 1002),
        ("binary in a message", [text("a", isFinal: false), frame(2)], 1002),
        ("fragmented ping", [frame(9, isFinal: false)], 1002),
        ("fragmented close", [frame(8, isFinal: false)], 1002),
        ("long ping", [frame(9, [UInt8](repeating: 0, count: 126))], 1002),
        ("half a close code", [frame(8, [0x03])], 1002),
        ("close reason not UTF-8", [frame(8, [0x03, 0xE8, 0xFF])], 1007),
        ("close reason cut", [frame(8, [0x03, 0xE8, 0xC3])], 1007),
        ("text not UTF-8", [frame(1, [0x61, 0xFF])], 1007),
        ("text cut", [frame(1, [0xE2, 0x82])], 1007),
        ("not UTF-8 in a fragment, before the message ends", [frame(1, [0xC0], isFinal: false)], 1007),
        ("not UTF-8 over fragments", [frame(1, [0xE2], isFinal: false), frame(0, [0x28])], 1007),
        ("too long", [frame(2, [UInt8](repeating: 0, count: 1001))], 1009),
        (
            "too long over fragments",
            [frame(2, [UInt8](repeating: 0, count: 600), isFinal: false), frame(0, [UInt8](repeating: 0, count: 401))],
            1009
        ),
    ]

    @Test(arguments: violations) func refuses(name: String, frames: [Frame], code: UInt16) {
        var machine = Machine(maximumMessageSize: 1000)
        for frame in frames.dropLast() { expectNoFailure(machine.received(frame)) }
        expectFailure(machine.received(frames[frames.count - 1]), code)
    }

    @Test(arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8]) func refusesAReservedOpcode(opcode: UInt8) {
        var machine = Machine(maximumMessageSize: 1000)
        expectFailure(machine.received(Self.frame(opcode)), 1002)
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535] as [UInt16])
    func refusesACloseCode(code: UInt16) {
        var machine = Machine(maximumMessageSize: 1000)
        expectFailure(machine.received(Self.frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)])), 1002)
    }

    @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999] as [UInt16])
    func acceptsACloseCode(code: UInt16) {
        var machine = Machine(maximumMessageSize: 1000)
        #expect(
            machine.received(Self.frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)])) == .close(code: code, reason: ""))
    }

    private func expectFailure(_ action: Machine.Action, _ code: UInt16) {
        if case .fail(code, _) = action { return }
        Issue.record("\(action) instead of a failure with \(code)")
    }

    private func expectNoFailure(_ action: Machine.Action) {
        if case .fail = action { Issue.record("\(action) too early") }
    }
}
