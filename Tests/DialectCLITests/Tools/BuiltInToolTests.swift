import Dialect
import DialectSimulator
import Foundation
import Testing

@testable import DialectCLI

@Suite("The built-in tools")
struct BuiltInToolTests {
    /// What a model gets of a call.
    private func output(
        _ tool: BuiltInTool, _ arguments: String, in folder: TemporaryFolder
    ) async throws -> ToolOutput? {
        let made = tool.tool(in: try ConfinedFolder(folder.path)) { Date(timeIntervalSince1970: 1_800_000_000) }
        let model = ScriptedModel([[.toolCall(tool.rawValue, arguments: arguments)], "Done."])
        let result = try await Agent(model: model, tools: [made]).run("Go.") { _ in .approve }
        return result.steps.first?.toolResults.first?.output
    }

    @Test("tell the time")
    func time() async throws {
        let folder = try TemporaryFolder()
        let brussels = try await output(.currentTime, #"{"timeZone":"Europe/Brussels"}"#, in: folder)
        let expected: JSONValue = [
            "time": "2027-01-15T09:00:00+01:00", "timeZone": "Europe/Brussels", "day": "Friday",
        ]
        #expect(brussels == .json(expected))
        let nowhere = try await output(.currentTime, #"{"timeZone":"Nowhere"}"#, in: folder)
        #expect(nowhere == .error("There is no time zone \"Nowhere\"."))
        guard case .json = try await output(.currentTime, "{}", in: folder) else {
            Issue.record("There is no time of the user's own.")
            return
        }
    }

    @Test("calculate, and tell what is wrong")
    func calculate() async throws {
        let folder = try TemporaryFolder()
        #expect(try await output(.calculate, #"{"expression":"6*7"}"#, in: folder) == "42")
        guard case .error(let text) = try await output(.calculate, #"{"expression":"1/0"}"#, in: folder) else {
            Issue.record("Something was divided by zero.")
            return
        }
        #expect(text.contains("divides by zero"))
    }

    @Test("list and read files")
    func files() async throws {
        let folder = try TemporaryFolder()
        try folder.write("Hello", to: "notes/a.txt")
        try folder.write("", to: "empty.txt")
        #expect(try await output(.listFolder, "{}", in: folder) == "empty.txt (0 bytes)\nnotes/")
        #expect(try await output(.listFolder, #"{"path":"notes"}"#, in: folder) == "a.txt (5 bytes)")
        #expect(try await output(.readFile, #"{"path":"notes/a.txt"}"#, in: folder) == "Hello")
        #expect(try await output(.readFile, #"{"path":"empty.txt"}"#, in: folder) == "")
        guard case .error(let text) = try await output(.readFile, #"{"path":"../x"}"#, in: folder) else {
            Issue.record("Something outside was read.")
            return
        }
        #expect(text.contains("not within the folder"))
    }

    @Test("read large files piece by piece")
    func pieces() async throws {
        let folder = try TemporaryFolder()
        let size = BuiltInTool.longestPiece + 10
        try folder.write(String(repeating: "x", count: size), to: "large.txt")
        guard case .text(let first) = try await output(.readFile, #"{"path":"large.txt"}"#, in: folder) else {
            Issue.record("There is no text.")
            return
        }
        #expect(first.hasSuffix("\n(The file has \(size) bytes; read on with offset \(BuiltInTool.longestPiece).)"))
        let rest = #"{"path":"large.txt","offset":\#(BuiltInTool.longestPiece)}"#
        #expect(try await output(.readFile, rest, in: folder) == "xxxxxxxxxx")
    }

    @Test("ask before a file is read, and not otherwise")
    func approvals() throws {
        let folder = try ConfinedFolder(FileManager.default.temporaryDirectory.path)
        let asking = BuiltInTool.allCases.filter {
            if case .always = $0.tool(in: folder).settings.approval { true } else { false }
        }
        #expect(asking == [.readFile])
    }
}

@Suite("Servers on the command line")
struct MCPAddressTests {
    @Test(
        "are addresses, or commands with their arguments",
        arguments: [
            ("https://a.example/mcp", .http("https://a.example/mcp")),
            ("http://localhost:1/", .http("http://localhost:1/")),
            ("uvx mcp-server-git", .command("uvx", ["mcp-server-git"])), ("  server  ", .command("server", [])),
            (#"sh -c 'echo "a  b"' x"#, .command("sh", ["-c", #"echo "a  b""#, "x"])),
            (#""my server" --name="a b""#, .command("my server", ["--name=a b"])),
            (#"a\ b "c\"d" "e\f" ''"#, .command("a b", [#"c"d"#, #"e\f"#, ""])),
        ] as [(String, MCPAddress)])
    func addresses(_ text: String, _ address: MCPAddress) throws {
        #expect(try MCPAddress(text) == address)
    }

    @Test("are refused where they cannot be read", arguments: ["", "  ", "sh -c 'x", #"a "b"#, #"a\"#])
    func refusals(_ text: String) {
        #expect(throws: CommandFailure.self) { try MCPAddress(text) }
    }
}
