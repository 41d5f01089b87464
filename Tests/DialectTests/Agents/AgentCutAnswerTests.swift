import Testing

@testable import Dialect

/// Answers that were cut off in the midst of a call, as the parsers of dialects hand them out.
struct AgentCutAnswerTests {
    private func turn(_ write: (inout PartAssembler) -> Void) -> TestModel.Turn {
        var (assembler, parts) = (PartAssembler(), [StreamPart]())
        write(&assembler)
        assembler.finish(FinishReason(.length, raw: "max_tokens"), usage: tokens(10, 5), metadata: ResponseMetadata())
        assembler.drain(into: &parts)
        return TestModel.Turn(parts: parts)
    }

    @Test func whatWasCompleteIsRunAndTheRestIsNoCall() async throws {
        let record = Record()
        let write = AnyTool.any("write") { _, context in
            record.note(context.callID)
            return "done"
        }
        let cut = turn { assembler in
            assembler.add(call("write", id: "whole"))
            let block = assembler.openToolInput(id: "cut", name: "write")
            assembler.append(#"{"text":"Once upon"#, to: block)
            assembler.addIncompleteCall(id: "cut", name: "write")
        }
        let model = TestModel(cut, .text("Sorry."))
        let result = try await Agent(model: model, tools: [write]).run("Write")
        #expect(record.all == ["whole"])
        #expect(result.text == "Sorry.")
        #expect(result.steps[0].toolResults.map(\.callID) == ["whole"])
        #expect(result.steps[0].response.warnings.map(\.kind) == [.incompleteToolCall])
        #expect(faults(in: result.messages).isEmpty)
    }

    /// As with text that was cut off: the run is over, and says why.
    @Test func anAnswerThatIsOnlyACutCallEndsTheRun() async throws {
        let cut = turn { assembler in
            assembler.append("I write.", to: assembler.openText())
            assembler.addIncompleteCall(id: "cut", name: "write")
        }
        let agent = Agent(model: TestModel(cut), tools: [AnyTool.any("write")])
        let result = try await agent.run("Write")
        #expect(result.ending == .finished)
        #expect(result.finishReason?.kind == .length)
        #expect(result.steps[0].response.warnings.map(\.subject) == ["cut"])
        #expect(result.messages == [.user("Write"), .assistant("I write.")])
    }
}
