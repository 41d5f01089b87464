import Dialect
import DialectServer
import DialectSimulator
import Testing
import TestSupport

/// How WebSockets end from the server's side, and what it counts of them.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct ConnectionLifeTests {
    private typealias Frame = TestWebSocket.Frame
    private let limit = JSONValue.string("websocket_connection_limit_reached")

    private func request(_ input: String, lane: String? = nil) -> String {
        var event: JSONValue = ["type": "response.create", "model": "m", "input": .string(input)]
        event["stream_id"] = lane.map(JSONValue.string)
        return event.jsonText
    }

    @Test(arguments: [nil, "a"])
    func idleConnectionExpiresWithOneError(lane: String?) async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            try await TestWebSocket.connected(to: server) { socket in
                _ = try await socket.ask(request("Hi", lane: lane))
                server.expireConnections()
                let error = try await socket.event()
                #expect(error["type"] == "error")
                #expect(error["status"] == 400)
                #expect(error["error"]?["code"] == limit)
                #expect(error["stream_id"] == nil)
                let frame = try await socket.next()
                #expect(frame.closeCode == 1000)
                try await socket.send(frame)
                await #expect(throws: TestSocket.Ended.self) { _ = try await socket.next() }
            }
        }
    }

    @Test func requestsWithoutAnAnswerExpireEachInItsLane() async throws {
        let model = GatedModel()
        var configuration = ResponsesServer.Configuration()
        configuration.lanes.maximumInFlight = 2
        try await withSimulator(model, configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request("1", lane: "a"))
                try await socket.send(request("2"))
                for _ in 0..<2 { _ = try await socket.event("response.output_text.delta") }
                try await socket.send(request("3", lane: "b"))
                // An answer to a later message shows that the one before was read.
                try await socket.send("{")
                server.expireConnections()
                var lanes: [String] = []
                while true {
                    let frame = try await socket.next()
                    if frame.opcode == Frame.close {
                        #expect(frame.closeCode == 1000)
                        break
                    }
                    let event = try JSONValue(parsing: frame.payload)
                    if event["error"]?["code"] == limit { lanes.append(event["stream_id"]?.stringValue ?? "") }
                }
                #expect(Set(lanes).isSuperset(of: ["", "a"]))
            }
        }
    }

    @Test func connectionsExpireByThemselves() async throws {
        var configuration = ResponsesServer.Configuration()
        configuration.connectionLifetime = .milliseconds(1)
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let error = try await socket.event()
                #expect(error["error"]?["code"] == limit)
                #expect(try await socket.next().closeCode == 1000)
            }
        }
    }

    @Test func serverClosesAndAbortsConnections() async throws {
        try await withSimulator(EndlessModel()) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request("Hi"))
                _ = try await socket.event("response.output_text.delta")
                server.closeConnections(code: 1012)
                #expect(try await socket.close().closeCode == 1012)
            }
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request("Hi"))
                _ = try await socket.event("response.output_text.delta")
                server.abortConnections()
                await #expect(throws: (any Error).self) { _ = try await socket.event() }
            }
            // The server itself goes on.
            try await TestWebSocket.connected(to: server) { _ in }
        }
    }

    @Test func countsBytesOnTheWire() async throws {
        try await withSimulator(ScriptedModel(["Hello"])) { server in
            let request = request("Hi")
            let payloads = try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(request)
                var count = 0
                while true {
                    let frame = try await socket.next()
                    count += frame.payload.count + (frame.payload.count < 126 ? 2 : 4)
                    if try JSONValue(parsing: frame.payload)["type"] == "response.completed" { return count }
                }
            }
            #expect(server.statistics.webSocketBytesReceived == request.utf8.count + 6)
            #expect(server.statistics.webSocketBytesSent == payloads)
        }
    }

    @Test(arguments: [false, true])
    func networkDelayChangesNothingButTime(tls: Bool) async throws {
        var configuration = ResponsesServer.Configuration(
            tls: tls ? .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key) : nil)
        configuration.networkDelay = .milliseconds(4)
        let word = String(repeating: "x", count: 64 << 10)
        let model = ScriptedModel { request in
            ScriptedTurn(Array(repeating: .text(deltas: [word, request.messages.last?.text ?? ""]), count: 20))
        }
        try await withSimulator(model, configuration: configuration) { server in
            try await TestWebSocket.connected(to: server, tls: tls) { socket in
                for input in ["a", "b", "c"] { try await socket.send(request(input)) }
                for input in ["a", "b", "c"] {
                    let events = try await socket.response()
                    #expect(events.map { $0["sequence_number"]?.intValue } == events.indices.map(Optional.init))
                    #expect(events.deltaText == String(repeating: word + input, count: 20))
                }
                server.closeConnections(code: 1001)
                #expect(try await socket.next().closeCode == 1001)
            }
        }
    }

    @Test func readingTakesTimeForEveryByteThatArrives() async throws {
        let clock = ManualClock()
        var configuration = ResponsesServer.Configuration()
        configuration.readingTimePerByte = .milliseconds(3)
        configuration.clock = clock
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            let messages = [request("A long prompt"), request("Hi")]
            try await TestWebSocket.connected(to: server) { socket in
                for message in messages { _ = try await socket.ask(message) }
            }
            let body = #"{"model":"m","input":"Hi"}"#
            _ = try await server.post(body)
            #expect(clock.slept == (messages + [body]).map { .milliseconds(3) * $0.utf8.count })
        }
    }
}
