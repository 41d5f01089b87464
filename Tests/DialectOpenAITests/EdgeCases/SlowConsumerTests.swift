import Dialect
import DialectOpenAI
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing
import TestSupport

@Suite("A consumer that is slow", .throttled, .timeLimit(.minutes(10)))
struct SlowConsumerTests {
    /// Writes until the client reads no more and a write stays pending, or until there is too much.
    ///
    /// - Returns: Whether everything could be written.
    private static func flood(_ peer: ServerPeer, _ event: String, stuck: Reports<Bool>) async throws {
        let isStuck = NIOLockedValueBox(false)
        var written = 0
        while written < 128 << 20, !isStuck.withLockedValue({ $0 }) {
            // Nothing else tells that a peer does not read; a slow machine makes the test weaker, not wrong.
            let timer = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: .milliseconds(500)) {
                isStuck.withLockedValue { $0 = true }
                stuck.report(true)
            }
            try await peer.send([event])
            timer.cancel()
            written += event.utf8.count
        }
        if !isStuck.withLockedValue({ $0 }) { stuck.report(false) }
    }

    private static let big = String(repeating: "x", count: 256 << 10)

    @Test("stops the server's writes, and gets everything in the end")
    func edge36Alone() async throws {
        let (stuck, sent) = (Reports<Bool>(), Reports<Int>())
        try await withServer { peer in
            try await peer.upgrade()
            let request = try await peer.message()
            guard request?.lastText == "long" else {
                try await peer.send(Wire.answer("r2", "Fine."))
                return try await peer.untilClosed()
            }
            try await peer.send([Wire.created("r1"), Wire.delta("So")])
            try await Self.flood(peer, Wire.delta(Self.big), stuck: stuck)
            try await peer.send([Wire.delta("."), Wire.completed("r1")])
            sent.report(0)
            try await peer.untilClosed()
        } _: { server in
            let provider = Sharing.alone.provider(server.baseURL)
            var parts = provider.model("m").stream("long").makeAsyncIterator()
            while let part = try await parts.next() {
                if case .textDelta = part { break }
            }
            #expect(try await stuck.next())
            // Others are not held up: they have connections of their own.
            let other = try await provider.model("m").generate("short")
            #expect(other.text == "Fine.")
            var last = ""
            var isFinished = false
            while let part = try await parts.next() {
                if case .textDelta(_, let text) = part { last = text }
                if case .finish = part { isFinished = true }
            }
            #expect(last == ".")
            #expect(isFinished)
            _ = try await sent.next()
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("stops the reads of its connection when its lane is full; the other lane goes on after that")
    func edge36Lanes() async throws {
        let (stuck, answered) = (Reports<Bool>(), NIOLockedValueBox(false))
        let shortCame = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            let long = try await peer.message()
            try await peer.send(Wire.echo(long, [Wire.created("r1"), Wire.delta("So")]))
            let short = try await peer.message()
            #expect(short?["stream_id"] != long?["stream_id"])
            shortCame.report()
            try await Self.flood(peer, Wire.echo(long, [Wire.delta(Self.big)])[0], stuck: stuck)
            try await peer.send(Wire.echo(short, Wire.answer("r2", "Fine.")))
            try await peer.send(Wire.echo(long, [Wire.delta("."), Wire.completed("r1")]))
            try await peer.untilClosed()
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            let model = provider.model("m")
            var parts = model.stream("long").makeAsyncIterator()
            while let part = try await parts.next() {
                if case .textDelta = part { break }
            }
            async let other = Self.text(of: model, "short", answered)
            try await shortCame.next()
            #expect(try await stuck.next())
            #expect(!answered.withLockedValue { $0 })
            var last = ""
            while let part = try await parts.next() {
                if case .textDelta(_, let text) = part { last = text }
            }
            #expect(last == ".")
            #expect(try await other == "Fine.")
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    private static func text(
        of model: OpenAIResponsesModel, _ question: String, _ answered: NIOLockedValueBox<Bool>
    ) async throws -> String {
        let text = try await model.generate(ModelRequest(question)).text
        answered.withLockedValue { $0 = true }
        return text
    }

    @Test("does not hold up its connection any more when it leaves")
    func edge36LeavesWhenFull() async throws {
        let (stuck, shortCame) = (Reports<Bool>(), Reports<Void>())
        try await withServer { peer in
            try await peer.upgrade()
            let long = try await peer.message()
            try await peer.send(Wire.echo(long, [Wire.created("r1"), Wire.delta("So")]))
            let short = try await peer.message()
            shortCame.report()
            try await Self.flood(peer, Wire.echo(long, [Wire.delta(Self.big)])[0], stuck: stuck)
            try await peer.send(Wire.echo(short, Wire.answer("r2", "Fine.")))
            try await peer.untilClosed()
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            let model = provider.model("m")
            let other: Task<String, any Error>
            do {
                var parts = model.stream("long").makeAsyncIterator()
                while let part = try await parts.next() {
                    if case .textDelta = part { break }
                }
                other = Task { try await model.generate("short").text }
                try await shortCame.next()
                #expect(try await stuck.next())
            }
            #expect(try await other.value == "Fine.")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }
}
