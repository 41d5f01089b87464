import Dialect
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite(.throttled, .timeLimit(.minutes(10)))
struct WebSocketServingTests {
    @Test(arguments: [
        #"{"type":"response.create","model":"m","input":"Hi"}"#,
        #"{"type":"response.create","response":{"model":"m","input":[{"role":"user","content":"Hi"}]}}"#,
    ])
    func answersFlatAndNestedRequests(request: String) async throws {
        try await withSimulator(ScriptedModel.echo()) { server in
            let events = try await TestWebSocket.connected(to: server) { try await $0.ask(request) }
            #expect(events.types.prefix(2) == ["response.created", "response.in_progress"])
            #expect(events.deltaText == "Hi")
            #expect(events.types.last == "response.completed")
            #expect(events.map { $0["sequence_number"]?.intValue } == events.indices.map(Optional.init))
            #expect(events.allSatisfy { $0["stream_id"] == nil })
        }
    }

    @Test func sendsTheSameEventsAsOverHTTP() async throws {
        try await withSimulator(ScriptedModel { _ in "The same words." }) { server in
            let request = #"{"model":"m","input":"Hi","stream":true}"#
            let streamed = try await server.post(request).events.map(\.json)
            let messages = try await TestWebSocket.connected(to: server) {
                try await $0.ask(#"{"type":"response.create","model":"m","input":"Hi"}"#)
            }
            #expect(streamed.types.first == "response.created")
            #expect(Set(streamed.types) == Set(messages.types))
            #expect(streamed.deltaText == messages.deltaText)
        }
    }

    @Test func continuesOnTheConnectionWithoutStoring() async throws {
        let model = ScriptedModel { request in
            ScriptedTurn([.text(request.messages.map(\.text).joined(separator: "|"))])
        }
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let first = try await socket.ask(#"{"type":"response.create","model":"m","store":false,"input":"A"}"#)
                #expect(first.deltaText == "A")
                let second = try await socket.ask(
                    #"{"type":"response.create","model":"m","store":false,"input":"B","previous_response_id":"\#(first.responseID ?? "")"}"#
                )
                #expect(second.deltaText == "A|A|B")
                let third = try await socket.ask(
                    #"{"type":"response.create","model":"m","store":false,"input":"C","previous_response_id":"\#(second.responseID ?? "")"}"#
                )
                #expect(third.deltaText == "A|A|B|A|A|B|C")
                // Only the latest response of a lane is kept.
                let gone = try await socket.ask(
                    #"{"type":"response.create","model":"m","store":false,"input":"D","previous_response_id":"\#(first.responseID ?? "")"}"#
                )
                #expect(gone.last?["error"]?["code"] == "previous_response_not_found")
            }
        }
    }

