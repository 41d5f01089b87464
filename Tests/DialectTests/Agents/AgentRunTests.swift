import Dialect
import Testing

/// A run asks, calls tools, and asks again.
struct AgentRunTests {
    @Test func aModelThatNeedsNoToolAnswersAtOnce() async throws {
        let model = TestModel(.text("Hello!"))
        let result = try await Agent(model: model, instructions: "Be kind.").run("Hi")
        #expect(result.ending == .finished)
        #expect(result.text == "Hello!")
        #expect(result.finishReason == .stop)
        #expect(result.messages == [.user("Hi"), .assistant("Hello!")])
        #expect(result.newMessages == [.assistant("Hello!")])
        #expect(model.requests == [ModelRequest(messages: [.system("Be kind."), .user("Hi")])])
    }

    @Test func toolsAreCalledAndTheirResultsGoBack() async throws {
        let model = TestModel(.calls(call("weather", #"{"city":"Ghent"}"#), text: "I look."), .text("Wet."))
        let result = try await Agent(model: model, tools: [Weather()]).run("Weather?")
        #expect(result.text == "Wet.")
        #expect(
            model.requests[1].messages == [
                .user("Weather?"),
                Message(
                    role: .assistant, content: ["I look.", .toolCall(call("weather", #"{"city":"Ghent"}"#))]),
                .tool([ToolResult(callID: "weather", name: "weather", output: "Rain in Ghent.")]),
            ])
        #expect(model.requests[0].tools.map(\.name) == ["weather"])
        #expect(result.usage == tokens(20, 10))
        #expect(result.steps.map(\.usage.total) == [15, 15])
    }

    @Test func resultsStandInCallOrderWhateverOrderTheyComeIn() async throws {
        let (first, second) = (Gate(), Gate())
        let model = TestModel(.calls(call("a"), call("b"), call("c")), .text("Done."))
        let tools: ToolSet = [
            AnyTool.any("a") { _, _ in
                await first.wait()
                return "1"
            },
            AnyTool.any("b") { _, _ in
                await second.wait()
                first.open()
                return "2"
            },
            AnyTool.any("c") { _, _ in
                second.open()
                return "3"
            },
        ]
        var finished: [String] = []
        for try await event in Agent(model: model, tools: tools).stream("Go") {
            if case .toolFinished(let result) = event { finished.append(result.callID) }
        }
        #expect(finished == ["c", "b", "a"])
        #expect(
            model.requests[1].messages.last
                == .tool(
                    [("a", "1"), ("b", "2"), ("c", "3")].map { name, output in
                        ToolResult(callID: name, name: name, output: .text(output))
                    }))
    }

    @Test func aToolThatMustBeAloneWaitsAndHoldsUp() async throws {
        let record = Record()
        func noting(_ name: String, concurrent: Bool = true) -> AnyTool {
            .any(name, settings: ToolSettings(isConcurrent: concurrent)) { _, context in
                record.note("+" + context.callID)
                await Task.yield()
                record.note("-" + context.callID)
                return "done"
            }
        }
        let model = TestModel(
            .calls(call("alone", id: "1"), call("free", id: "2"), call("alone", id: "3"), call("alone", id: "4")),
            .text("Done."))
        _ = try await Agent(model: model, tools: [noting("alone", concurrent: false), noting("free")]).run("Go")
        #expect(record.all == ["+1", "-1", "+2", "-2", "+3", "-3", "+4", "-4"])
    }

    @Test func eventsTellTheRun() async throws {
        let model = TestModel(.calls(call("look")), .text("Done."))
        let look = AnyTool.any("look") { _, context in
            context.report("half")
            return "all"
        }
        var told: [String] = []
        for try await event in Agent(name: "guide", model: model, tools: [look]).stream("Go") {
            switch event {
            case .stepStarted(let start): told.append("step \(start.index) of \(start.agent) by \(start.model)")
            case .model(.toolCall(let call)): told.append("call \(call.name)")
            case .model(.textDelta(_, let text)): told.append("text \(text)")
            case .model: break
            case .toolStarted(let call): told.append("started \(call.id)")
            case .toolProgress(let call, let value): told.append("progress \(call.id) \(value)")
            case .toolFinished(let result): told.append("finished \(result.callID) \(result.output)")
            case .stepFinished(let step): told.append("step \(step.index) over, \(step.toolResults.count) results")
            case .finished(let result): told.append("\(result.ending): \(result.text)")
            default: told.append("\(event)")
            }
        }
        #expect(
            told == [
                "step 0 of guide by test/scripted", "call look", "started look", "progress look \"half\"",
                "finished look text(\"all\")", "step 0 over, 1 results",
                "step 1 of guide by test/scripted", "text Done.", "step 1 over, 0 results", "finished: Done.",
            ])
    }

    @Test func streamingAndNotStreamingGiveEqualRuns() async throws {
        func agent() -> Agent {
            Agent(
                model: TestModel(
                    .calls(call("weather", #"{"city":"Ghent"}"#, id: "1"), call("nothing", id: "2")), .text("Wet.")),
                tools: [Weather()])
        }
        let (whole, streamed) = (try await agent().run("Go"), try await agent().stream("Go").collect())
        #expect(whole.messages == streamed.messages)
        #expect(whole.steps == streamed.steps)
        #expect(whole.usage == streamed.usage)
    }

    @Test func theContextTellsOfTheRun() async throws {
        let model = TestModel(.calls(call("weather", #"{"city":"Ghent"}"#)), .calls(call("look")), .text("Done."))
        let record = Record()
        let look = AnyTool.any("look") { _, context in
            record.note("\(context.runID) \(context.step) \(context.callID) \(context.history.count)")
            return "done"
        }
        _ = try await Agent(model: model, tools: [Weather(), look]).run([.user("Go")], runID: "r1")
        #expect(record.all == ["r1 1 look 4"])
    }

    @Test func anAnswerThatPausedIsContinued() async throws {
        let paused = TestModel.Turn(
            parts: TestModel.Turn.begin + [
                .textStart(id: "0"), .textDelta(id: "0", text: "I search"), .textEnd(id: "0"),
                .finish(FinishReason(.init("paused"), raw: "pause_turn"), tokens(1, 1), ResponseMetadata()),
            ])
        let model = TestModel(paused, .text("Found."))
        let result = try await Agent(model: model).run("Search")
        #expect(model.requests[1].messages == [.user("Search"), .assistant("I search")])
        #expect(result.text == "Found.")
    }

    @Test func callsThatTheProviderRunsAreLeftAlone() async throws {
        let parts: [StreamPart] = [
            .toolCall(ToolCall(id: "s1", name: "web_search", arguments: "{}", isProviderExecuted: true)),
            .toolResult(ToolResult(callID: "s1", name: "web_search", output: "found", isProviderExecuted: true)),
        ]
        let turn = TestModel.Turn(parts: TestModel.Turn.begin + parts + [.finish(.stop, Usage(), ResponseMetadata())])
        let model = TestModel(turn)
        let search = ProviderTool(provider: "test", type: "web_search")
        let result = try await Agent(model: model, tools: [search]).run("Search")
        #expect(result.ending == .finished)
        #expect(result.newMessages.count == 1)
        #expect(model.requests[0].tools == [.provider(search)])
    }

    /// Parsers of dialects hand out no such call; a model that somebody made may.
    @Test func aCallThatWasCutOffIsNotRun() async throws {
        let record = Record()
        let tool = AnyTool.any("write") { _, context in
            record.note(context.callID)
            return "done"
        }
        let turn = TestModel.Turn(
            parts: TestModel.Turn.begin + [
                .toolCall(call("write", "{}", id: "whole")),
                .toolCall(call("write", #"{"text":"Once upon"#, id: "cut")),
                .finish(.length, Usage(), ResponseMetadata()),
            ])
        let model = TestModel(turn, .text("Sorry."))
        let result = try await Agent(model: model, tools: [tool]).run("Write")
        #expect(record.all == ["whole"])
        #expect(
            result.steps[0].toolResults[1].output
                == .error("The call was cut off before its arguments were complete, and was not run."))
        #expect(faults(in: result.messages).isEmpty)
    }

    @Test func callsOfOneIDGetIDsOfTheirOwn() async throws {
        let model = TestModel(
            .calls(call("weather", #"{"city":"A"}"#, id: "x"), call("weather", #"{"city":"B"}"#, id: "x")),
            .calls(call("weather", #"{"city":"C"}"#, id: "")), .text("Done."))
        let result = try await Agent(model: model, tools: [Weather()]).run("Go")
        #expect(faults(in: result.messages).isEmpty)
        #expect(result.steps[0].toolResults.map(\.callID) == ["x", "x#2"])
        #expect(result.steps[1].toolResults.map(\.output) == ["Rain in C."])
    }

    @Test func anEmptyAnswerAddsNothingToTheHistory() async throws {
        let empty = TestModel.Turn(parts: TestModel.Turn.begin + [.finish(.stop, tokens(3, 0), ResponseMetadata())])
        let result = try await Agent(model: TestModel(empty)).run("Hi")
        #expect(result.messages == [.user("Hi")])
        #expect(result.usage == tokens(3, 0))
    }

    @Test func aRunNeedsAMessage() async throws {
        let error = await #expect(throws: AgentError.self) { try await Agent(model: TestModel()).run([]) }
        #expect((error?.underlying as? LanguageModelError)?.code == .misuse)
    }

    @Test func aStreamHasOneConsumer() async throws {
        let stream = Agent(model: TestModel(.text("Hi"))).stream("Hi")
        #expect(try await stream.collect().text == "Hi")
        let error = await #expect(throws: LanguageModelError.self) { try await stream.collect() }
        #expect(error?.code == .misuse)
    }

    @Test func theTextOfAllStepsCanBeRead() async throws {
        let model = TestModel(.calls(call("nothing"), text: "Wait. "), .text("Done."))
        var text = ""
        for try await piece in Agent(model: model).stream("Go").text { text += piece }
        #expect(text == "Wait. Done.")
    }
}
