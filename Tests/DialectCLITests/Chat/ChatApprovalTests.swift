import Dialect
import DialectSimulator
import TestSupport
import Testing

@testable import DialectCLI

@Suite("Calls that need approval", .throttled)
struct ChatApprovalTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("alpha", to: "a.txt")
        try folder.write("beta", to: "b.txt")
    }

    private static func read(_ name: String) -> ScriptedTurn.Step {
        .toolCall("read_file", arguments: #"{"path":"\#(name)"}"#)
    }

    private func play(
        _ lines: Lines.Item..., turns: [ScriptedTurn] = [[read("a.txt")], "Done."], isInteractive: Bool = true,
        approved: Set<String> = [], approvesAll: Bool = false
    ) async throws -> (played: ChatProbe.Played, results: [ToolOutput]) {
        let model = ModelSpy(ScriptedModel(turns))
        var probe = ChatProbe()
        probe.lines = lines
        probe.tools = [.readFile]
        probe.folder = folder
        probe.isInteractive = isInteractive
        probe.approved = approved
        probe.approvesAll = approvesAll
        let played = try await probe.play(model)
        return (played, model.requests.last?.results ?? [])
    }

    @Test("are run when somebody agrees")
    func yes() async throws {
        let (played, results) = try await play("Read it.", "y")
        #expect(results == ["alpha"])
        #expect(played.answers == "Done.\n")
        #expect(played.notes.contains(#"read_file wants to run with {"path":"a.txt"}"#))
    }

    @Test("are not run when somebody does not, and the model learns why")
    func no() async throws {
        let (played, results) = try await play("Read it.", "n, it is private")
        #expect(results.count == 1)
        guard case .text(let text)? = results.first else {
            Issue.record("The result is \(results).")
            return
        }
        #expect(text.contains("it is private"))
        #expect(played.answers == "Done.\n")
    }

    @Test("are run with other arguments when somebody changes them")
    func edit() async throws {
        let (played, results) = try await play("Read it.", "e", "{nonsense", #"{"path":"b.txt"}"#)
        guard case .text(let text)? = results.first else {
            Issue.record("The result is \(results).")
            return
        }
        #expect(text.hasSuffix("beta"))
        #expect(played.notes.contains("That is no JSON"))
    }

    @Test("are asked about again when the answer is not understood, or taken back")
    func again() async throws {
        let (played, results) = try await play("Read it.", "what?", "e", "", "y")
        #expect(results == ["alpha"])
        #expect(played.notes.contains(ApprovalDialog.explanation))
        #expect(played.unread == 0)
    }

    @Test("are asked about once when somebody agrees for ever")
    func always() async throws {
        let turns: [ScriptedTurn] = [
            [Self.read("a.txt"), Self.read("b.txt")], "First.", [Self.read("b.txt")], "Second.",
        ]
        let (played, results) = try await play("Read both.", "a", "Again.", "/tools", turns: turns)
        #expect(results == ["alpha", "beta", "beta"])
        #expect(played.answers == "First.\nSecond.\n")
        #expect(played.notes.contains("read_file: "))
    }

    @Test("are not run at the end of the input")
    func end() async throws {
        let (played, results) = try await play("Read it.")
        #expect(results.count == 1)
        #expect(played.answers == "Done.\n")
    }

    @Test("are denied where nobody can be asked, and the model learns so")
    func piped() async throws {
        let (played, results) = try await play("Read it.", isInteractive: false)
        guard case .text(let text)? = results.first else {
            Issue.record("The result is \(results).")
            return
        }
        #expect(text.contains("Nobody is there"))
        #expect(played.notes.contains("--approve read_file"))
        #expect(played.answers == "Done.\n")
        #expect(played.ending == .done)
    }

    @Test("are run where they were allowed beforehand", arguments: [true, false])
    func allowed(_ all: Bool) async throws {
        let (_, results) = try await play(
            "Read it.", isInteractive: false, approved: all ? [] : ["read_file"], approvesAll: all)
        #expect(results == ["alpha"])
    }

    @Test("end with the turn when Ctrl-C is pressed, and the history stays whole")
    func interrupted() async throws {
        let turns: [ScriptedTurn] = [[Self.read("a.txt")], "Here."]
        let (played, results) = try await play("Read it.", .interrupt, "Are you there?", turns: turns)
        #expect(played.notes.contains("Stopped."))
        #expect(played.answers == "Here.\n")
        #expect(played.conversation.openCalls.isEmpty)
        #expect(played.conversation.messages.map(\.role) == [.user, .assistant, .tool, .user, .assistant])
        #expect(results.count == 1)
    }
}