    @Test func saysThatAResponseIsUnknownInTheNestedShape() async throws {
        try await withSimulator(ScriptedModel(["Yes"])) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let events = try await socket.ask(
                    #"{"type":"response.create","stream_id":"main","model":"m","input":"B","previous_response_id":"resp_1"}"#
                )
                #expect(
                    events == [
                        [
                            "type": "error", "status": 400, "stream_id": "main",
                            "error": [
                                "message": "Previous response with id 'resp_1' not found.",
                                "type": "invalid_request_error", "param": "previous_response_id",
                                "code": "previous_response_not_found",
                            ],
                        ]
                    ])
                // The connection lives on.
                #expect(try await socket.ask(#"{"type":"response.create","model":"m","input":"B"}"#).deltaText == "Yes")
            }
        }
    }

    @Test func failedContinuationEvictsItsParent() async throws {
        let model = ScriptedModel(["One", [.error(LanguageModelError(.server, "Broken."))], "Three"])
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let first = try await socket.ask(#"{"type":"response.create","model":"m","store":false,"input":"A"}"#)
                let next =
                    #"{"type":"response.create","model":"m","store":false,"input":"B","previous_response_id":"\#(first.responseID ?? "")"}"#
                #expect(try await socket.ask(next).last?["error"]?["message"] == "Broken.")
                #expect(try await socket.ask(next).last?["error"]?["code"] == "previous_response_not_found")
            }
        }
    }

    @Test func warmsUpWithoutGenerating() async throws {
        let model = ScriptedModel { request in
            ScriptedTurn([.text(request.messages.map(\.text).joined(separator: "|"))])
        }
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let warm = try await socket.ask(
                    #"{"type":"response.create","model":"m","generate":false,"store":false,"input":"Known"}"#)
                #expect(warm.types == ["response.created", "response.in_progress", "response.completed"])
                #expect(warm.last?["response"]?["output"] == [])
                let next = try await socket.ask(
                    #"{"type":"response.create","model":"m","store":false,"input":[],"previous_response_id":"\#(warm.responseID ?? "")"}"#
                )
                #expect(next.deltaText == "Known")
            }
        }
    }

    @Test func everyEventOfALaneBearsItsName() async throws {
        try await withSimulator(ScriptedModel { _ in "Hello" }) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(#"{"type":"response.create","stream_id":"a","model":"m","input":"A"}"#)
                try await socket.send(#"{"type":"response.create","stream_id":"b.2","model":"m","input":"B"}"#)
                let lanes = try await socket.responses(2)
                #expect(lanes.keys.sorted() == ["a", "b.2"])
                #expect(lanes.values.allSatisfy { $0.count > 5 && $0.types.last == "response.completed" })
                let error = try await socket.ask(#"{"type":"response.create","stream_id":"a","input":"A"}"#)
                #expect(error.last?["stream_id"] == "a")
                let unlawful = try await socket.ask(
                    #"{"type":"response.create","stream_id":"","model":"m","input":"A"}"#)
                #expect(unlawful.last?["error"]?["code"] == "invalid_stream_id")
                #expect(unlawful.last?["stream_id"] == nil)
            }
        }
    }

    @Test func failsInMidStream() async throws {
        let error = LanguageModelError(.server, "Broken.")
        try await withSimulator(ScriptedModel([[.text("Half"), .error(error)], "Whole"])) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let request = #"{"type":"response.create","model":"m","input":"A"}"#
                let failed = try await socket.ask(request)
                #expect(failed.types.last == "response.failed")
                #expect(failed.last?["response"]?["error"] == ["code": "server_error", "message": "Broken."])
                #expect(try await socket.ask(request).deltaText == "Whole")
            }
        }
    }

    @Test(arguments: ["{", "[]", #"{"type":"response.cancel"}"#, #"{"model":"m","input":"x"}"#])
    func refusesMessagesThatAreNoRequests(message: String) async throws {
        try await withSimulator(ScriptedModel([])) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let events = try await socket.ask(message)
                #expect(events.last?["type"] == "error")
                #expect(events.last?["status"] == 400)
                #expect(events.last?["error"]?["type"] == "invalid_request_error")
            }
        }
    }

    @Test(arguments: [true, false])
    func clientThatLeavesCancelsTheModel(saysGoodbye: Bool) async throws {
        let model = EndlessModel()
        try await withSimulator(model) { server in
            try await TestWebSocket.connected(to: server) { socket in
                try await socket.send(#"{"type":"response.create","model":"m","input":"A"}"#)
                while try await socket.event()["delta"] != "Word" {}
                if saysGoodbye {
                    try await socket.send(.init(opcode: TestWebSocket.Frame.close, payload: [0x03, 0xE8]))
                    let frame = try await socket.next()
                    #expect(frame.opcode == TestWebSocket.Frame.close)
                    #expect(frame.closeCode == 1000)
                    await model.released.wait()
                }
            }
            await model.released.wait()
        }
    }

    @Test func longResponsesArriveWhole() async throws {
        let word = String(repeating: "x", count: 64 << 10)
        let steps = Array(repeating: ScriptedTurn.Step.text(deltas: [word]), count: 60)
        try await withSimulator(ScriptedModel([ScriptedTurn(steps)])) { server in
            try await TestWebSocket.connected(to: server) { socket in
                let events = try await socket.ask(#"{"type":"response.create","model":"m","input":"A"}"#)
                #expect(events.deltaText.utf8.count == 60 * word.utf8.count)
            }
        }
    }

    @Test func countsWebSockets() async throws {
        let configuration = ResponsesServer.Configuration(recordsRequests: true)
        try await withSimulator(ScriptedModel { _ in "Hello" }, configuration: configuration) { server in
            let request = #"{"type":"response.create","model":"m","input":"A"}"#
            try await TestWebSocket.connected(to: server, headers: "X-Mark: 7\r\nAuthorization: Bearer sk-1\r\n") {
                _ = try await $0.ask(request)
                _ = try await $0.ask(request)
            }
            #expect(server.statistics.connections == 1)
            #expect(server.statistics.webSocketConnections == 1)
            #expect(server.statistics.requests == 2)
            #expect(server.statistics.bytesReceived == 2 * request.utf8.count)
            #expect(server.receivedRequests.map(\.isWebSocket) == [true, true])
            #expect(server.receivedRequests.first?.headers["x-mark"] == "7")
            #expect(server.receivedRequests.first?.headers["authorization"] == nil)
        }
    }

    @Test func servesTLS() async throws {
        let configuration = ResponsesServer.Configuration(
            tls: .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key))
        try await withSimulator(ScriptedModel(["Secret"]), configuration: configuration) { server in
            #expect(server.webSocketURL.hasPrefix("wss://"))
            let events = try await TestWebSocket.connected(to: server, tls: true) {
                try await $0.ask(#"{"type":"response.create","model":"m","input":"A"}"#)
            }
            #expect(events.deltaText == "Secret")
        }
    }
}
