import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("Lanes that a server does not have, or not as many", .throttled, .timeLimit(.minutes(10)))
struct LaneSupportTests {
    // MARK: 48: A server without lanes

    @Test("are given up when the server ignores them")
    func edge48IgnoredInTurn() async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: Sharing.alone.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            var history: [Message] = []
            for text in ["One", "Two", "Three"] {
                let response = try await model.say(.user(text), in: &history)
                #expect(response.text == text)
            }
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.incrementalRequests == 2)
            #expect(provider.statistics.replays == 0)
            // Only the first names a lane.
            #expect(simulator.bodies.map { $0["stream_id"] == nil } == [false, true, true])
        }
    }

    @Test("are given up when the server ignores them and is asked several things at once")
    func edge48IgnoredAtOnce() async throws {
        let count = 6
        let model = MeetingModel(ScriptedModel.echo(), count: count)
        try await withSimulator(model, configuration: Sharing.alone.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            for round in 0..<2 {
                let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                    for index in 0..<count {
                        group.addTask { (index, try await model.generate("Number \(round) \(index)").text) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                #expect(
                    answers == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, "Number \(round) \($0)") }))
            }
            #expect(provider.statistics.connectionsOpened == count)
            #expect(provider.statistics.replays == 0)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("are given up when the server names the lane of each event by an empty string")
    func edge48NamedByNothing() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            while let text = try await peer.message()?.lastText {
                let events = Wire.answer("r_\(text)", text)
                try await peer.send(events.map { $0.dropLast() + #","stream_id":""}"# })
            }
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            for text in ["One", "Two"] {
                let answer = try await provider.model("m").generate(ModelRequest(text))
                #expect(answer.text == text)
            }
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("are given up when the server refuses the field, unseen by the consumer", arguments: [1, 4])
    func edge48Refused(_ count: Int) async throws {
        let received = Reports<JSONValue>()
        let met = Gate(count)
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                received.report(request)
                guard request["stream_id"] != nil else {
                    try await peer.send(Wire.answer("r_\(peer.index)", request.lastText ?? ""))
                    continue
                }
                await met.pass()
                try await peer.send([
                    #"{"type":"error","status":400,"error":{"type":"invalid_request_error","code":"unknown_parameter","#
                        + #""message":"Unknown parameter: 'stream_id'.","param":"stream_id"}}"#
                ])
            }
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            let model = provider.model("m")
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for index in 0..<count {
                    group.addTask { (index, try await model.generate("Number \(index)").text) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers == Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, "Number \($0)") }))
            #expect(provider.statistics.connectionsOpened == count)
            #expect(provider.statistics.replays == count)
            for _ in 0..<2 * count { _ = try await received.next() }
            let later = try await model.generate("Later")
            #expect(later.text == "Later")
            #expect(try await received.next()["stream_id"] == nil)
            #expect(provider.statistics.connectionsOpened == count)
        }
    }

    @Test("are given up when the server forgets them while several responses are under way")
    func edge48Forgotten() async throws {
        let (bothCame, closed) = (Reports<Void>(), Reports<Int>())
        try await withServer { peer in
            try await peer.upgrade()
            if peer.index == 0 {
                try await peer.send(Wire.echo(try await peer.message(), Wire.answer("r1", "First.")))
                _ = try await peer.message()
                _ = try await peer.message()
                bothCame.report()
                // Nobody can tell whose this is.
                try await peer.send([Wire.created("r2"), Wire.delta("Whose?")])
                try await peer.untilClosed()
                return closed.report(0)
            }
            while let request = try await peer.message() {
                #expect(request["stream_id"] == nil)
                try await peer.send(Wire.answer("r\(peer.index)", request.lastText ?? ""))
            }
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            let model = provider.model("m")
            _ = try await model.generate("first")
            async let left = model.generate("left")
            async let right = model.generate("right")
            try await bothCame.next()
            // Sent again, each on a connection of its own.
            #expect(try await left.text == "left")
            #expect(try await right.text == "right")
            #expect(try await closed.next() == 0)
            #expect(provider.statistics.connectionsOpened == 3)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    // MARK: 49: The limits of lanes

    @Test("of single questions are used again when all names are taken")
    func edge49Questions() async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: Sharing.lanes.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            for index in 0..<40 {
                let response = try await model.generate("Number \(index)")
                #expect(response.text == "Number \(index)")
            }
            #expect(simulator.statistics.lanes == 32)
            #expect(simulator.statistics.requests == 40)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("of conversations are left alone: the 33rd gets a connection of its own")
    func edge49Conversations() async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: Sharing.lanes.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            var histories: [[Message]] = Array(repeating: [], count: 33)
            func say(_ text: String, in index: Int, _ continuation: String) async throws {
                let response = try await model.say(.user(text), in: &histories[index])
                #expect(response.text == text)
                #expect(response.continuation == continuation)
            }
            for index in 0..<32 {
                try await say("Number \(index)", in: index, "firstTurn")
                try await say("Number \(index) again", in: index, "incremental")
            }
            #expect(simulator.statistics.webSocketConnections == 1)
            try await say("One more", in: 32, "firstTurn")
            for index in 0..<33 { try await say("Number \(index) at last", in: index, "incremental") }
            #expect(simulator.statistics.webSocketConnections == 2)
            #expect(simulator.statistics.lanes == 33)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("of conversations make room where there is no other connection")
    func edge49OneConnection() async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: Sharing.lanes.server) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL) { $0.maximumConnectionsPerScope = 1 }
            let model = provider.model("m")
            var histories: [[Message]] = Array(repeating: [], count: 33)
            for round in 0..<2 {
                for index in histories.indices {
                    let text = "Number \(index), round \(round)"
                    let response = try await model.say(.user(text), in: &histories[index])
                    #expect(response.text == text)
                }
            }
            #expect(simulator.statistics.webSocketConnections == 1)
            #expect(simulator.statistics.lanes == 32)
            #expect(provider.statistics.replays == 0)
        }
    }

    @Test("fewer than the client believes: another connection takes over, unseen by the consumer")
    func edge49LowerLimit() async throws {
        var configuration = Sharing.lanes.server
        configuration.lanes.maximumNames = 2
        let held = HeldModel()
        try await withSimulator(held, configuration: configuration) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL)
            let model = provider.model("m")
            held.release("warm")
            _ = try await model.generate("warm")
            #expect(try await held.begun.next() == "warm")
            let texts = (0..<5).map { "Number \($0)" }
            let tasks = texts.map { text in Task { try await model.generate(ModelRequest(text)).text } }
            for _ in texts { _ = try await held.begun.next() }
            // Those that were under way when the limit was reached go on.
            #expect(provider.statistics.lanesInUse == 5)
            for text in texts { held.release(text) }
            for (text, task) in zip(texts, tasks) { #expect(try await task.value == text) }
            let statistics = provider.statistics
            #expect(statistics.replays >= 1)
            #expect(statistics.connectionsOpened == simulator.statistics.webSocketConnections)
            #expect(statistics.lanesInUse == 0)
        }
    }

    @Test("that reached their limit are said so without a name: the connection is left, its responses are not mixed up")
    func edge49LimitWithoutLane() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            var names: Set<String> = []
            while let request = try await peer.message() {
                names.insert(request["stream_id"]?.stringValue ?? "")
                if names.count > 1 {
                    try await peer.send([Wire.error("websocket_stream_limit_reached", "Too many streams.")])
                } else {
                    let text = request.lastText ?? ""
                    try await peer.send(Wire.echo(request, Wire.answer("r_\(text)", text)))
                }
            }
        } _: { server in
            let provider = Sharing.lanes.provider(server.baseURL)
            for text in ["One", "Two", "Three"] {
                let response = try await provider.model("m").generate(ModelRequest(text))
                #expect(response.text == text)
            }
            #expect(provider.statistics.lanesInUse == 0)
            // The limit is learned: the third question takes a lane that was used before.
            #expect(provider.statistics.connectionsOpened == 2)
            #expect(provider.statistics.replays == 1)
        }
    }

    @Test("more in flight than the server makes at once are answered in turn")
    func edge49InFlight() async throws {
        var configuration = Sharing.lanes.server
        configuration.lanes.maximumInFlight = 2
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            let provider = Sharing.lanes.provider(simulator.baseURL) { $0.maximumConnectionsPerScope = 1 }
            let model = provider.model("m")
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for index in 0..<50 {
                    group.addTask { (index, try await model.generate("Number \(index)").text) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers == Dictionary(uniqueKeysWithValues: (0..<50).map { ($0, "Number \($0)") }))
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }
}
