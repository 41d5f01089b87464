import AsyncHTTPClient
import Dialect
import DialectServer
import DialectSimulator
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TestSupport

@Suite(.throttled, .timeLimit(.minutes(10)))
struct RecordedExchangeTests {
    private let json = #"""
        {"id": "x-1", "provider": "openai", "api": "responses", "operation": "create", "streaming": true,
         "model": "gpt-5", "tags": ["streaming"], "source_path": "a.yaml", "source_index": 2, "fidelity": "wire-text",
         "request": {"method": "POST", "url": "https://api.openai.com/v1/responses", "headers": {"Accept": "*/*"},
           "body": {"model": "gpt-5", "input": "Hi"}},
         "response": {"status": 200, "headers": {"Content-Type": "text/event-stream", "X-Request-Id": "req_1"},
           "body": "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\"}}\n\n",
           "body_encoding": "utf-8"}}
        """#

    @Test func readsAnExchange() throws {
        let exchange = try RecordedExchange(json: json.utf8)
        #expect(exchange.id == "x-1")
        #expect(exchange.provider == "openai")
        #expect(exchange.api == "responses")
        #expect(exchange.isStreaming)
        #expect(exchange.model == "gpt-5")
        #expect(exchange.tags == ["streaming"])
        #expect(exchange.sourcePath == "a.yaml")
        #expect(exchange.sourceIndex == 2)
        #expect(exchange.request.headers == ["accept": "*/*"])
        #expect(exchange.request.body?["input"] == "Hi")
        #expect(exchange.response.status == 200)
        #expect(exchange.response.contentType == "text/event-stream")
        #expect(exchange.response.headers == ["x-request-id": "req_1"])
        #expect(exchange.response.webSocketMessages.count == 1)
    }

    @Test func readsBodiesInBase64() throws {
        let binary = json.replacing(#""body_encoding": "utf-8""#, with: #""body_encoding": "base64""#)
            .replacing(#/"body": "event:.*\\n"/#, with: #""body": "AAEC/w==""#)
        #expect(try RecordedExchange(json: binary.utf8).response.body == [0, 1, 2, 255])
    }

    @Test(arguments: ["", "[]", "{}", #"{"id":"a","provider":"b","api":"c","response":{}}"#])
    func refusesWhatIsNoExchange(json: String) {
        let error = #expect(throws: LanguageModelError.self) { try RecordedExchange(json: json.utf8) }
        #expect(error?.code == .decoding)
    }

    @Test func readsAFolderInOrder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "b"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, id) in [("b/2.json", "two"), ("a.json", "one"), ("b/3.json", "three")] {
            try Data(json.replacing("x-1", with: id).utf8).write(to: folder.appending(path: path))
        }
        try Data("not JSON".utf8).write(to: folder.appending(path: "README.md"))
        #expect(try RecordedExchange.all(in: folder).map(\.id) == ["one", "two", "three"])
    }

    @Test func isServedAsItWasRecorded() async throws {
        let exchange = try RecordedExchange(json: json.utf8)
        try await withSimulator(backend: ReplayBackend(exchange)) { simulator in
            var request = HTTPClientRequest(url: simulator.baseURL + "/responses")
            request.method = .POST
            request.body = .bytes(Array(#"{"model":"gpt-5","input":"Hi","previous_response_id":"resp_0"}"#.utf8))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: 1 << 20)
            #expect(Array(body.readableBytesView) == exchange.response.body)
            #expect(response.headers["content-type"] == ["text/event-stream"])
            #expect(response.headers["x-request-id"] == ["req_1"])
            #expect(simulator.statistics.requests == 1)
        }
    }

    @Test("is served on the paths of any dialect, and the request recorded without its key")
    func isServedOnEveryPath() async throws {
        let exchange = try RecordedExchange(json: json.utf8)
        let configuration = ResponsesServer.Configuration(recordsRequests: true)
        try await withSimulator(backend: ReplayBackend(exchange), configuration: configuration) { simulator in
            var request = HTTPClientRequest(url: simulator.baseURL + "/models/m:generate?alt=sse")
            request.method = .POST
            request.headers.add(name: "x-api-key", value: "secret")
            request.headers.add(name: "x-version", value: "1")
            request.body = .bytes(Array("no JSON".utf8))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            #expect(response.status == .ok)
            let body = try await response.body.collect(upTo: 1 << 20)
            #expect(Array(body.readableBytesView) == exchange.response.body)
            let received = try #require(simulator.receivedRequests.first)
            #expect(received.method == "POST")
            #expect(received.path == "/v1/models/m:generate?alt=sse")
            #expect(received.headers["x-version"] == "1")
            #expect(received.headers["x-api-key"] == nil)
            #expect(received.body == Array("no JSON".utf8))
        }
    }
}
