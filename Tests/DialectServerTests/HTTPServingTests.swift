import AsyncHTTPClient
import Dialect
import DialectServer
import DialectSimulator
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing
import TestSupport

@Suite(.throttled, .timeLimit(.minutes(10)))
struct HTTPServingTests {
    private let hello = #"{"model":"m","input":"Hi","stream":true}"#

    @Test func streamsEventsAsTheLiveServiceFramesThem() async throws {
        try await withSimulator(ScriptedModel(["Hello, world!"])) { server in
            let answer = try await server.post(hello)
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "content-type") == "text/event-stream; charset=utf-8")
            let events = answer.events
            #expect(events.allSatisfy { $0.json["type"] == .string($0.name) })
            #expect(events.map { $0.json["sequence_number"]?.intValue } == events.indices.map(Optional.init))
            #expect(events.map(\.json).deltaText == "Hello, world!")
            #expect(events.first?.name == "response.created")
            #expect(events.last?.name == "response.completed")
            #expect(!answer.text.contains("[DONE]"))
        }
    }

    @Test func answersAtOnceWithTheResponseObject() async throws {
        try await withSimulator(ScriptedModel(["Hello!"])) { server in
            let answer = try await server.post(#"{"model":"m","input":"Hi","temperature":0.5}"#)
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "content-type") == "application/json")
            #expect(answer.headers.first(name: "x-request-id")?.hasPrefix("req_") == true)
            #expect(answer.json?["object"] == "response")
            #expect(answer.json?["status"] == "completed")
            #expect(answer.json?["temperature"] == 0.5)
            #expect(answer.json?["output"]?[0]?["content"]?[0]?["text"] == "Hello!")
        }
    }

    @Test func answersUnderAnyPrefix() async throws {
        try await withSimulator(ScriptedModel { _ in "Yes" }) { server in
            let answer = try await server.post(hello, path: "/../openai/v1/responses?api-version=1")
            #expect(answer.status == 200)
        }
    }

    @Test func continuesStoredResponsesOnly() async throws {
        let model = ScriptedModel { request in ScriptedTurn([.text("\(request.messages.count) messages")]) }
        try await withSimulator(model) { server in
            let first = try await server.post(#"{"model":"m","input":"One"}"#)
            let id = try #require(first.json?["id"]?.stringValue)
            let second = try await server.post(
                #"{"model":"m","input":"Two","previous_response_id":"\#(id)","store":false}"#)
            #expect(second.json?["output"]?[0]?["content"]?[0]?["text"] == "3 messages")
            #expect(second.json?["previous_response_id"] == .string(id))
            let unstored = try #require(second.json?["id"]?.stringValue)
            let third = try await server.post(#"{"model":"m","input":"Three","previous_response_id":"\#(unstored)"}"#)
            #expect(third.status == 400)
            #expect(third.json?["error"]?["code"] == "previous_response_not_found")
            #expect(third.json?["error"]?["param"] == "previous_response_id")
        }
    }

    @Test(arguments: [true, false])
    func refusesAsAWholeWhatFailsBeforeItBegins(streaming: Bool) async throws {
        let error = LanguageModelError(.rateLimited, "Slow down.", retryAfter: .milliseconds(1500))
        try await withSimulator(ScriptedModel { _ in throw error }) { server in
            let answer = try await server.post(#"{"model":"m","input":"Hi","stream":\#(streaming)}"#)
            #expect(answer.status == 429)
            #expect(answer.headers.first(name: "retry-after") == "2")
            #expect(answer.json?["error"]?["code"] == "rate_limit_exceeded")
            #expect(answer.json?["error"]?["message"] == "Slow down.")
        }
    }

    @Test func failsInsideTheStreamOnceItHasBegun() async throws {
        let error = LanguageModelError(.overloaded, "Too busy.")
        try await withSimulator(ScriptedModel([[.text("Half"), .error(error)]])) { server in
            let events = try await server.post(hello).events.map(\.json)
            #expect(events.deltaText == "Half")
            #expect(events.last?["type"] == "response.failed")
            #expect(events.last?["response"]?["status"] == "failed")
            #expect(events.last?["response"]?["error"] == ["code": "server_is_overloaded", "message": "Too busy."])
        }
    }

    @Test func showsNothingOfForeignErrors() async throws {
        struct Secret: Error { let password = "hunter2" }
        try await withSimulator(ScriptedModel { _ in throw Secret() }) { server in
            let answer = try await server.post(hello)
            #expect(answer.status == 500)
            #expect(!answer.text.contains("hunter2"))
        }
    }

    @Test func refusesOtherPathsAndMethods() async throws {
        try await withSimulator(ScriptedModel([])) { server in
            let path = try await server.post(hello, path: "/completions")
            #expect(path.status == 404)
            #expect(path.json?["error"]?["message"] == "Invalid URL (POST /v1/completions)")
            let method = try await server.send(.GET)
            #expect(method.status == 405)
            #expect(method.headers.first(name: "allow") == "POST")
            #expect(method.json?["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test(arguments: [nil, "Bearer wrong", "Bearer sk-tes", "Bearer sk-test1", "Basic sk-test"])
    func refusesWrongKeys(authorization: String?) async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "sk-test")
        try await withSimulator(ScriptedModel([]), configuration: configuration) { server in
            let answer = try await server.post(hello, headers: authorization.map { [("authorization", $0)] } ?? [])
            #expect(answer.status == 401)
            #expect(answer.json?["error"]?["type"] == "invalid_request_error")
            #expect(!answer.text.contains("sk-"))
        }
    }

    @Test func acceptsTheRightKey() async throws {
        let configuration = ResponsesServer.Configuration(apiKey: "sk-test")
        try await withSimulator(ScriptedModel(["Yes"]), configuration: configuration) { server in
            let answer = try await server.post(hello, headers: [("Authorization", "Bearer sk-test")])
            #expect(answer.status == 200)
        }
    }

    @Test func refusesBodiesThatAreTooLarge() async throws {
        let configuration = ResponsesServer.Configuration(maximumBodySize: 1000)
        try await withSimulator(ScriptedModel { _ in "Yes" }, configuration: configuration) { server in
            let long = String(repeating: "x", count: 2000)
            let answer = try await server.post(#"{"model":"m","input":"\#(long)"}"#)
            #expect(answer.status == 413)
            #expect(answer.json?["error"]?["code"] == "request_too_large")
            #expect(try await server.post(hello).status == 200)
        }
    }

    @Test func boundsBodiesOfUnknownLength() async throws {
        let configuration = ResponsesServer.Configuration(maximumBodySize: 10)
        try await withSimulator(ScriptedModel([]), configuration: configuration) { server in
            try await TestSocket.connected(to: server) { socket in
                try await socket.write("POST /responses HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                for _ in 0..<4 { try await socket.write("8\r\n12345678\r\n") }
                try await socket.write("0\r\n\r\n")
                #expect(try await socket.read(through: "\r\n").hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test func refusesWhatIsNoJSON() async throws {
        try await withSimulator(ScriptedModel([])) { server in
            let answer = try await server.post("{\"model\":")
            #expect(answer.status == 400)
            #expect(
                answer.json?["error"]?["message"]?.stringValue?.hasPrefix("We could not parse the JSON body") == true)
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        let configuration = ResponsesServer.Configuration()
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { server in
            try await TestSocket.connected(to: server) { socket in
                var bytes = ""
                for number in 0..<40 {
                    let body = #"{"model":"m","input":"number \#(number)."}"#
                    let close = number == 39 ? "Connection: close\r\n" : ""
                    bytes +=
                        "POST /responses HTTP/1.1\r\nHost: a\r\n\(close)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                }
                try await socket.write(bytes)
                let answers = try await socket.readToEnd()
                let positions = (0..<40).map { answers.range(of: #""text":"number \#($0).""#)?.lowerBound }
                #expect(!positions.contains(nil))
                #expect(positions.compactMap(\.self) == positions.compactMap(\.self).sorted())
            }
        }
    }

    @Test func clientThatLeavesCancelsTheModel() async throws {
        let model = EndlessModel()
        try await withSimulator(model) { server in
            try await TestSocket.connected(to: server) { socket in
                try await socket.write(
                    "POST /responses HTTP/1.1\r\nHost: a\r\nContent-Length: \(hello.utf8.count)\r\n\r\n\(hello)")
                _ = try await socket.read(through: "Word")
            }
            await model.released.wait()
        }
    }

    @Test func endOfTheServerCancelsTheModel() async throws {
        let model = EndlessModel()
        try await withSimulator(model) { server in
            // The body returns while the response is in the making.
            var request = HTTPClientRequest(url: server.baseURL + "/responses")
            request.method = .POST
            request.body = .bytes(Array(hello.utf8))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            var body = response.body.makeAsyncIterator()
            _ = try await body.next()
        }
        await model.released.wait()
    }

    @Test func servesTLS() async throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8)))
        let client = HTTPClient(configuration: HTTPClient.Configuration(tlsConfiguration: tls))
        let configuration = ResponsesServer.Configuration(
            tls: .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key))
        do {
            try await withSimulator(ScriptedModel(["Secret"]), configuration: configuration) { server in
                #expect(server.baseURL.hasPrefix("https://"))
                let events = try await server.post(hello, client: client).events.map(\.json)
                #expect(events.deltaText == "Secret")
            }
        } catch {
            Issue.record(error)
        }
        try await client.shutdown()
    }

    @Test func countsAndRecords() async throws {
        let configuration = ResponsesServer.Configuration(recordsRequests: true)
        try await withSimulator(ScriptedModel { _ in "Hello" }, configuration: configuration) { server in
            let answer = try await server.post(hello, headers: [("authorization", "Bearer sk-1"), ("x-mark", "7")])
            let statistics = server.statistics
            #expect(statistics.connections == 1)
            #expect(statistics.webSocketConnections == 0)
            #expect(statistics.requests == 1)
            #expect(statistics.bytesReceived == hello.utf8.count)
            #expect(statistics.bytesSent == answer.text.utf8.count)
            let request = try #require(server.receivedRequests.first)
            #expect(request.body == Array(hello.utf8))
            #expect(request.headers["x-mark"] == "7")
            #expect(request.headers["authorization"] == nil)
        }
    }
}
