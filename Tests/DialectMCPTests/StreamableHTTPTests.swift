import Dialect
import DialectTransport
import NIOConcurrencyHelpers
import NIOHTTP1
import TestSupport
import Testing

@testable import DialectMCP

/// MCP's Streamable HTTP of revisions 2025-03-26 to 2025-11-25, against a server on loopback.
@Suite(.throttled, .timeLimit(.minutes(5))) struct StreamableHTTPTests {
    private static func done(_ id: JSONRPCID, _ text: String = "done") -> JSONRPCMessage {
        .result(id: id, ["content": [["type": "text", "text": .string(text)]]])
    }

    private func call(_ url: String, configuration: MCPConfiguration = MCPConfiguration()) async throws -> String {
        try await withMCPClient(.http(url), configuration: configuration) { try await $0.call("x").text }
    }

    @Test(arguments: ["2025-11-25", "2025-06-18"]) func headersAreThoseOfTheSpecification(version: String) async throws
    {
        let server = try await FakeHTTPServer.withSession(version: version) { request, message, answer in
            guard request.method == "POST", let id = message?.id else { return answer.send(.methodNotAllowed) }
            answer.json(Self.done(id))
        }
        let text = try await withMCPClient(
            .http(server.url, headers: ["X-Own": "1"], authorization: { "Bearer secret" })
        ) { client in
            #expect(client.server.name.hasPrefix("127.0.0.1"))
            while !server.requests.contains(where: { $0.method == "GET" }) { await Task.yield() }
            return try await client.call("x").text
        }
        #expect(text == "done")
        let requests = server.requests
        for request in requests {
            #expect(request.headers["X-Own"] == ["1"] && request.headers["Authorization"] == ["Bearer secret"])
        }
        let first = try #require(requests.first)
        #expect(first.message?.method == "initialize")
        #expect(first.headers["Accept"] == ["application/json, text/event-stream"])
        #expect(first.headers["Mcp-Session-Id"].isEmpty && first.headers["MCP-Protocol-Version"].isEmpty)
        for request in requests.dropFirst() {
            #expect(request.headers["Mcp-Session-Id"] == ["s-1"])
            #expect(request.headers["MCP-Protocol-Version"] == [version])
        }
        #expect(requests.dropFirst().first?.message?.method == "notifications/initialized")
        let listening = try #require(requests.first { $0.method == "GET" })
        #expect(listening.headers["Accept"] == ["text/event-stream"])
        #expect(requests.last?.method == "DELETE")
    }

    @Test func anAnswerMayComeAsEvents() async throws {
        let progress = NIOLockedValueBox<[MCPProgress]>([])
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard let id = message?.id, let token = message?.params?["_meta"]?["progressToken"] else {
                return answer.send(.methodNotAllowed)
            }
            answer.beginEvents()
            answer.event(
                .notification(method: "notifications/progress", params: ["progressToken": token, "progress": 1]))
            answer.event(Self.done(id))
            // The stream stays open: the answer is enough.
        }
        try await withMCPClient(.http(server.url)) { client in
            let result = try await client.call("x") { report in progress.withLockedValue { $0.append(report) } }
            #expect(result.text == "done")
        }
        #expect(progress.withLockedValue { $0 } == [MCPProgress(progress: 1)])
    }

    @Test(arguments: [true, false]) func aStreamThatBreaksOffIsResumed(politely: Bool) async throws {
        let requestID = NIOLockedValueBox<JSONRPCID?>(nil)
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            if let id = message?.id {
                requestID.withLockedValue { $0 = id }
                answer.beginEvents()
                answer.write("id: e1\nretry: 10\ndata: \n\n")
                return politely ? answer.end() : answer.drop()
            }
            guard request.headers["Last-Event-ID"] == ["e1"], let id = requestID.withLockedValue({ $0 }) else {
                return answer.send(.methodNotAllowed)
            }
            answer.beginEvents()
            answer.event(Self.done(id, "resumed"), id: "e2")
            answer.end()
        }
        #expect(try await call(server.url) == "resumed")
        let resumption = try #require(server.requests.first { !$0.headers["Last-Event-ID"].isEmpty })
        #expect(resumption.method == "GET" && resumption.headers["Mcp-Session-Id"] == ["s-1"])
    }

    @Test func aStreamThatCannotBeResumedIsAnErrorThatSaysWhatIsNotKnown() async throws {
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard request.method == "POST" else { return answer.send(.methodNotAllowed) }
            answer.beginEvents()
            answer.write(": hello\n\n")
            answer.drop()
        }
        let error = try await #require(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error.code == .connection && !error.isRetryable)
        #expect(error.message.contains("whether it was done is not known"))
    }

    @Test func aStreamThatIsResumedInVainIsGivenUp() async throws {
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard request.method == "POST" || !request.headers["Last-Event-ID"].isEmpty else {
                return answer.send(.methodNotAllowed)
            }
            answer.beginEvents()
            answer.write("id: e1\nretry: 1\ndata: \n\n")
            answer.end()
        }
        let error = await #expect(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error?.code == .connection)
        #expect(server.requests.filter { !$0.headers["Last-Event-ID"].isEmpty }.count == 5)
    }

    @Test func aForgottenSessionIsBegunAnew() async throws {
        let sessions = NIOLockedValueBox(0)
        let server = try await FakeHTTPServer.start { request, answer in
            let message = request.message
            switch message?.method {
            case "initialize":
                guard let id = message?.id else { return }
                let number = sessions.withLockedValue { count in
                    count += 1
                    return count
                }
                answer.json(.greeting(id), [("Mcp-Session-Id", "s-\(number)")])
            case "notifications/initialized": answer.send(.accepted)
            case "tools/call":
                guard request.headers["Mcp-Session-Id"] == ["s-2"], let id = message?.id else {
                    return answer.send(.notFound)
                }
                answer.json(Self.done(id, "again"))
            default: answer.send(.methodNotAllowed)
            }
        }
        #expect(try await call(server.url) == "again")
        #expect(server.requests.last?.headers["Mcp-Session-Id"] == ["s-2"])
    }

    /// What the client has subscribed to in a session.
    private func subscriptions(_ server: FakeHTTPServer, in session: String) -> [String] {
        server.requests.compactMap { request in
            guard request.headers["Mcp-Session-Id"] == [session], let message = request.message,
                message.method == "resources/subscribe"
            else { return nil }
            return message.params?["uri"]?.stringValue
        }
    }

    @Test func aForgottenSubscriptionIsMadeAnew() async throws {
        let sessions = NIOLockedValueBox(0)
        let server = try await FakeHTTPServer.start { request, answer in
            guard let message = request.message, let id = message.id else {
                return answer.send(request.method == "POST" ? .accepted : .methodNotAllowed)
            }
            if message.method == "initialize" {
                let number = sessions.withLockedValue { count in
                    count += 1
                    return count
                }
                return answer.json(.greeting(id), [("Mcp-Session-Id", "s-\(number)")])
            }
            if message.method == "tools/call", request.headers["Mcp-Session-Id"] == ["s-1"] {
                return answer.send(.notFound)
            }
            answer.json(Self.done(id))
        }
        try await withMCPClient(.http(server.url)) { client in
            for uri in ["a:1", "a:2", "a:3"] { try await client.subscribe(to: uri) }
            try await client.unsubscribe(from: "a:2")
            _ = try await client.call("x")
            while subscriptions(server, in: "s-2").count < 2 { await Task.yield() }
        }
        #expect(subscriptions(server, in: "s-1") == ["a:1", "a:2", "a:3"])
        #expect(subscriptions(server, in: "s-2") == ["a:1", "a:3"])
    }

    @Test func aSessionIsBegunAnewPastAHiccup() async throws {
        let attempts = NIOLockedValueBox(0)
        let server = try await FakeHTTPServer.start { request, answer in
            let message = request.message
            switch message?.method {
            case "initialize":
                guard let id = message?.id else { return }
                let number = attempts.withLockedValue { count in
                    count += 1
                    return count
                }
                if number == 2 { return answer.send(.badGateway) }
                answer.json(.greeting(id), [("Mcp-Session-Id", "s-\(number)")])
            case "notifications/initialized": answer.send(.accepted)
            case "tools/call":
                guard request.headers["Mcp-Session-Id"] == ["s-3"], let id = message?.id else {
                    return answer.send(.notFound)
                }
                answer.json(Self.done(id, "again"))
            default: answer.send(.methodNotAllowed)
            }
        }
        try await withMCPClient(.http(server.url)) { client in
            // Who waits is told, and does not wait for ever.
            let error = try await #require(throws: LanguageModelError.self) { try await client.call("x") }
            #expect(error.code == .server && error.httpStatus == 502)
            #expect(try await client.call("x").text == "again")
        }
    }

    @Test func aTokenThatCannotBeHadFailsTheCallAndNotTheClient() async throws {
        struct NoToken: Error {}
        let (heard, signal) = AsyncStream.makeStream(of: Void.self)
        let (isRefused, refusals) = (NIOLockedValueBox(false), NIOLockedValueBox(0))
        let stream = NIOLockedValueBox<FakeHTTPServer.Answer?>(nil)
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            if request.method == "GET" {
                stream.withLockedValue { $0 = answer }
                answer.beginEvents()
                return answer.event(.notification(method: "notifications/message", params: ["data": 1]))
            }
            guard message?.method != nil, let id = message?.id else { return answer.send(.accepted) }
            answer.json(Self.done(id))
        }
        let authorization: @Sendable () async throws -> String = {
            guard isRefused.withLockedValue({ $0 }) else { return "Bearer secret" }
            refusals.withLockedValue { $0 += 1 }
            throw NoToken()
        }
        let configuration = MCPConfiguration(onEvent: { _ in signal.yield() })
        try await withMCPClient(.http(server.url, authorization: authorization), configuration: configuration) {
            client in
            for await _ in heard { break }
            isRefused.withLockedValue { $0 = true }
            let error = try await #require(throws: LanguageModelError.self) { try await client.call("x") }
            #expect(error.code == .authentication && error.underlying is NoToken)
            // What the client answers by itself fails too, and is all that fails.
            let before = refusals.withLockedValue { $0 }
            stream.withLockedValue { $0 }?.event(.request(id: .text("lost"), method: "ping", params: nil))
            while refusals.withLockedValue({ $0 }) == before { await Task.yield() }
            isRefused.withLockedValue { $0 = false }
            stream.withLockedValue { $0 }?.event(.request(id: .text("p"), method: "ping", params: nil))
            while !server.requests.contains(where: { $0.message?.id == .text("p") }) { await Task.yield() }
            #expect(try await client.call("x").text == "done")
        }
    }

    @Test func aServerThatForgetsEverySessionIsAnError() async throws {
        let server = try await FakeHTTPServer.withSession { _, _, answer in answer.send(.notFound) }
        let error = await #expect(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error?.code == .connection)
    }

    @Test func whatTheServerTellsUnaskedIsHeard() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard request.method == "GET" else { return answer.send(.accepted) }
            answer.beginEvents()
            answer.event(.notification(method: "notifications/tools/list_changed", params: nil))
            answer.event(.request(id: .text("p"), method: "ping", params: nil))
        }
        let configuration = MCPConfiguration(onEvent: { signal.yield($0) })
        try await withMCPClient(.http(server.url), configuration: configuration) { _ in
            for await event in heard {
                #expect(event == .toolsChanged)
                break
            }
            while !server.requests.contains(where: { $0.message?.id == .text("p") }) { await Task.yield() }
        }
        let reply = try #require(server.requests.first { $0.message?.id == .text("p") })
        #expect(reply.message == .result(id: .text("p"), [:]) && reply.headers["Mcp-Session-Id"] == ["s-1"])
    }

    @Test(arguments: [
        (401, "", LanguageModelError.Code.authentication, "authorization"), (403, "", .permissionDenied, "allow"),
        (404, "gone", .notFound, "no MCP server"), (405, "", .invalidRequest, "Streamable HTTP"),
        (307, "", .server, "https://elsewhere/mcp"), (500, "broken", .server, "broken"),
        (
            400, #"{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad day"}}"#, .protocolViolation,
            "Bad day"
        ),
    ]) func aRefusalToBeginIsExplained(
        status: Int, body: String, code: LanguageModelError.Code, words: String
    ) async throws {
        let server = try await FakeHTTPServer.start { _, answer in
            answer.send(
                .init(statusCode: status), body,
                [("Location", "https://elsewhere/mcp"), ("WWW-Authenticate", "Bearer realm=x")])
        }
        let error = try await #require(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error.code == code)
        #expect(error.message.contains(words), "\(error)")
        #expect(error.provider?.hasPrefix("mcp/127.0.0.1") == true)
    }

    @Test func anErrorInTheBodyOfARefusalIsTheAnswer() async throws {
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard let id = message?.id else { return answer.send(.methodNotAllowed) }
            let failure = JSONRPCMessage.failure(id: id, JSONRPCError(code: -32_602, message: "Wrong arguments"))
            answer.send(.badRequest, String(decoding: failure.bytes, as: UTF8.self))
        }
        let error = await #expect(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error?.message == "It refused tools/call: Wrong arguments" && error?.details.code == "-32602")
    }

    @Test(arguments: ["", "hello", #"{"jsonrpc":"2.0","id":999,"result":{}}"#])
    func whatIsNoAnswerIsAnError(body: String) async throws {
        let server = try await FakeHTTPServer.withSession { request, _, answer in
            request.method == "POST"
                ? answer.send(.ok, body, [("Content-Type", "application/json")]) : answer.send(.methodNotAllowed)
        }
        let error = await #expect(throws: LanguageModelError.self) { try await call(server.url) }
        #expect(error?.code == .decoding && error?.rawBody == body)
    }

    @Test(arguments: [true, false]) func anAnswerWithoutEndIsGivenUp(asEvents: Bool) async throws {
        let server = try await FakeHTTPServer.withSession { request, _, answer in
            guard request.method == "POST" else { return answer.send(.methodNotAllowed) }
            let flood = String(repeating: "x", count: 100_000)
            asEvents ? answer.beginEvents() : answer.begin(.ok, [("Content-Type", "application/json")])
            answer.write((asEvents ? "data: " : "") + flood)
        }
        let error = await #expect(throws: LanguageModelError.self) {
            try await call(server.url, configuration: MCPConfiguration(maximumMessageSize: 50_000))
        }
        #expect(error?.code == .protocolViolation)
    }

    @Test func aCancelledCallIsCancelledAtTheServer() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            if message?.method == "notifications/cancelled" { return answer.send(.accepted) }
            guard request.method == "POST" else { return answer.send(.methodNotAllowed) }
            answer.beginEvents()
            signal.yield()
        }
        try await withMCPClient(.http(server.url)) { client in
            let task = Task { try await client.call("slow") }
            for await _ in reached { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            while !server.requests.contains(where: { $0.message?.method == "notifications/cancelled" }) {
                await Task.yield()
            }
        }
    }

    @Test func aCallThatWaitsEndsWithTheClient() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await FakeHTTPServer.withSession { request, _, answer in
            guard request.method == "POST" else { return answer.send(.methodNotAllowed) }
            answer.beginEvents()
            signal.yield()
        }
        try await withMCPClient(.http(server.url)) { client in
            let call = Task { try await client.call("slow").text }
            for await _ in reached { break }
            client.close()
            let error = await #expect(throws: LanguageModelError.self) { try await call.value }
            #expect(error?.code == .misuse)
        }
    }

    @Test func aServerThatIsNotThereIsNamed() async throws {
        let error = try await #require(throws: LanguageModelError.self) { try await call("http://127.0.0.1:1/mcp") }
        #expect(error.code == .connection && error.provider == "mcp/127.0.0.1:1")
        #expect(
            HTTPServer(
                url: "https://me:secret@host/x", headers: [:], authorization: nil, transport: TransportConfiguration()
            ).name
                == "host")
    }
}
