import ArgumentParser
import Dialect
import DialectSimulator
import TestSupport
import Testing

@testable import DialectCLI

@Suite("The check of a server", .throttled)
struct CheckTests {
    private func check(_ backend: any ResponsesBackend, _ options: String...) async throws {
        try await withSimulator(backend: backend) { simulator in
            let arguments = ["check", "--base-url", simulator.baseURL, "--model", "m"] + options
            try await #require(try DialectCommand.parseAsRoot(arguments) as? CheckCommand).run()
        }
    }

    /// Answers as the simulator does by itself, but ends early for want of tokens.
    private static let model = ScriptedModel { request in
        let isTool = !request.tools.isEmpty && request.messages.last?.role != .tool
        if isTool { return [.toolCall("forecast", arguments: #"{"city":"Ghent"}"#)] }
        let isLong = request.messages.last?.text.contains("long story") ?? false
        return isLong ? cut : "Once upon a time."
    }

    @Test("passes for a server that keeps to the rules")
    func good() async throws {
        try await check(NamedModelsBackend(Self.model, names: ["m"]), "--missing-model", "n")
    }

    @Test(
        "fails for a server that cannot do what is checked, unless that is left out",
        arguments: [("tool", callsNothing), ("length", neverStops)])
    func leftOut(_ name: String, _ model: ScriptedModel) async throws {
        await #expect(throws: ExitCode.failure) {
            try await check(NamedModelsBackend(model, names: ["m"]), "--without", "websocket=slow")
        }
        try await check(
            NamedModelsBackend(model, names: ["m"]), "--without", "websocket=slow", "--without", "\(name)=it cannot")
    }

    private static let cut: ScriptedTurn = [.text("Once"), .finish(.length)]
    private static let callsNothing = ScriptedModel { request in
        request.messages.last?.text.contains("long") == true ? cut : "Hello"
    }
    private static let neverStops = ScriptedModel { request in
        request.tools.isEmpty ? "Hello" : [.toolCall("forecast", arguments: #"{"city":"Ghent"}"#)]
    }

    @Test("fails for a server that answers with nothing")
    func silent() async throws {
        await #expect(throws: ExitCode.failure) {
            try await check(NamedModelsBackend(ScriptedModel { _ in [] }, names: ["m"]))
        }
    }

    @Test(
        "understands what is to be checked",
        arguments: [
            ("chat", ["--profile", "llamacpp"], ""), ("messages", ["--without", "tool=none, it says"], ""),
            ("pigeon", [], "messages"), ("chat", ["--profile", "pigeon"], "llamacpp"),
            ("messages", ["--profile", "llamacpp"], "--dialect chat"), ("chat", ["--without", "tool"], "without"),
            ("chat", ["--without", "pigeon=no"], "without"), ("chat", ["--turns", "1"], "turns"),
        ] as [(String, [String], String)])
    func options(_ dialect: String, _ options: [String], _ complaint: String) throws {
        let arguments = ["check", "--base-url", "http://a.example", "--model", "m", "--dialect", dialect] + options
        guard complaint.isEmpty else {
            #expect { try DialectCommand.parseAsRoot(arguments) } throws: {
                DialectCommand.fullMessage(for: $0).contains(complaint)
            }
            return
        }
        let command = try #require(try DialectCommand.parseAsRoot(arguments) as? CheckCommand)
        #expect(command.dialect.name == dialect)
        #expect(command.omissions.map(\.reason) == (dialect == "messages" ? ["none, it says"] : []))
    }

    @Test(
        "finds parts out of order",
        arguments: [
            [.textStart(id: "0")],
            [start, .textDelta(id: "0", text: "A")],
            [start, .textStart(id: "0"), .textStart(id: "0")],
            [start, .textStart(id: "0"), .textEnd(id: "0"), .textStart(id: "0")],
            [start, .textEnd(id: "0")],
            [start, .textStart(id: "0"), finish],
            [start, finish, finish],
            [start, start],
            [start],
        ] as [[StreamPart]])
    func disorder(_ parts: [StreamPart]) {
        #expect(throws: CheckFailure.self) {
            var order = PartOrder()
            for part in parts { try order.received(part) }
            try order.ended()
        }
    }

    private static let start = StreamPart.responseMetadata(ResponseMetadata())
    private static let finish = StreamPart.finish(.stop, Usage(), ResponseMetadata())
}
