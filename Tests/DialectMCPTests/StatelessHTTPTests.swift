import Dialect
import Logging
import NIOConcurrencyHelpers
import NIOHTTP1
import TestSupport
import Testing

@testable import DialectMCP

/// Servers that know only revision 2026-07-28: no handshake, no sessions, each request says all of itself.
@Suite(.throttled, .timeLimit(.minutes(5))) struct StatelessHTTPTests {
    private static let tools: JSONValue = [
        "resultType": "complete",
        "tools": [
            [
                "name": "sql",
                "inputSchema": [
                    "type": "object", "properties": ["region": ["type": "string", "x-mcp-header": "Region"]],
                ],
            ],
            [
                "name": "bad",
                "inputSchema": ["type": "object", "properties": ["a": ["type": "number", "x-mcp-header": "A"]]],
            ],
        ],
    ]

    private func start(
        capabilities: JSONValue = ["tools": [:]],
        _ answer: @escaping @Sendable (JSONRPCID, String, FakeHTTPServer.Answer) -> Void
    ) async throws -> FakeHTTPServer {
        try await FakeHTTPServer.start { request, reply in
            guard let id = request.message?.id, let method = request.message?.method else {
                return reply.send(.badRequest)
            }
            switch method {
            case "initialize":
                let failure = JSONRPCMessage.failure(
                    id: id,
                    JSONRPCError(
                        code: -32_022, message: "Unsupported protocol version", data: ["supported": ["2026-07-28"]]))
                reply.send(.badRequest, String(decoding: failure.bytes, as: UTF8.self))
            case "server/discover":
                reply.json(
                    .result(
                        id: id,
                        [
                            "resultType": "complete", "supportedVersions": ["2026-07-28"],
                            "capabilities": capabilities,
                        ]))
            default: answer(id, method, reply)
            }
        }
    }

    @Test func eachRequestSaysAllOfItself() async throws {
        let server = try await start { id, method, answer in
            answer.json(
                .result(
                    id: id,
                    method == "tools/list"
                        ? Self.tools : ["resultType": "complete", "content": [["type": "text", "text": "ok"]]]))
        }
        try await withMCPClient(.http(server.url)) { client in
            let tools = try await client.toolSet()
            let result = try await client.call("sql", arguments: ["region": "Zürich"])
            #expect(tools.names == ["sql"] && result.text == "ok")
        }
        let request = try #require(server.requests.last)
        #expect(request.headers["MCP-Protocol-Version"] == ["2026-07-28"])
        #expect(request.headers["Mcp-Method"] == ["tools/call"] && request.headers["Mcp-Name"] == ["sql"])
        #expect(request.headers["Mcp-Param-Region"] == ["=?base64?WsO8cmljaA==?="])
        let meta = try #require(request.message?.params?["_meta"])
        #expect(meta["io.modelcontextprotocol/protocolVersion"] == "2026-07-28")
        #expect(meta["io.modelcontextprotocol/clientCapabilities"] == [:])
        #expect(meta["io.modelcontextprotocol/clientInfo"]?["name"] == "dialect")
        // No session, nothing to listen to, nothing to end.
        #expect(server.requests.allSatisfy { $0.method == "POST" && $0.headers["Mcp-Session-Id"].isEmpty })
    }

    @Test func aCallAsksForTheToolsOnlyWhereTheyAreNotKnown() async throws {
        let server = try await start { id, method, answer in
            answer.json(
                .result(
                    id: id, method == "tools/list" ? Self.tools : ["resultType": "complete", "content": []]))
        }
        try await withMCPClient(.http(server.url)) { client in
            for _ in 0..<3 { _ = try await client.call("sql", arguments: ["region": "west"]) }
            let tool = MCPTool(
                name: "other", inputSchema: ["properties": ["a": ["type": "string", "x-mcp-header": "A"]]])
            let context = ToolContext(
                runID: "r", step: 0, callID: "c", history: [], logger: Logger(label: "test"), progress: { _ in })
            _ = try await client.tool(tool, name: "other").call(["a": "b"], context)
        }
        #expect(server.requests.filter { $0.message?.method == "tools/list" }.count == 1)
        let calls = server.requests.filter { $0.message?.method == "tools/call" }
        #expect(calls.map { $0.headers["Mcp-Param-Region"] } == [["west"], ["west"], ["west"], []])
        #expect(calls.last?.headers["Mcp-Param-A"] == ["b"])
    }

    @Test func aListIsKeptFromTheAcknowledgementOn() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        let listening = NIOLockedValueBox<FakeHTTPServer.Answer?>(nil)
        let server = try await start(capabilities: ["tools": ["listChanged": true]]) { id, method, answer in
            guard method == "subscriptions/listen" else { return answer.json(.result(id: id, ["tools": []])) }
            listening.withLockedValue { $0 = answer }
            answer.beginEvents()
            answer.event(.notification(method: "notifications/message", params: ["data": 1]))
        }
        let configuration = MCPConfiguration(onEvent: { signal.yield($0) })
        try await withMCPClient(.http(server.url), configuration: configuration) { client in
            var events = heard.makeAsyncIterator()
            _ = await events.next()
            _ = try await client.tools()
            _ = try await client.tools()
            listening.withLockedValue { $0 }?.event(
                .notification(method: "notifications/subscriptions/acknowledged", params: [:]))
            listening.withLockedValue { $0 }?.event(.notification(method: "notifications/message", params: ["data": 2]))
            _ = await events.next()
            _ = try await client.tools()
            _ = try await client.tools()
        }
        #expect(server.requests.filter { $0.message?.method == "tools/list" }.count == 3)
    }

    @Test func changesComeOnARequestThatStaysOpen() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        let filters = NIOLockedValueBox<[JSONValue]>([])
        let server = try await start(capabilities: ["tools": ["listChanged": true], "resources": [:]]) {
            id, method, answer in
            guard method == "subscriptions/listen" else { return answer.json(.result(id: id, [:])) }
            answer.beginEvents()
            answer.event(.notification(method: "notifications/subscriptions/acknowledged", params: [:]))
            answer.event(.notification(method: "notifications/tools/list_changed", params: [:]))
        }
        let configuration = MCPConfiguration(onEvent: { signal.yield($0) })
        try await withMCPClient(.http(server.url), configuration: configuration) { client in
            var events = heard.makeAsyncIterator()
            #expect(await events.next() == .toolsChanged)
            // Another wish takes another request.
            try await client.subscribe(to: "a:1")
            #expect(await events.next() == .toolsChanged)
        }
        for request in server.requests where request.message?.method == "subscriptions/listen" {
            filters.withLockedValue { $0.append(request.message?.params?["notifications"] ?? .null) }
        }
        #expect(
            filters.withLockedValue { $0 } == [
                ["toolsListChanged": true], ["toolsListChanged": true, "resourceSubscriptions": ["a:1"]],
            ])
    }

    @Test func aCancelledCallOnlyClosesItsConnection() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let server = try await start { id, method, answer in
            if method == "tools/list" { return answer.json(.result(id: id, Self.tools)) }
            answer.beginEvents()
            signal.yield()
        }
        try await withMCPClient(.http(server.url)) { client in
            let task = Task { try await client.call("sql") }
            for await _ in reached { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            _ = try await client.tools()
        }
        #expect(!server.requests.contains { $0.message?.method == "notifications/cancelled" })
    }
}
