import Dialect
import DialectSimulator
import Foundation
import TestSupport
import Testing

@testable import DialectCLI

@Suite("A chat", .throttled)
struct ChatSessionTests {
    private func spy(_ turns: ScriptedTurn...) -> ModelSpy<ScriptedModel> { ModelSpy(ScriptedModel(turns)) }

    @Test("remembers what was said")
    func memory() async throws {
        let model = spy("Hello, Ann.", "Ann.")
        var probe = ChatProbe("I am Ann.", "", "Who am I?")
        probe.system = "Be brief."
        let played = try await probe.play(model)
        #expect(played.answers == "Hello, Ann.\nAnn.\n")
        #expect(played.ending == .done)
        #expect(played.conversation.messages.map(\.role) == [.user, .assistant, .user, .assistant])
        let told = model.requests.last?.messages.map(\.text)
        #expect(told == ["Be brief.", "I am Ann.", "Hello, Ann.", "Who am I?"])
        #expect(played.notes.contains("Chatting with openai-chat/m."))
        #expect(played.notes.contains("> "))
        #expect(played.notes.contains("tokens in"))
    }

    @Test("runs tools and shows what they do")
    func tools() async throws {
        let model = spy(
            [.text("Let me see."), .toolCall("calculate", arguments: #"{"expression":"6*7"}"#)], "It is 42.")
        var probe = ChatProbe("What is six times seven?")
        probe.tools = [.calculate]
        let played = try await probe.play(model)
        #expect(played.answers == "Let me see.\nIt is 42.\n")
        #expect(model.requests.last?.results == ["42"])
        #expect(played.notes.contains("→ calculate {\"expression\":\"6*7\"}"))
        #expect(played.notes.contains("← 42"))
        #expect(played.notes.contains("2 steps"))
    }

    @Test("goes on with another provider's model, which gets the history")
    func swap() async throws {
        let model = spy("One.", "Two.", "Three.")
        let played = try await ChatProbe(
            "1?", "/model anthropic/claude", "2?", "/model gemini-x", "/model nobody/x", "/model google/gemini", "3?",
            "/model"
        ).play(model)
        #expect(played.answers == "One.\nTwo.\nThree.\n")
        let histories = model.requests.map { $0.messages.map(\.text) }
        #expect(histories == [["1?"], ["1?", "One.", "2?"], ["1?", "One.", "2?", "Two.", "3?"]])
        #expect(played.notes.contains("Chatting with anthropic/claude."))
        // What is no provider is a model of the same one.
        #expect(played.notes.contains("Chatting with anthropic/nobody/x."))
        #expect(played.notes.components(separatedBy: "Chatting with google/gemini.").count == 3)
        let models = played.conversation.entries.compactMap { entry -> String? in
            if case .answer(let answer) = entry.content { answer.model?.model } else { nil }
        }
        #expect(models == ["m", "claude", "gemini"])
    }

    @Test("tells what another model will not get, and gives it the rest in words")
    func losses() async throws {
        let model = spy([.reasoning("Hm."), .text("One.")], "Two.")
        var probe = ChatProbe("1?", "/model openai-chat/m", "2?")
        probe.model = ModelID(provider: "anthropic", model: "claude")
        let played = try await probe.play(model)
        #expect(played.notes.contains("1 part left out: reasoning is for the provider that made it"))
        #expect(played.answers == "One.\nTwo.\n")
        // The chat keeps it, for when the first model is asked again.
        let kept = played.conversation.messages.flatMap(\.content).contains {
            if case .reasoning = $0 { true } else { false }
        }
        #expect(kept)
    }

    @Test("keeps its model where another has no key")
    func noKey() async throws {
        let played = try await ChatProbe("/model mistral/large", "Hello?").play(spy("Hello."))
        #expect(played.notes.contains("MISTRAL_API_KEY"))
        #expect(played.answers == "Hello.\n")
    }

    @Test("is saved and loaded, and goes on where it was")
    func files() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("chat.json")
        let first = spy([.toolCall("calculate", arguments: #"{"expression":"1+1"}"#)], "Two.")
        var probe = ChatProbe("1+1?", .line("/save \(path)"))
        probe.tools = [.calculate]
        let saved = try await probe.play(first)
        let second = spy("Four.")
        let loaded = try await ChatProbe(.line("/load \(path)"), "And twice that?").play(second)
        #expect(loaded.answers == "Four.\n")
        let history = try #require(second.requests.first?.messages.dropLast())
        #expect(history.map(\.text) == saved.conversation.messages.map(\.text))
        #expect(second.requests.first?.results == ["2"])
        #expect(loaded.conversation.id == saved.conversation.id)
        #expect(Array(loaded.conversation.messages.prefix(4)) == saved.conversation.messages)
    }

    @Test("overwrites only what it has saved itself, and loads nothing else")
    func strangeFiles() async throws {
        let folder = try TemporaryFolder()
        try folder.write("Dear diary", to: "diary.txt")
        let (diary, chat) = (folder.file("diary.txt"), folder.file("chat.json"))
        let played = try await ChatProbe(
            .line("/save \(diary)"), .line("/load \(diary)"), .line("/load \(folder.file("none"))"),
            .line("/load \(folder.path)"), .line("/save \(chat)"), .line("/save \(chat)")
        ).play(spy())
        #expect(try String(contentsOfFile: diary, encoding: .utf8) == "Dear diary")
        #expect(played.notes.contains("no saved conversation"))
        #expect(played.notes.components(separatedBy: "Saved 0 messages").count == 3)
    }

    @Test("begins anew")
    func clear() async throws {
        let model = spy("One.", "Two.")
        let played = try await ChatProbe("1?", "/clear", "2?").play(model)
        #expect(model.requests.last?.messages.map(\.text) == ["2?"])
        #expect(played.conversation.messages.count == 2)
    }

    @Test("lists its tools and commands, and says what is no command")
    func lists() async throws {
        var probe = ChatProbe("/tools", "/help", "/nonsense", "/quit", "unread")
        probe.tools = BuiltInTool.allCases
        let played = try await probe.play(spy())
        for text in ["read_file (asks): ", "calculate: ", "/save FILE", "There is no command /nonsense"] {
            #expect(played.notes.contains(text))
        }
        #expect(played.unread == 1)
        #expect(played.answers.isEmpty)
        let bare = try await ChatProbe("/tools").play(spy())
        #expect(bare.notes.contains("There are no tools."))
    }

    @Test("outlives a failure, and forgets the question")
    func failure() async throws {
        let model = spy([.error(LanguageModelError(.invalidRequest, "No such thing."))], "Yes.")
        let played = try await ChatProbe("First?", "Second?").play(model)
        #expect(played.notes.contains("No such thing."))
        #expect(played.answers == "Yes.\n")
        #expect(model.requests.last?.messages.map(\.text) == ["Second?"])
        #expect(played.ending == .done)
    }
}
