import AsyncHTTPClient
import Dialect
import DialectServer
import DialectSimulator
import NIOCore
import NIOHTTP1
import NIOSSL
import Testing
import TestSupport

/// HTTP/2 over TLS, beside HTTP/1.1 and WebSockets.
@Suite(.throttled, .timeLimit(.minutes(10)))
struct HTTP2ServingTests {
    private func withClient<Result>(
        _ version: HTTPClient.Configuration.HTTPVersion = .automatic, _ body: (HTTPClient) async throws -> Result
    ) async throws -> Result {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(TestCertificate.certificate.utf8)))
        // The certificate is for a name, and the server listens on an address.
        tls.certificateVerification = .noHostnameVerification
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.httpVersion = version
        return try await HTTPClient.withHTTPClient(configuration: configuration, body)
    }

    private func configuration(http2: Bool = true) -> ResponsesServer.Configuration {
        var configuration = ResponsesServer.Configuration(
            tls: .init(certificateChain: TestCertificate.certificate, privateKey: TestCertificate.key))
        configuration.http2 = http2
        return configuration
    }

    private func ask(
        _ input: String, _ server: ResponsesServer, _ client: HTTPClient
    ) async throws -> (HTTPVersion, String) {
        var request = HTTPClientRequest(url: server.baseURL + "/responses")
        request.method = .POST
        request.body = .bytes(ByteBuffer(string: #"{"model":"m","stream":true,"input":"\#(input)"}"#))
        let response = try await client.execute(request, timeout: .seconds(30))
        #expect(response.status == .ok)
        let body = try await response.body.collect(upTo: 64 << 20)
        return (response.version, String(buffer: body))
    }

    @Test(arguments: [(true, HTTPVersion.http2), (false, .http1_1)])
    func isSpokenWhereBothSidesOfferIt(offers: Bool, version: HTTPVersion) async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: configuration(http2: offers)) { server in
            try await withClient { client in
                let (spoken, body) = try await ask("Hello", server, client)
                #expect(spoken == version)
                #expect(body.contains("response.completed"))
            }
            try await withClient(.http1Only) { client in
                let (spoken, _) = try await ask("Hello", server, client)
                #expect(spoken == .http1_1)
            }
        }
    }

    @Test func requestsShareAConnection() async throws {
        let model = GatedModel()
        try await withSimulator(model, configuration: configuration()) { server in
            try await withClient { client in
                // The first opens the connection that all others then use.
                model.release("first")
                _ = try await ask("first", server, client)
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for index in 0..<8 {
                        group.addTask {
                            let (_, body) = try await ask("word-\(index)", server, client)
                            return body.contains("word-\(index)") && body.contains("response.completed")
                        }
                    }
                    // All of them are under way before any ends.
                    while server.statistics.responsesInFlight < 8 { await Task.yield() }
                    for index in 0..<8 { model.release("word-\(index)") }
                    for try await isWhole in group { #expect(isWhole) }
                }
            }
            #expect(server.statistics.connections == 1)
            #expect(server.statistics.maximumResponsesInFlight == 8)
        }
    }

    @Test func longResponsesArriveWhole() async throws {
        let word = String(repeating: "x", count: 64 << 10)
        let steps = Array(repeating: ScriptedTurn.Step.text(deltas: [word]), count: 40)
        try await withSimulator(ScriptedModel([ScriptedTurn(steps)]), configuration: configuration()) { server in
            try await withClient { client in
                let (_, body) = try await ask("Hi", server, client)
                // As deltas, and in the events that tell of the text, its part, its item and the response.
                #expect(body.utf8.count > 5 * 40 * word.utf8.count)
            }
        }
    }

    @Test func clientThatLeavesCancelsTheModel() async throws {
        let model = EndlessModel()
        try await withSimulator(model, configuration: configuration()) { server in
            try await withClient { client in
                let task = Task { try await ask("Hi", server, client) }
                while server.statistics.responsesInFlight == 0 { await Task.yield() }
                task.cancel()
                _ = await task.result
                await model.released.wait()
            }
        }
    }
}
