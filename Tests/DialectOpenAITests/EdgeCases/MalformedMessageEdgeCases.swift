import Dialect
import DialectOpenAI
import Testing
import TestSupport

@Suite("A message that is no event", .throttled, .timeLimit(.minutes(10)))
struct MalformedMessageEdgeCases {
    /// The message comes third; it fails the response, and the next goes over a connection that is in order.
    private static func expectFailure(_ message: String, opcode: UInt8 = 1, _ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            try await peer.send([Wire.created("r"), Wire.delta("So")], for: request)
            try await peer.write(TestFrame(opcode: opcode, payload: Array(message.utf8)).bytes)
            try await peer.send([Wire.delta(" late"), Wire.completed("r")], for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.text == "So")
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .decoding)
            #expect(error.message.contains("Event 3"))
            #expect(error.rawBody == message)
            #expect(error.replaySafety == .unsafe)
            let (next, failure) = await provider.model("m").stream("Two").outcome()
            #expect(failure == nil)
            #expect(next.text.hasPrefix("Connection "))
            #expect(provider.statistics.replays == 0)
        }
    }

    private static let nonsense = [
        "", "nonsense", #"{"type":"response.created","#, #"{"type":"response.completed"]"#, #"{"a":1}{"b":2}"#,
    ]

    @Test("19: since it is no JSON, fails the response", arguments: LaneUse.allCases, nonsense)
    func edge19_noJSON(_ lanes: LaneUse, _ message: String) async throws {
        try await Self.expectFailure(message, lanes)
    }

    @Test("19: since it is no JSON though binary, fails the response", arguments: LaneUse.allCases)
    func edge19_binary(_ lanes: LaneUse) async throws {
        try await Self.expectFailure("nonsense", opcode: 2, lanes)
    }

    @Test("19: and binary, is an event if it is JSON", arguments: LaneUse.allCases)
    func edge19_binaryJSON(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            for event in Wire.answer("r", "Fine.") {
                let payload = Array(Wire.event(event, inLaneOf: request).utf8)
                try await peer.write(TestFrame(opcode: 2, payload: payload).bytes)
            }
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            #expect(try await provider.model("m").generate("One").text == "Fine.")
            try await provider.expectAnswer(over: 0)
        }
    }

    @Test("19: and of nobody knows which response, fails all of them")
    func edge19_severalResponses() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            try await peer.send(Wire.answer("r", "Fine."), for: try await peer.message())
            let requests = [try await peer.message(), try await peer.message()]
            for request in requests { try await peer.send([Wire.created("r"), Wire.delta("So")], for: request) }
            try await peer.send(["nonsense"])
            for request in requests { try await peer.send([Wire.completed("r")], for: request) }
            try await peer.untilClosed()
        } _: { server in
            let provider = LaneUse.lanes.provider(server.baseURL)
            _ = try await provider.model("m").generate("Zero")
            async let first = provider.model("m").stream("One").outcome()
            async let second = provider.model("m").stream("Two").outcome()
            for outcome in [await first, await second] {
                #expect(outcome.parts.text == "So")
                #expect((outcome.error as? LanguageModelError)?.code == .decoding)
            }
        }
    }

    @Test(
        "20: since it is no object, fails the response", arguments: LaneUse.allCases,
        ["[1,2]", "\"text\"", "7", "null"])
    func edge20_noObject(_ lanes: LaneUse, _ message: String) async throws {
        try await Self.expectFailure(message, lanes)
    }

    @Test(
        "20: since it has no type, is passed on and harms nothing", arguments: LaneUse.allCases,
        [#"{"note":"hello"}"#, #"{"type":7,"note":"hello"}"#, #"{"type":null,"note":"hello"}"#])
    func edge20_noType(_ lanes: LaneUse, _ message: String) async throws {
        try await withServer { peer, request in
            var events = Wire.answer("r", "Fine.")
            events.insert(message, at: 2)
            try await peer.send(events, for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "Fine.")
            let notes = parts.compactMap { part in
                if case .unknown(_, let json) = part { json["note"]?.stringValue } else { nil }
            }
            #expect(notes == ["hello"])
            try await provider.expectAnswer(over: 0)
        }
    }
}
