import Dialect
import NIOConcurrencyHelpers
import NIOHTTP1
import TestSupport
import Testing

@testable import DialectMCP

/// Lists are kept only while the server has somebody to tell that they have changed.
@Suite(.throttled, .timeLimit(.minutes(5))) struct ListeningTests {
    private static let capabilities: JSONValue = ["tools": ["listChanged": true]]
    private static let said = JSONRPCMessage.notification(method: "notifications/message", params: ["data": "hello"])

    private func listings(_ server: FakeHTTPServer) -> Int {
        server.requests.filter { $0.message?.method == "tools/list" }.count
    }

    @Test(arguments: [405, 403]) func aServerThatCannotBeListenedToIsAskedEachTime(status: Int) async throws {
        let server = try await FakeHTTPServer.withSession(capabilities: Self.capabilities) { request, message, answer in
            guard let id = message?.id else { return answer.send(.init(statusCode: status)) }
            answer.json(.result(id: id, ["tools": []]))
        }
        try await withMCPClient(.http(server.url)) { client in
            _ = try await client.tools()
            _ = try await client.tools()
        }
        #expect(listings(server) == 2)
    }

    @Test func aListIsForgottenWhenListeningBreaksOff() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        let streams = NIOLockedValueBox<[FakeHTTPServer.Answer]>([])
        let server = try await FakeHTTPServer.withSession(capabilities: Self.capabilities) { request, message, answer in
            guard request.method == "GET" else {
                guard let id = message?.id else { return answer.send(.accepted) }
                return answer.json(.result(id: id, ["tools": []]))
            }
            streams.withLockedValue { $0.append(answer) }
            answer.beginEvents()
            // No event ids: what is told while nobody listens is lost.
            answer.write("retry: 1\n\n")
            answer.event(Self.said)
        }
        let configuration = MCPConfiguration(onEvent: { signal.yield($0) })
        try await withMCPClient(.http(server.url), configuration: configuration) { client in
            var events = heard.makeAsyncIterator()
            _ = await events.next()
            _ = try await client.tools()
            _ = try await client.tools()
            #expect(listings(server) == 1)
            streams.withLockedValue { $0.last }?.drop()
            _ = await events.next()
            _ = try await client.tools()
            #expect(listings(server) == 2)
        }
    }

    @Test func aTokenThatRanOutWhileListeningIsReplaced() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        let count = NIOLockedValueBox(0)
        let server = try await FakeHTTPServer.withSession(capabilities: Self.capabilities) { request, message, answer in
            guard request.method == "GET" else { return answer.send(.accepted) }
            let number = count.withLockedValue { count in
                count += 1
                return count
            }
            if number == 2 { return answer.send(.unauthorized) }
            answer.beginEvents()
            answer.write("retry: 1\n\n")
            answer.event(Self.said)
            if number == 1 { answer.end() }
        }
        let configuration = MCPConfiguration(onEvent: { signal.yield($0) })
        try await withMCPClient(.http(server.url), configuration: configuration) { _ in
            var events = heard.makeAsyncIterator()
            _ = await events.next()
            _ = await events.next()
        }
        #expect(count.withLockedValue { $0 } >= 3)
    }

    @Test func aFloodOfEventsDoesNotKeepTheClientFromClosing() async throws {
        let (heard, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let server = try await FakeHTTPServer.withSession { request, message, answer in
            guard request.method == "GET" else { return answer.send(.accepted) }
            answer.beginEvents()
            let event = "data: \(String(decoding: Self.said.bytes, as: UTF8.self))\n\n"
            answer.flood(String(repeating: event, count: 1_000))
        }
        let configuration = MCPConfiguration(onEvent: { _ in signal.yield() })
        try await withMCPClient(.http(server.url), configuration: configuration) { _ in
            for await _ in heard { break }
        }
    }
}
