import Foundation
import NIOConcurrencyHelpers
import Testing

@testable import Dialect
@testable import DialectMCP

/// What .ci/mcp starts: servers of the official SDK for Python.
enum OfficialServer: String, CaseIterable, Sendable {
    case stdio, http, stateless, modern

    static let environment = ProcessInfo.processInfo.environment
    static var isThere: Bool { environment["DIALECT_MCP_PYTHON"] != nil }

    var server: MCPServer {
        get throws {
            func value(_ name: String) throws -> String { try #require(Self.environment["DIALECT_MCP_\(name)"]) }
            return switch self {
            case .stdio: .stdio(try value("PYTHON"), [try value("SCRIPT"), "stdio"], name: "stdio")
            default: .http(try value(rawValue.uppercased()), name: rawValue)
            }
        }
    }

    /// Whether the server keeps what it was told from one request to the next, and speaks unasked.
    var hasSessions: Bool { self == .stdio || self == .http }
}

@Suite(
    .enabled(if: OfficialServer.isThere, "Left out: .ci/mcp starts the servers that it needs."),
    .timeLimit(.minutes(5)), .serialized)
struct OfficialServerTests {
    private func connected<Value>(
        _ kind: OfficialServer, configuration: MCPConfiguration = MCPConfiguration(),
        _ body: (MCPClient) async throws -> Value
    ) async throws -> Value {
        try await withMCPClient(try kind.server, configuration: configuration, body)
    }

    @Test(arguments: OfficialServer.allCases) func itSaysWhoItIs(kind: OfficialServer) async throws {
        let info = try await connected(kind) { try await $0.serverInfo }
        #expect(info.implementation.name == "interop" && info.implementation.version == "7")
        #expect(info.instructions == "Add with add.")
        #expect(info.protocolVersion.rawValue == (kind == .modern ? "2026-07-28" : "2025-11-25"))
        #expect(info.hasTools && info.hasResources && info.hasPrompts)
    }

    @Test(arguments: OfficialServer.allCases) func toolsAreListedOnAllPagesAndCalled(kind: OfficialServer) async throws
    {
        try await connected(kind) { client in
            let tools = try await client.tools()
            #expect(tools.count > 10)
            let add = try #require(tools.first { $0.name == "add" })
            #expect(add.description == "Adds two numbers." && add.hints.isReadOnly == true)
            #expect(try await client.call("add", arguments: ["a": 2, "b": 3]).text == "5")
            let place = try await client.call("place", arguments: ["city": "Zürich"])
            #expect(place.structuredContent == ["city": "Zürich", "zip": 8000])
            #expect(ToolOutput(place) == .json(["city": "Zürich", "zip": 8000]))
            let picture = try await client.call("picture")
            #expect(
                picture.content == [
                    .text("The title"), .image(Data([0x89, 0x50, 0x4E, 0x47]), mediaType: "image/png"),
                ])
        }
    }

    @Test(arguments: OfficialServer.allCases) func failuresAreAnswers(kind: OfficialServer) async throws {
        try await connected(kind) { client in
            let failed = try await client.call("fail", arguments: ["reason": "too late"])
            #expect(failed.isError && failed.text.contains("too late"))
            let wrong = try await client.call("add", arguments: ["a": "x"])
            #expect(wrong.isError)
        }
    }

    @Test(arguments: OfficialServer.allCases) func progressIsReported(kind: OfficialServer) async throws {
        let seen = NIOLockedValueBox<[MCPProgress]>([])
        try await connected(kind) { client in
            let result = try await client.call("steps", arguments: ["count": 3]) { progress in
                seen.withLockedValue { $0.append(progress) }
            }
            #expect(result.text == "all done")
        }
        // A server that answers with one document has nowhere to put it.
        if kind != .stateless {
            #expect(
                seen.withLockedValue { $0 }
                    == (1...3).map { MCPProgress(progress: Double($0), total: 3, message: "step \($0)") })
        }
    }

    @Test(arguments: OfficialServer.allCases) func resourcesAndPromptsAreRead(kind: OfficialServer) async throws {
        try await connected(kind) { client in
            #expect(try await client.resources().map(\.uri).sorted() == ["data://bytes", "text://greeting"])
            #expect(try await client.resourceTemplates().map(\.uriTemplate) == ["users://{name}"])
            #expect(try await client.read("text://greeting").map(\.text) == ["Hello."])
            #expect(try await client.read("data://bytes").map(\.body) == [.data(Data([0, 1, 2]))])
            #expect(try await client.read("users://anna").map(\.text) == ["The user anna."])
            let error = try await #require(throws: LanguageModelError.self) { try await client.read("text://nowhere") }
            #expect([.notFound, .invalidRequest].contains(error.code), "\(error)")
            #expect(try await client.prompts().map(\.name) == ["review"])
            #expect(
                try await client.prompt("review", arguments: ["code": "1 + 1"]).messages == [.user("Review: 1 + 1")])
        }
    }

    @Test(arguments: OfficialServer.allCases) func whatItAsksOfTheUserIsRefused(kind: OfficialServer) async throws {
        try await connected(kind) { client in
            let text = try await client.call("ask").text
            #expect(text.hasPrefix("refused: "), "\(text)")
        }
    }

    @Test(arguments: [OfficialServer.stdio, .http, .modern]) func aCallIsCancelledAtTheServer(kind: OfficialServer)
        async throws
    {
        try await connected(kind) { client in
            let name = "\(kind)"
            func wait(for word: String) async throws {
                while try await !client.call("waited").text.contains("\(word) \(name)") {}
            }
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await client.call("wait", arguments: ["name": .string(name)]) }
                    try await wait(for: "begun")
                    group.cancelAll()
                    try await group.next()
                }
            }
            try await wait(for: "cancelled")
        }
    }

    @Test func aStreamIsResumed() async throws {
        let text = try await connected(.http) { try await $0.call("reconnect").text }
        #expect(text == "found again")
    }

    @Test(arguments: [OfficialServer.stdio, .http, .modern]) func itTellsWhenItsToolsChange(kind: OfficialServer)
        async throws
    {
        let (heard, signal) = AsyncStream.makeStream(of: MCPEvent.self)
        try await connected(kind, configuration: MCPConfiguration(onEvent: { signal.yield($0) })) { client in
            let before = try await client.toolSet().names
            #expect(!before.contains("grown"))
            // The server hears us only once it listens itself, which nobody tells us.
            while true {
                _ = try await client.call("grow")
                let event = try await withThrowingTaskGroup(of: MCPEvent?.self) { group in
                    group.addTask {
                        for await event in heard { return event }
                        return nil
                    }
                    group.addTask {
                        try await Task.sleep(for: .milliseconds(500))
                        return nil
                    }
                    defer { group.cancelAll() }
                    return try await group.next() ?? nil
                }
                if event == .toolsChanged { break }
            }
            #expect(try await client.toolSet().names == before + ["grown"])
            #expect(try await client.call("grown").text == "new")
        }
    }

    @Test func aProcessGetsNoSecretsAndItsDeathIsExplained() async throws {
        setenv("DIALECT_MCP_SECRET", "hidden", 1)
        try await connected(.stdio) { client in
            let names = try await client.call("environment").text.split(separator: ",")
            #expect(names.contains("PATH") && !names.contains("DIALECT_MCP_SECRET"))
            let error = try await #require(throws: LanguageModelError.self) { try await client.call("die") }
            #expect(error.code == .connection)
            #expect(error.message.contains("exit code 7") && error.message.contains("I die."), "\(error)")
        }
    }
}
