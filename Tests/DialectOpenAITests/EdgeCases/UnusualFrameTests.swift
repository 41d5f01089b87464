import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("Frames that are allowed and rare, or not allowed", .throttled, .timeLimit(.minutes(10)))
struct UnusualFrameTests {
    @Test("of 20 MB are read", arguments: Sharing.allCases)
    func edge32LargeFrame(_ sharing: Sharing) async throws {
        let size = 20_000_000
        let events = [Wire.created("r"), Wire.delta(String(repeating: "x", count: size)), Wire.completed("r")]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text.utf8.count == size)
            #expect(parts.finishReason?.kind == .stop)
        }
    }

    @Test("of 20 MB are sent")
    func edge32LargeRequest() async throws {
        let size = 20_000_000
        let received = Reports<Int?>()
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                received.report(request.lastText?.utf8.count)
                try await peer.send(Wire.echo(request, Wire.answer("r", "Long.")))
            }
        } _: { server in
            let model = Sharing.lanes.provider(server.baseURL).model("m")
            let response = try await model.generate(ModelRequest(String(repeating: "x", count: size)))
            #expect(response.text == "Long.")
            #expect(try await received.next() == size)
        }
    }

    @Test("may cut a message into 1,000 fragments with pings between them", arguments: Sharing.allCases)
    func edge33Fragments(_ sharing: Sharing) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                let events = Wire.echo(request, Wire.answer("r", String(repeating: "ü", count: 1000)))
                try await peer.send([events[0]])
                let bytes = Array(events[1].utf8)
                let size = (bytes.count + 999) / 1000
                let pieces = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
                // The last ones may be empty, which is allowed.
                for index in 0..<1000 {
                    let piece = index < pieces.count ? Array(pieces[index]) : []
                    let frame = TestFrame(opcode: index == 0 ? 1 : 0, payload: piece, isFinal: index == 999)
                    try await peer.write(frame.bytes + TestFrame.ping("\(index)").bytes)
                }
                try await peer.send(Array(events[2...]))
            }
        } _: { server in
            let provider = sharing.provider(server.baseURL)
            for _ in 0..<2 {
                let response = try await provider.model("m").generate("One")
                #expect(response.text == String(repeating: "ü", count: 1000))
            }
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("from a server must not be masked", arguments: Sharing.allCases, [false, true])
    func edge34Masked(_ sharing: Sharing, _ afterContent: Bool) async throws {
        let closed = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                guard peer.index == 0 else {
                    try await peer.send(Wire.echo(request, Wire.answer("r", "Fine.")))
                    continue
                }
                let events = Wire.echo(request, Wire.answer("r", "Never."))
                if afterContent { try await peer.send(Array(events[..<2])) }
                var frame = TestFrame.text(events[3])
                frame.isMasked = true
                try await peer.write(frame.bytes)
                try await peer.untilClosed()
                return closed.report()
            }
        } _: { server in
            let provider = sharing.provider(server.baseURL)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .protocolViolation)
            #expect(error.message.contains("mask"))
            #expect(parts.text == (afterContent ? "Never." : ""))
            if afterContent { #expect(error.replaySafety == .unsafe) }
            try await closed.next()
            #expect(provider.statistics.lanesInUse == 0)
            let next = try await provider.model("m").generate("Two")
            #expect(next.text == "Fine.")
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("may be a flood of pings", arguments: Sharing.allCases)
    func edge35PingFlood(_ sharing: Sharing) async throws {
        var configuration = sharing.server
        configuration.faults = FaultPlan([
            .request(0, .pings(2_000, at: 0)), .request(1, .pings(2_000, at: 3)),
            .request(2, .pings(2_000, at: .end)),
        ])
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            for text in ["One", "Two", "Three", "Four"] {
                let response = try await provider.model("m").generate(ModelRequest(text))
                #expect(response.text == text)
            }
            #expect(simulator.statistics.faultsInjected == 3)
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }
}
