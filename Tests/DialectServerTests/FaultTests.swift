import Dialect
import DialectServer
import DialectSimulator
import Foundation
import Testing
import TestSupport

/// Each way in which a server can be made to misbehave, as a client sees it.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct FaultTests {
    private typealias Frame = TestWebSocket.Frame

    private let request = #"{"type":"response.create","model":"m","input":"Hi"}"#
    private let laneRequest = #"{"type":"response.create","stream_id":"a","model":"m","input":"Hi"}"#

    /// A server whose first request, and no other, is befallen.
    private func withFault<Result>(
        _ fault: Fault, _ body: (ResponsesServer) async throws -> Result
    ) async throws -> Result {
        try await withPlan(FaultPlan([.request(0, fault)]), body)
    }

    private func withPlan<Result>(
        _ plan: FaultPlan?, clock: any Clock<Duration> = ContinuousClock(),
        _ body: (ResponsesServer) async throws -> Result
    ) async throws -> Result {
        var configuration = ResponsesServer.Configuration()
        configuration.faults = plan
        configuration.clock = clock
        let model = ScriptedModel { _ in ScriptedTurn([.text(deltas: ["One ", "two ", "three."])]) }
        return try await withSimulator(model, configuration: configuration, body)
    }

    /// The types of the events of an answer that nothing befalls.
    private static let types = [
        "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
        "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
        "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
    ]

    @Test func nothingBefallsOtherRequests() async throws {
        try await withFault(.close(1011, at: 3)) { server in
            await #expect(throws: (any Error).self) {
                try await TestWebSocket.connected(to: server) { _ = try await $0.ask(request) }
            }
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
            #expect(events.types == Self.types)
            #expect(server.statistics.faultsInjected == 1)
        }
    }

    // MARK: Endings

    @Test(arguments: [
        (Fault.Moment.start, 0), (3, 3), (.after(5), 5), (.end, 11),
    ])
    func closesWithACode(moment: Fault.Moment, count: Int) async throws {
        try await withFault(.close(1012, at: moment)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                for type in Self.types.prefix(count) { #expect(try await socket.event()["type"] == .string(type)) }
                let frame = try await socket.next()
                #expect(frame.opcode == Frame.close)
                #expect(frame.closeCode == 1012)
                // Once the client has answered, TCP ends too.
                try await socket.send(frame)
                await #expect(throws: TestSocket.Ended.self) { _ = try await socket.next() }
            }
        }
    }

    @Test(arguments: [(Fault.Moment.start, 0), (4, 4), (.end, 11)])
    func dropsTheConnection(moment: Fault.Moment, count: Int) async throws {
        try await withFault(.drop(at: moment)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                for type in Self.types.prefix(count) { #expect(try await socket.event()["type"] == .string(type)) }
                await #expect(throws: TestSocket.Ended.self) { _ = try await socket.next() }
            }
        }
    }

    @Test func resetsTheConnection() async throws {
        try await withFault(.reset(at: 2)) { server in
            var count = 0
            try? await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                while true {
                    _ = try await socket.event()
                    count += 1
                }
            }
            #expect(count <= 2)
            #expect(server.statistics.faultsInjected == 1)
        }
    }

    @Test func stallsOneLaneOnly() async throws {
        try await withFault(.stall(at: 2)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(laneRequest)
                for _ in 0..<2 { #expect(try await socket.event()["stream_id"] == "a") }
                try await socket.send(Frame(opcode: Frame.ping, payload: [1]))
                #expect(try await socket.next() == Frame(opcode: Frame.pong, payload: [1]))
                #expect(try await socket.ask(request).types == Self.types)
            }
        }
    }

    @Test func freezesTheWholeConnection() async throws {
        try await withFault(.freeze(at: 2)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(laneRequest)
                for _ in 0..<2 { #expect(try await socket.event()["stream_id"] == "a") }
                try await socket.send(Frame(opcode: Frame.ping, payload: [1]))
                try await socket.send(request)
                // Another connection is served as ever, and meanwhile the frozen one says nothing until it is reset.
                let other = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
                #expect(other.types == Self.types)
                server.abortConnections()
                await #expect(throws: (any Error).self) { _ = try await socket.next() }
            }
        }
    }

    @Test func pausesByTheServersClock() async throws {
        let clock = ManualClock()
        try await withPlan(FaultPlan([.request(0, .delay(.seconds(500), at: 4))]), clock: clock) { server in
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
            #expect(events.types == Self.types)
            #expect(clock.slept == [.seconds(500)])
        }
    }

    // MARK: Messages

    @Test(
        arguments: [
            (Fault.malformedJSON(at: 2), nil), (.nonObject(at: 2), nil), (.unknownEvent(at: 2), "simulator.surprise"),
            (.eventOfUnknownLane(at: 2), "response.output_text.delta"), (.message(#"{"type":"x"}"#, at: 2), "x"),
        ] as [(Fault, String?)])
    func addsAMessage(fault: Fault, type: String?) async throws {
        try await withFault(fault) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                for type in Self.types.prefix(2) { #expect(try await socket.event()["type"] == .string(type)) }
                let added = try await socket.next()
                #expect((try? JSONValue(parsing: added.payload))?["type"]?.stringValue == type)
                for type in Self.types.dropFirst(2) { #expect(try await socket.event()["type"] == .string(type)) }
            }
        }
    }

    @Test(arguments: [
        (
            Fault.error("overloaded", "Later.", status: 503, at: 3),
            #"{"type":"error","status":503,"error":{"type":"server_error","code":"overloaded","message":"Later.","param":null},"stream_id":"a"}"#
        ),
        (
            .error(nil, "Oh.", at: 3),
            #"{"type":"error","status":500,"error":{"type":"server_error","code":null,"message":"Oh.","param":null},"stream_id":"a"}"#
        ),
        (
            .error("server_error", "Oh.", shape: .flat, at: 3),
            #"{"type":"error","code":"server_error","message":"Oh.","param":null,"sequence_number":3,"stream_id":"a"}"#
        ),
    ])
    func endsWithAnErrorEvent(fault: Fault, json: String) async throws {
        try await withFault(fault) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let events = try await socket.ask(laneRequest)
                #expect(events.types == Self.types.prefix(3) + ["error"])
                #expect(try events.last == JSONValue(parsing: json))
                #expect(try await socket.ask(laneRequest).types == Self.types)
            }
        }
    }

    @Test(arguments: [Fault.Moment.start, 3, .end])
    func errorEventEvictsWhatWasContinued(moment: Fault.Moment) async throws {
        let plan = FaultPlan([.request(1, .error("server_error", at: moment))])
        try await withPlan(plan) { server in
            try await TestWebSocket.connected(to: server) { socket in
                func create(after id: String?) -> String {
                    var event: JSONValue = ["type": "response.create", "model": "m", "store": false, "input": "Hi"]
                    event["previous_response_id"] = id.map(JSONValue.string)
                    return event.jsonText
                }
                let first = try await socket.ask(create(after: nil)).responseID
                var failed = try await socket.ask(create(after: first))
                if moment == .end { failed += try await socket.response() }
                #expect(failed.types.last == "error")
                let again = try await socket.ask(create(after: first))
                #expect(again.last?["error"]?["code"] == "previous_response_not_found")
            }
        }
    }

    @Test func floodsWithPings() async throws {
        try await withFault(.pings(300, at: 1)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                _ = try await socket.event()
                for _ in 0..<300 { #expect(try await socket.next().opcode == Frame.ping) }
                #expect(try await socket.response().types.count == 10)
            }
        }
    }

    // MARK: Events

    @Test(arguments: [(-1, [0, 1, 2, 2, 4]), (7, [0, 1, 2, 10, 4])])
    func numbersAnEventWrongly(difference: Int, numbers: [Int]) async throws {
        try await withFault(.sequenceNumber(offBy: difference, at: 3)) { server in
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
            #expect(events.types == Self.types)
            #expect(events.prefix(5).map { $0["sequence_number"]?.intValue } == numbers)
        }
    }

    @Test func leavesOutEventsAndNames() async throws {
        for (fault, missing) in [
            (Fault.withoutAnnouncements, ["response.output_item.added"]),
            (.withoutDeltas, ["response.output_text.delta"]),
            (.omitting("response.completed", "response.output_item.done"), ["response.output_item.done"]),
        ] {
            try await withFault(fault) { server in
                try await TestWebSocket.connected(to: server) { socket in
                    try await socket.send(request)
                    // A second, whole response shows where the first one ends.
                    try await socket.send(request)
                    let first = try await socket.response()
                    #expect(
                        missing.allSatisfy { !first.prefix { $0["type"] != "response.completed" }.types.contains($0) }
                            || first.types.count > Self.types.count)
                    #expect(first.types.starts(with: Self.types.filter { !missing.contains($0) }.prefix(4)))
                }
            }
        }
        try await withFault(.withoutStreamID) { server in
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(laneRequest) }
            #expect(events.types == Self.types)
            #expect(events.allSatisfy { $0["stream_id"] == nil && $0["sequence_number"] != nil })
        }
    }

    // MARK: Frames

    @Test func masksAFrame() async throws {
        try await withFault(.maskedFrame(at: 1)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                _ = try await socket.event()
                let head = try await socket.socket.read(2)
                #expect(head[0] == 0x81)
                #expect(head[1] & 0x80 != 0)
            }
        }
    }

    @Test func cutsEventsIntoFragmentsWithPingsBetween() async throws {
        try await withFault(.fragments(of: 7, withPings: true)) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                var (events, message, pings): ([JSONValue], [UInt8], Int) = ([], [], 0)
                while events.types.last != "response.completed" {
                    let frame = try await socket.next()
                    if frame.opcode == Frame.ping {
                        pings += 1
                        continue
                    }
                    #expect(frame.opcode == (message.isEmpty ? Frame.text : Frame.continuation))
                    #expect(frame.payload.count <= 7)
                    message += frame.payload
                    guard frame.isFinal else { continue }
                    events.append(try JSONValue(parsing: message))
                    message = []
                }
                #expect(events.types == Self.types)
                #expect(pings > 100)
            }
        }
    }

    @Test func splitsFramesAnywhereAndSendsBinaryOnes() async throws {
        try await withFault(.pieces(of: 3)) { server in
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
            #expect(events.types == Self.types)
        }
        try await withFault(.binaryFrames) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                let frame = try await socket.next()
                #expect(frame.opcode == Frame.binary)
                #expect(try JSONValue(parsing: frame.payload)["type"] == "response.created")
            }
        }
    }

    // MARK: Handshakes

    @Test(arguments: [
        (HandshakeFault.refuse(status: 429, headers: [("Retry-After", "7")]), "HTTP/1.1 429 ", "Retry-After: 7"),
        (.refuse(status: 426, body: "No WebSockets here.", contentType: "text/plain"), "HTTP/1.1 426 ", "text/plain"),
        (.answeredOK, "HTTP/1.1 200 ", "<html>"),
    ])
    func refusesAHandshake(fault: HandshakeFault, start: String, holds: String) async throws {
        try await withPlan(FaultPlan([.handshake(1, fault)])) { server in
            func handshake() async throws -> String {
                try await TestSocket.connected(to: server) { socket in
                    try await socket.write(TestWebSocket.handshake(headers: "Connection: close\r\n"))
                    return try await socket.read(through: "\r\n\r\n") + String(decoding: socket.rest(), as: UTF8.self)
                }
            }
            #expect(try await handshake().hasPrefix("HTTP/1.1 101 "))
            let refused = try await handshake()
            #expect(refused.hasPrefix(start))
            #expect(refused.contains(holds))
            #expect(try await handshake().hasPrefix("HTTP/1.1 101 "))
            #expect(server.statistics.faultsInjected == 1)
        }
    }

    @Test(arguments: [HandshakeFault.drop, .reset])
    func dropsAHandshake(fault: HandshakeFault) async throws {
        try await withPlan(FaultPlan([.handshakes(fault)])) { server in
            _ = await #expect(throws: (any Error).self) {
                try await TestWebSocket.connected(to: server) { _ in }
            }
        }
    }

    @Test func neverAnswersAHandshake() async throws {
        try await withPlan(FaultPlan([.handshake(0, .silence)])) { server in
            try await TestSocket.connected(to: server) { socket in
                try await socket.write(TestWebSocket.handshake())
                while server.statistics.faultsInjected == 0 { await Task.yield() }
                // Another one is answered meanwhile.
                try await TestWebSocket.connected(to: server) { _ = try await $0.ask(request) }
                #expect(socket.rest().isEmpty)
            }
        }
    }

    // MARK: Plans

    @Test func equalSeedsDoEqualHarm() async throws {
        func outcomes(seed: UInt64) async throws -> [Int] {
            let plan = FaultPlan(
                seed: seed, [.randomly(0.5, .withoutDeltas, .withoutAnnouncements, .error("server_error", at: 1))])
            return try await withPlan(plan) { server in
                try await TestWebSocket.connected(to: server) { socket in
                    var outcomes: [Int] = []
                    for _ in 0..<20 { outcomes.append(try await socket.ask(request).count) }
                    return outcomes
                }
            }
        }
        let first = try await outcomes(seed: 1)
        #expect(Set(first).count > 1)
        #expect(try await outcomes(seed: 1) == first)
        #expect(try await outcomes(seed: 2) != first)
    }

    @Test func rulesPickRequestsByLaneAndPlace() async throws {
        let plan = FaultPlan([
            .lane("bad", .withoutDeltas),
            .requests(where: { $0.connection == 1 && $0.requestOnConnection == 1 }, .error("picked", at: .start)),
        ])
        try await withPlan(plan) { server in
            for connection in 0..<2 {
                try await TestWebSocket.connected(to: server) { socket in
                    let bad = try await socket.ask(
                        #"{"type":"response.create","stream_id":"bad","model":"m","input":"Hi"}"#)
                    #expect(bad.deltaText.isEmpty)
                    let second = try await socket.ask(request)
                    #expect(second.types == (connection == 1 ? ["error"] : Self.types))
                }
            }
            #expect(server.statistics.faultsInjected == 3)
        }
    }
}
