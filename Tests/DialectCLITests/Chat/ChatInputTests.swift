import Dialect
import Testing

@testable import DialectCLI

@Suite("Lines of a chat")
struct ChatInputTests {
    @Test(
        "are said, or are commands",
        arguments: [
            ("", .nothing), ("  \t", .nothing), ("Hello", .say("Hello")), ("  indented", .say("  indented")),
            ("//etc is a folder", .say("/etc is a folder")), ("/help", .help), ("/?", .help), (" /tools ", .tools),
            ("/clear", .clear), ("/quit", .quit), ("/exit", .quit), ("/model", .model(nil)),
            ("/model  openai/gpt-5.5 ", .model("openai/gpt-5.5")), ("/save a file.json", .save("a file.json")),
            ("/load b.json", .load("b.json")), ("/save", .mistake("/save wants the name of a file.")),
            ("/load ", .mistake("/load wants the name of a file.")),
        ] as [(String, ChatInput)])
    func inputs(_ line: String, _ input: ChatInput) {
        #expect(ChatInput(line) == input)
    }

    @Test("that begin with a slash by mistake are not said", arguments: ["/etc/hosts is what?", "/savefile x", "/"])
    func mistakes(_ line: String) {
        guard case .mistake(let text) = ChatInput(line) else {
            Issue.record("\(line) was taken for \(ChatInput(line))")
            return
        }
        #expect(text.contains("//"))
    }

    @Test("go on in the next after a backslash")
    func joined() {
        var joiner = LineJoiner()
        #expect(joiner.received("one") == "one")
        #expect(joiner.received("two\\") == nil)
        #expect(joiner.isOpen)
        #expect(joiner.received("three\\") == nil)
        #expect(joiner.received("four") == "two\nthree\nfour")
        #expect(!joiner.isOpen)
        #expect(joiner.finish() == nil)
        #expect(joiner.received("five\\") == nil)
        #expect(joiner.finish() == "five\n")
    }

    @Test(
        "name models of any provider, or of the same",
        arguments: [
            ("anthropic/claude", "anthropic/claude"), ("gpt-5", "openrouter/gpt-5"),
            ("meta/llama", "openrouter/meta/llama"), ("openrouter/anthropic/claude", "openrouter/anthropic/claude"),
            ("openai-chat/gpt-5", "openai-chat/gpt-5"),
        ])
    func models(_ name: String, _ id: String) {
        let current = ModelID(provider: "openrouter", model: "x")
        #expect(ChatModels.id(name, besides: current).description == id)
    }
}

@Suite("The answer about a call")
struct ApprovalDialogTests {
    @Test(
        "is understood",
        arguments: [
            ("y", .approve), ("Yes", .approve), (" y ", .approve), ("a", .always), ("ALWAYS", .always), ("e", .edit),
            ("edit", .edit), ("n", .deny(nil)), ("no", .deny(nil)),
            ("n, use the other file", .deny("use the other file")),
            ("no: too large", .deny("too large")), ("", .unclear), ("yesterday", .unclear), ("y and n", .unclear),
            ("what?", .unclear), ("1", .unclear),
        ] as [(String, ApprovalDialog.Answer)])
    func answers(_ line: String, _ answer: ApprovalDialog.Answer) {
        #expect(ApprovalDialog.answer(line) == answer)
    }

    @Test("is given to a call whose arguments are seen, or known to be longer")
    func description() {
        let short = ToolCall(id: "1", name: "read_file", arguments: #"{"path":"a"}"#)
        #expect(ApprovalDialog.description(of: short) == #"read_file wants to run with {"path":"a"}"#)
        let long = ToolCall(id: "1", name: "t", arguments: String(repeating: "x", count: 4_010))
        #expect(ApprovalDialog.description(of: long).hasSuffix("… and 10 characters more"))
    }
}
