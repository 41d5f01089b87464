import Foundation
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing

@testable import Dialect
@testable import DialectMCP

/// The client with a server in this process.
@Suite(.throttled, .timeLimit(.minutes(5))) struct ClientTests {
    private static func tool(_ name: String) -> JSONValue {
        ["name": .string(name), "description": "Does it.", "inputSchema": ["type": "object"]]
    }

    @Test func theHandshakeComesFirstAndIsConfirmed() async throws {
        let connection = ScriptedConnection.answering { _, _ in .result(["tools": []]) }
        let info = try await withMCPClient(connection.server) { client in
            _ = try await client.tools()
            return try await client.serverInfo
        }
        #expect(
            connection.received.prefix(3).map(\.method) == ["initialize", "notifications/initialized", "tools/list"])
        #expect(info.instructions == "Be kind.")
    }

    @Test func allPagesAreRead() async throws {
        let connection = ScriptedConnection.answering { _, params in
            switch params["cursor"]?.stringValue {
            case nil: .result(["tools": [Self.tool("a")], "nextCursor": "2"])
            case "2": .result(["tools": [], "nextCursor": "3"])
            default: .result(["tools": [Self.tool("b")]])
            }
        }
        let names = try await withMCPClient(connection.server) { try await $0.tools().map(\.name) }
        #expect(names == ["a", "b"])
    }

    @Test func aListWithoutEndIsAnError() async throws {
        let count = NIOLockedValueBox(0)
        let connection = ScriptedConnection.answering { _, _ in
            let page = count.withLockedValue { count in
                count += 1
                return count
            }
            return .result(["tools": [Self.tool("t\(page)")], "nextCursor": .string("\(page)")])
        }
        try await withMCPClient(connection.server, configuration: MCPConfiguration(maximumListLength: 50)) { client in
            let error = await #expect(throws: LanguageModelError.self) { try await client.tools() }
            #expect(error?.code == .protocolViolation && error?.provider == "mcp/scripted")
        }
        let looping = ScriptedConnection.answering { _, _ in .result(["tools": [], "nextCursor": "same"]) }
        try await withMCPClient(looping.server) { client in
            let error = await #expect(throws: LanguageModelError.self) { try await client.tools() }
            #expect(error?.message.contains("same page") == true)
        }
    }

    @Test func aListIsAskedForAgainOnlyAfterAChange() async throws {
        let names = NIOLockedValueBox(["a"])
        let events = NIOLockedValueBox<[MCPEvent]>([])
        let connection = ScriptedConnection.answering { _, _ in
            .result(["tools": .array(names.withLockedValue { $0 }.map(Self.tool))])
        }
        let configuration = MCPConfiguration(onEvent: { event in events.withLockedValue { $0.append(event) } })
        try await withMCPClient(connection.server, configuration: configuration) { client in
            let first = try await client.tools()
            names.withLockedValue { $0 = ["a", "b"] }
            let second = try await client.tools()
            connection.say(.notification(method: "notifications/tools/list_changed", params: nil))
            let third = try await client.toolSet()
            #expect(first.map(\.name) == ["a"] && second == first)
            #expect(third.names == ["a", "b"])
        }
        #expect(events.withLockedValue { $0 } == [.toolsChanged])
        #expect(connection.received.filter { $0.method == "tools/list" }.count == 2)
    }

    @Test func aServerThatTellsNoChangesIsAskedEachTime() async throws {
        let connection = ScriptedConnection.answering(capabilities: ["tools": [:]]) { _, _ in .result(["tools": []]) }
        try await withMCPClient(connection.server) { client in
            _ = try await client.tools()
            _ = try await client.tools()
        }
        #expect(connection.received.filter { $0.method == "tools/list" }.count == 2)
    }

    @Test func whatIsNotOfferedIsNotAskedFor() async throws {
        let connection = ScriptedConnection.answering(capabilities: [:]) { _, _ in nil }
        try await withMCPClient(connection.server) { client in
            let (tools, prompts) = (try await client.tools(), try await client.prompts())
            let (resources, templates) = (try await client.resources(), try await client.resourceTemplates())
            #expect(tools.isEmpty && prompts.isEmpty && resources.isEmpty && templates.isEmpty)
        }
        #expect(connection.received.count == 2)
    }

    @Test func resourcesAndPromptsAreRead() async throws {
        let connection = ScriptedConnection.answering { method, params in
            switch method {
            case "resources/list":
                .result(["resources": [["uri": "a:1", "name": "one", "mimeType": "text/plain", "size": 3]]])
            case "resources/templates/list":
                .result(["resourceTemplates": [["uriTemplate": "a:{n}", "name": "any"]]])
            case "resources/read":
                .result(["contents": [["uri": params["uri"] ?? "", "text": "hello"], ["uri": "a:2", "blob": "AQ=="]]])
            case "prompts/list":
                .result(["prompts": [["name": "p", "arguments": [["name": "who", "required": true]]]]])
            case "prompts/get":
                .result([
                    "messages": [
                        ["role": "user", "content": ["type": "text", "text": params["arguments"]?["who"] ?? ""]]
                    ]
                ])
            default: .result([:])
            }
        }
        try await withMCPClient(connection.server) { client in
            #expect(
                try await client.resources() == [
                    MCPResource(uri: "a:1", name: "one", mediaType: "text/plain", size: 3)
                ])
            #expect(try await client.resourceTemplates().map(\.uriTemplate) == ["a:{n}"])
            let contents = try await client.read("a:1")
            #expect(contents.first?.text == "hello" && contents.last?.body == .data(.init([1])))
            let prompt = try #require(try await client.prompts().first)
            #expect(prompt.arguments == [MCPPrompt.Argument(name: "who", description: nil, isRequired: true)])
            #expect(try await client.prompt("p", arguments: ["who": "me"]).messages == [.user("me")])
            try await client.subscribe(to: "a:1")
            try await client.unsubscribe(from: "a:1")
        }
        #expect(connection.received.suffix(2).map(\.method) == ["resources/subscribe", "resources/unsubscribe"])
    }

    @Test(arguments: [
        (-32_601, LanguageModelError.Code.notFound), (-32_602, .invalidRequest), (-32_002, .notFound),
        (-32_603, .server), (7, .server),
    ]) func aRefusalSaysWhatTheServerSaid(code: Int, expected: LanguageModelError.Code) async throws {
        let connection = ScriptedConnection.answering { _, _ in
            .refused(JSONRPCError(code: code, message: "not today", data: ["why": "rain"]))
        }
        try await withMCPClient(connection.server) { client in
            let error = try await #require(throws: LanguageModelError.self) { try await client.call("x") }
            #expect(error.code == expected && !error.isRetryable)
            #expect(error.message == "It refused tools/call: not today")
            #expect(error.details.code == "\(code)" && error.rawBody == #"{"why":"rain"}"#)
        }
    }

    @Test func aResultThatWantsMoreOfTheUserIsAnError() async throws {
        let connection = ScriptedConnection.answering { _, _ in .result(["resultType": "input_required"]) }
        try await withMCPClient(connection.server) { client in
            let error = await #expect(throws: LanguageModelError.self) { try await client.call("x") }
            #expect(error?.details.code == "input_required")
        }
    }

    @Test func aCancelledCallIsCancelledAtTheServer() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let connection = ScriptedConnection.answering { method, _ in
            signal.yield()
            return nil
        }
        try await withMCPClient(connection.server) { client in
            let call = Task { try await client.call("slow") }
            for await _ in reached { break }
            call.cancel()
            await #expect(throws: CancellationError.self) { try await call.value }
            // The connection still works, and what was put into the outbox before has gone by then.
            connection.say(.request(id: .text("p"), method: "ping", params: nil))
            while connection.received.last?.id != .text("p") { await Task.yield() }
        }
        let cancelled = try #require(connection.received.first { $0.method == "notifications/cancelled" })
        let call = try #require(connection.received.first { $0.method == "tools/call" })
        #expect(cancelled.params?["requestId"] == call.id?.json)
    }

    @Test func progressIsShown() async throws {
        let connection = ScriptedConnection { message in
            guard case .request(let id, let method, let params) = message else { return [] }
            if method == "initialize" { return [.greeting(id)] }
            let token = params?["_meta"]?["progressToken"] ?? .null
            return [
                .notification(
                    method: "notifications/progress",
                    params: ["progressToken": token, "progress": 1, "message": "on it"]),
                .result(id: id, ["content": [["type": "text", "text": "done"]]]),
            ]
        }
        let seen = NIOLockedValueBox<[MCPProgress]>([])
        try await withMCPClient(connection.server) { client in
            let result = try await client.call("talkative") { progress in seen.withLockedValue { $0.append(progress) } }
            #expect(result.text == "done")
        }
        #expect(seen.withLockedValue { $0 } == [MCPProgress(progress: 1, message: "on it")])
    }

    @Test func silenceIsATimeout() async throws {
        let connection = ScriptedConnection.answering { _, _ in nil }
        let configuration = MCPConfiguration(requestTimeout: .milliseconds(50))
        try await withMCPClient(connection.server, configuration: configuration) { client in
            let error = try await #require(throws: LanguageModelError.self) { try await client.call("silent") }
            #expect(error.code == .timeout && error.message.contains("`requestTimeout`"))
        }
    }

    @Test func aServerThatDoesNotGreetIsATimeout() async throws {
        let connection = ScriptedConnection { _ in [] }
        let error = await #expect(throws: LanguageModelError.self) {
            try await withMCPClient(
                connection.server, configuration: MCPConfiguration(connectTimeout: .milliseconds(50))
            ) { _ in }
        }
        #expect(error?.code == .timeout && error?.message.contains("`connectTimeout`") == true)
    }

    @Test func whenTheServerDiesAllWhoWaitAreToldAndAllWhoComeLater() async throws {
        let (reached, signal) = AsyncStream.makeStream(of: Void.self)
        let connection = ScriptedConnection.answering { _, _ in
            signal.yield()
            return nil
        }
        let death = LanguageModelError(.connection, "Dead.")
        try await withMCPClient(connection.server) { client in
            async let first = client.call("a")
            async let second = client.call("b")
            var count = 0
            for await _ in reached {
                count += 1
                if count == 2 { break }
            }
            connection.die(death)
            var errors: [LanguageModelError] = []
            do { _ = try await first } catch let error as LanguageModelError { errors.append(error) }
            do { _ = try await second } catch let error as LanguageModelError { errors.append(error) }
            do { _ = try await client.call("c") } catch let error as LanguageModelError { errors.append(error) }
            #expect(errors.map(\.message) == ["Dead.", "Dead.", "Dead."])
        }
    }

    @Test func aClosedClientSaysSo() async throws {
        let connection = ScriptedConnection.answering { _, _ in .result([:]) }
        let client = try await withMCPClient(connection.server) { $0 }
        let error = await #expect(throws: LanguageModelError.self) { try await client.call("x") }
        #expect(error?.code == .misuse)
        let second = await #expect(throws: LanguageModelError.self) { try await client.run() }
        #expect(second?.code == .misuse)
    }

    @Test func aServerThatOnlyAsksIsGivenUp() async throws {
        let connection = ScriptedConnection(readsAnswers: false) { message in
            switch message {
            case .request(let id, "initialize", _): [.greeting(id)]
            case .request: (0..<20_000).map { .request(id: .number($0), method: "ping", params: nil) }
            default: []
            }
        }
        try await withMCPClient(connection.server) { client in
            let error = await #expect(throws: LanguageModelError.self) { try await client.call("x") }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func toolsRunForAnAgent() async throws {
        let connection = ScriptedConnection { message in
            guard case .request(let id, let method, let params) = message else { return [] }
            switch method {
            case "initialize": return [.greeting(id)]
            case "tools/list": return [.result(id: id, ["tools": [Self.tool("files/read"), Self.tool("rm")]])]
            default:
                let token = params?["_meta"]?["progressToken"] ?? .null
                return [
                    .notification(
                        method: "notifications/progress", params: ["progressToken": token, "progress": 1, "total": 2]),
                    .result(id: id, ["content": [["type": "text", "text": .string(params?.jsonText ?? "")]]]),
                ]
            }
        }
        let reports = NIOLockedValueBox<[JSONValue]>([])
        try await withMCPClient(connection.server) { client in
            let tools = try await client.toolSet(
                prefix: "fs", settings: { _ in ToolSettings(timeout: .seconds(3)) }, where: { $0.name != "rm" })
            #expect(tools.names == ["fs_files_read"])
            let tool = try #require(tools["fs_files_read"])
            #expect(tool.settings.timeout == .seconds(3))
            guard case .function(let function) = tool.declaration else {
                Issue.record("\(tool.declaration)")
                return
            }
            #expect(function.description == "Does it.")
            let context = ToolContext(
                runID: "r", step: 0, callID: "c", history: [], logger: Logger(label: "test"),
                progress: { report in reports.withLockedValue { $0.append(report) } })
            let output = try await tool.call(["path": "a"], context)
            guard case .text(let text) = output else {
                Issue.record("\(output)")
                return
            }
            #expect(text.contains(#""name":"files/read""#) && text.contains(#""arguments":{"path":"a"}"#))
        }
        #expect(reports.withLockedValue { $0 } == [["progress": 1, "total": 2]])
    }
}
