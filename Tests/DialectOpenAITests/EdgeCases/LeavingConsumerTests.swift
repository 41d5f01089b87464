import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("A consumer that leaves", .throttled, .timeLimit(.minutes(10)))
struct LeavingConsumerTests {
    /// Takes parts until the first text, and leaves.
    private static func leave(_ model: OpenAIResponsesModel, _ question: String) async throws {
        for try await part in model.stream(ModelRequest(question)) {
            if case .textDelta = part { break }
        }
    }

    @Test("leaves its lane to be drained; the socket lives and others get only their own events")
    func edge37Lanes() async throws {
        let drained = Reports<Void>()
        try await withServer { peer in
            try await peer.upgrade()
            let left = try await peer.message()
            try await peer.send(Wire.echo(left, [Wire.created("r1"), Wire.delta("Old")]))
            let next = try await peer.message()
            #expect(next?["stream_id"] != left?["stream_id"])
            #expect(next?["previous_response_id"] == nil)
            // What nobody waits for any more comes between the events of the next response.
            let (old, new) = (
                Wire.echo(left, Wire.answer("r1", "Old")), Wire.echo(next, Wire.answer("r2", "New."))
            )
            for (late, event) in zip(old.dropFirst(), new) { try await peer.send([late, event]) }
            try await peer.send(Array(new.dropFirst(3)))
            // The lane is free again.
            for _ in 0..<3 {
                let request = try await peer.message()
                drained.report()
                try await peer.send(Wire.echo(request, Wire.answer("r3", "Newer.")))
            }
            try await peer.untilClosed()
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL) { $0.maximumConnectionsPerScope = 1 }
            let model = provider.model("m")
            try await Self.leave(model, "first")
            #expect(provider.statistics.lanesInUse == 0)
            let second = try await model.generate("second")
            #expect(second.text == "New.")
            for question in ["third", "fourth", "fifth"] {
                let response = try await model.generate(ModelRequest(question))
                #expect(response.text == "Newer.")
            }
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.connectionsOpen == 1)
        }
    }

    @Test("has its socket closed where there are no lanes", arguments: [false, true])
    func edge37Alone(_ isToldByServer: Bool) async throws {
        let closed = Reports<Int>()
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                // Told by the server: it names no lane though the client does.
                #expect((request["stream_id"] != nil) == (isToldByServer && peer.index == 0))
                guard request.lastText == "first" else {
                    try await peer.send(Wire.answer("r2", "New."))
                    continue
                }
                try await peer.send([Wire.created("r1"), Wire.delta("Old")])
            }
            closed.report(peer.index)
        } _: { server in
            let provider = (isToldByServer ? Sharing.lanes : .alone).provider(server.baseURL)
            let model = provider.model("m")
            try await Self.leave(model, "first")
            #expect(try await closed.next() == 0)
            for _ in 0..<2 {
                let response = try await model.generate("second")
                #expect(response.text == "New.")
            }
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.connectionsOpen == 1)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("before the first event of a server without lanes leaves a connection that can be used again")
    func edge37DrainedWithoutLanes() async throws {
        let (asked, mayAnswer) = (Reports<Int>(), Reports<Void>())
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                if request.lastText == "first" {
                    asked.report(peer.index)
                    try await mayAnswer.next()
                }
                try await peer.send(Wire.answer("r\(peer.index)", request.lastText ?? ""))
                if request.lastText == "first" {
                    // Everything that it is asked from now on comes after the drained answer.
                    asked.report(peer.index)
                }
            }
        } _: { server in
            let provider = Sharing.lanes.provider(
                server.baseURL, timeouts: TransportTimeouts(acquire: .seconds(60))
            ) { $0.maximumConnectionsPerScope = 2 }
            let model = provider.model("m")
            let task = Task { try await model.generate("first") }
            #expect(try await asked.next() == 0)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            // Another connection tells that there are no lanes, while the first response is still awaited.
            var parts = model.stream("second").makeAsyncIterator()
            guard case .responseMetadata? = try await parts.next() else {
                Issue.record("no metadata")
                return
            }
            mayAnswer.report()
            #expect(try await asked.next() == 0)
            var text = ""
            while let part = try await parts.next() {
                if case .textDelta(_, let delta) = part { text += delta }
            }
            #expect(text == "second")
            // As many at once as there are connections, so that each of them is needed.
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<8 { group.addTask { try await model.generate("Number \(index)").text } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(texts == Set((0..<8).map { "Number \($0)" }))
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    /// When a task is cancelled.
    enum Moment: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case beforeConnect, inConnect, whileWaiting, beforeFirstEvent, midStream

        var testDescription: String { rawValue }
    }

    @Test("by cancellation keeps no place, whenever that is", arguments: Sharing.allCases, Moment.allCases)
    func edge38Cancelled(_ sharing: Sharing, _ moment: Moment) async throws {
        let (reached, closed) = (Reports<Void>(), Reports<Int>())
        try await withServer { peer in
            guard let handshake = try await peer.request() else { return }
            if moment == .inConnect, peer.index == 0 {
                reached.report()
                try await peer.untilClosed()
                return closed.report(0)
            }
            try await peer.upgrade(handshake)
            while let request = try await peer.message() {
                if request.lastText == "hold" {
                    reached.report()
                } else if request.lastText == "cancelled", moment != .whileWaiting {
                    if moment == .midStream {
                        try await peer.send(Wire.echo(request, [Wire.created("r1"), Wire.delta("Old")]))
                    }
                    reached.report()
                } else {
                    try await peer.send(Wire.echo(request, Wire.answer("r2", request.lastText ?? "")))
                }
            }
            closed.report(peer.index)
        } _: { server in
            let looksForPlace = Reports<Void>()
            let provider = sharing.provider(
                server.baseURL, timeouts: TransportTimeouts(acquire: .seconds(600)),
                endpoint: { endpoint in
                    endpoint.credentials = {
                        looksForPlace.report()
                        return [:]
                    }
                }
            ) { if moment == .whileWaiting { $0.maximumConnectionsPerScope = 1 } }
            let model = provider.model("m")
            let holding = Task { if moment == .whileWaiting { _ = try await model.generate("hold") } }
            if moment == .whileWaiting {
                try await looksForPlace.next()
                try await reached.next()
            }
            let began = Reports<Void>()
            let texts = Reports<Void>()
            let task = Task {
                if moment == .beforeConnect { try? await began.next() }
                for try await _ in model.stream("cancelled").text { texts.report() }
            }
            switch moment {
            case .beforeConnect: break
            case .whileWaiting:
                try await looksForPlace.next()
                for _ in 0..<100 { await Task.yield() }
            case .inConnect, .beforeFirstEvent: try await reached.next()
            case .midStream: try await texts.next()
            }
            task.cancel()
            began.report()
            await #expect(throws: CancellationError.self) { try await task.value }
            if moment == .inConnect { #expect(try await closed.next() == 0) }
            #expect(provider.statistics.lanesInUse == (moment == .whileWaiting ? 1 : 0))
            if moment == .whileWaiting {
                holding.cancel()
                await #expect(throws: CancellationError.self) { try await holding.value }
                #expect(provider.statistics.lanesInUse == 0)
            }
            // With lanes the unanswered response may hold its connection for as long as the server is silent.
            if moment != .whileWaiting || sharing == .alone {
                let next = try await model.generate("next")
                #expect(next.text == "next")
            }
            #expect(provider.statistics.lanesInUse == 0)
            #expect(provider.statistics.replays == 0)
        }
    }
}
