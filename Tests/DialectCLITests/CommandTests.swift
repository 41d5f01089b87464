import ArgumentParser
import Dialect
import Testing

@testable import DialectCLI

@Suite("The command-line tool")
struct CommandTests {
    @Test("plays the demo to its end")
    func demo() async throws {
        let command = try #require(try DialectCommand.parseAsRoot(["demo", "--fast"]) as? DemoCommand)
        try await command.run()
    }

    @Test("understands its options")
    func options() throws {
        let arguments = ["chat", "--model", "xai/grok-5", "--transport", "sse", "--base-url", "http://localhost:1/v1"]
        let command = try #require(try DialectCommand.parseAsRoot(arguments) as? ChatCommand)
        #expect(command.model == "xai/grok-5")
        #expect(command.transport == .sse)
        #expect(command.baseURL == "http://localhost:1/v1")
    }

    @Test("refuses what it does not know", arguments: [["chat", "--transport", "pigeon"], ["sing"]])
    func refusals(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try DialectCommand.parseAsRoot(arguments) }
    }
}

@Suite("The table of the demo")
struct DemoTableTests {
    @Test("lines its columns up")
    func columns() {
        var sse = DemoRun(name: "SSE")
        sse.turns = 6
        sse.bytesSent = 1_234_567
        sse.connections = 1
        sse.timesToFirstPart = [.milliseconds(1), .milliseconds(2)]
        var webSocket = DemoRun(name: "WebSocket")
        webSocket.bytesSent = 999
        let text = DemoTable([sse, webSocket]).text
        #expect(
            text == """
                            turns   bytes sent   connections   time to first part
                SSE             6    1,234,567             1               1.5 ms
                WebSocket       0          999             0               0.0 ms
                """)
    }
}
