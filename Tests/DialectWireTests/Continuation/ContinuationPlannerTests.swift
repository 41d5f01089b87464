import Dialect
import DialectWire
import Testing

/// How much of a conversation is sent to a connection that has seen some of it.
@Suite struct ContinuationPlannerTests {
    private static let question: [Message] = [.system("Be brief."), .user("Weather?")]
    /// What the server answered to the question, as it sent it.
    private static let answer: [JSONValue] = [
        ["id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": "e"],
        [
            "id": "fc_1", "type": "function_call", "status": "completed", "call_id": "call_1", "name": "f",
            "arguments": "{}",
        ],
    ]
    private static let answered = Message(
        role: .assistant,
        content: answer.map { item in
            .providerItem(ProviderItem(provider: "openai", type: item["type"]?.stringValue ?? "", json: item))
        })
    private static let result = Message.tool([ToolResult(callID: "call_1", name: "f", output: "sun")])

    private static func memory(
        of request: ModelRequest = ModelRequest(messages: question), output: [JSONValue] = answer,
        isWarmUp: Bool = false
    ) throws -> ResponsesLaneMemory {
        ResponsesLaneMemory(
            responseID: "resp_1", request: try request.encoded(), output: output, isWarmUp: isWarmUp)
    }

    private static func request(_ messages: [Message], _ change: (inout ModelRequest) -> Void = { _ in })
        -> ModelRequest
    {
        var request = ModelRequest(messages: messages)
        change(&request)
        return request
    }

    struct Turn: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var messages: [Message]
        var change: @Sendable (inout ModelRequest) -> Void = { _ in }
        var plan: ContinuationPlanner.Plan
    }

    private static let whole = question + [answered, result]
    private static let continued = ContinuationPlanner.Plan.incremental(previousResponseID: "resp_1", firstNewItem: 4)

    static let turns = [
        Turn(testDescription: "the answer to a tool call", messages: whole, plan: continued),
        Turn(testDescription: "a caller who sends all of it", messages: whole + [.user("And Rome?")], plan: continued),
        Turn(
            testDescription: "settings of one turn",
            messages: whole,
            change: {
                $0.options.temperature = 0.5
                $0.options.maxOutputTokens = 10
                $0.options.parallelToolCalls = true
                $0.toolChoice = ToolChoice.none
                $0.providerOptions[raw: "openai"] = ["metadata": ["a": "b"], "serviceTier": "flex"]
            }, plan: continued),
        Turn(
            testDescription: "an edited question",
            messages: [.system("Be brief."), .user("Whether?"), answered, result], plan: .full(.firstTurn)),
        Turn(testDescription: "a lost beginning", messages: Array(whole.dropFirst()), plan: .full(.firstTurn)),
        Turn(
            testDescription: "other words for the model",
            messages: question + [.assistant("Sun"), .user("And Rome?")], plan: .full(.historyEdited)),
        Turn(
            testDescription: "another conversation under the same instructions",
            messages: [.system("Be brief."), .user("Hi"), .assistant("Hi"), .user("Weather?")],
            plan: .full(.firstTurn)),
        Turn(
            testDescription: "another conversation with other tools", messages: [.system("Be brief."), .user("Hi")],
            change: { $0.tools = [.function(FunctionTool(name: "g", inputSchema: [:]))] }, plan: .full(.firstTurn)),
        Turn(testDescription: "an answer left out", messages: question + [result], plan: .full(.historyEdited)),
        Turn(testDescription: "a shorter conversation", messages: question, plan: .full(.historyEdited)),
        Turn(testDescription: "another short conversation", messages: [.user("Hi")], plan: .full(.firstTurn)),
        Turn(testDescription: "nothing new", messages: question + [answered], plan: .full(.nothingNew)),
        Turn(
            testDescription: "another tool", messages: whole,
            change: { $0.tools = [.function(FunctionTool(name: "g", inputSchema: [:]))] }, plan: .full(.toolsChanged)),
        Turn(
            testDescription: "other instructions", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["instructions": "Be long."] },
            plan: .full(.instructionsChanged)),
        Turn(
            testDescription: "other instructions and tools", messages: whole,
            change: {
                $0.providerOptions[raw: "openai"] = ["instructions": "Be long."]
                $0.tools = [.function(FunctionTool(name: "g", inputSchema: [:]))]
            }, plan: .full(.instructionsChanged)),
        Turn(
            testDescription: "an answer that is kept no more", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["store": false] }, plan: .full(.settingsChanged)),
        Turn(
            testDescription: "another output format", messages: whole, change: { $0.outputFormat = .json },
            plan: .full(.settingsChanged)),
        Turn(
            testDescription: "another effort", messages: whole, change: { $0.options.reasoningEffort = .high },
            plan: .full(.settingsChanged)),
        Turn(
            testDescription: "another field of the body", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["extraBody": ["zeta": 1]] }, plan: .full(.settingsChanged)),
        Turn(
            testDescription: "a caller who chains", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["previousResponseID": "resp_7"] },
            plan: .full(.callerChained)),
        Turn(
            testDescription: "a conversation on the server", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["conversationID": "conv_1"] }, plan: .full(.callerChained)),
        Turn(
            testDescription: "a caller who chains by hand", messages: whole,
            change: { $0.providerOptions[raw: "openai"] = ["extraBody": ["previous_response_id": "resp_7"]] },
            plan: .full(.callerChained)),
    ]

    @Test(arguments: turns) func plansATurn(_ turn: Turn) throws {
        let request = try Self.request(turn.messages, turn.change).encoded()
        #expect(ContinuationPlanner.plan(request, memory: try Self.memory()) == turn.plan)
    }

    @Test func aFirstTurnIsWhole() throws {
        let request = try Self.request(Self.question).encoded()
        #expect(ContinuationPlanner.plan(request, memory: nil) == .full(.firstTurn))
    }

    @Test func anotherModelIsAnotherConversation() throws {
        let request = try ResponsesRequestEncoder().encode(ModelRequest(messages: Self.whole), model: "m2")
        #expect(ContinuationPlanner.plan(request, memory: try Self.memory()) == .full(.modelChanged))
    }

    @Test func aWarmUpIsContinuedByItsOwnInput() throws {
        let memory = try Self.memory(output: [], isWarmUp: true)
        let same = try Self.request(Self.question).encoded()
        let plan = ContinuationPlanner.plan(same, memory: memory)
        #expect(plan == .incremental(previousResponseID: "resp_1", firstNewItem: 2))
        let other = try Self.request([.user("Hi")]).encoded()
        #expect(ContinuationPlanner.plan(other, memory: memory) == .full(.firstTurn))
        let answeredAlready = try Self.memory(output: [])
        #expect(ContinuationPlanner.plan(same, memory: answeredAlready) == .full(.nothingNew))
    }

    @Test func onlyNewItemsAreSent() throws {
        let request = try Self.request(Self.whole).encoded()
        guard case .incremental(let id, let first) = ContinuationPlanner.plan(request, memory: try Self.memory()) else {
            Issue.record("The turn continues what the lane has seen")
            return
        }
        let event = request.createEvent(items: request.input[first...], previousResponseID: id)
        #expect(
            String(decoding: event, as: UTF8.self)
                == #"{"input":[{"type":"function_call_output","call_id":"call_1","output":"sun"}],"model":"m","previous_response_id":"resp_1","type":"response.create"}"#
        )
    }

    @Test func aMemoryKnowsWhetherTheServerKeepsTheResponse() throws {
        let extra = try ModelRequest(messages: Self.question).with { $0.extraBody = ["store": false] }
        let option = try ModelRequest(messages: Self.question).with { $0.store = false }
        let both = try ModelRequest(messages: Self.question).with {
            $0.store = false
            $0.extraBody = ["store": true]
        }
        #expect(try Self.memory().isStored)
        #expect(try Self.memory(of: both).isStored)
        #expect(try !Self.memory(of: option).isStored)
        #expect(try !Self.memory(of: extra).isStored)
        #expect(try Self.memory().itemCount == 4)
    }

    /// What the caller continued is behind the answer too, and not in a request that names nothing to continue.
    @Test(
        arguments: [["previousResponseID": "resp_0"], ["extraBody": ["previous_response_id": "resp_0"]]] as [JSONValue])
    func whatTheCallerChainedIsNotContinuedUnasked(_ options: JSONValue) throws {
        let chained = Self.request(Self.question) { $0.providerOptions[raw: "openai"] = options }
        let next = try Self.request(Self.whole).encoded()
        #expect(ContinuationPlanner.plan(next, memory: try Self.memory(of: chained)) == .full(.firstTurn))
        #expect(ContinuationPlanner.plan(try chained.encoded(), memory: nil) == .full(.callerChained))
    }

    @Test func aPlanTellsHowManyItemsAreKnown() {
        #expect(Self.continued.knownItems == 4)
        #expect(ContinuationPlanner.Plan.full(.forked).knownItems == 0)
    }

    // MARK: Reasoning that nobody stores

    @Test func reasoningThatWasNeverKeptIsNotExpected() throws {
        let output: [JSONValue] = [
            ["id": "rs_1", "type": "reasoning", "summary": []],
            [
                "id": "msg_1", "type": "message", "role": "assistant",
                "content": [["type": "output_text", "text": "Sun"]],
            ],
        ]
        let question = try ModelRequest(messages: Self.question).with { $0.store = false }
        let memory = try Self.memory(of: question, output: output)
        let next = try ModelRequest(messages: Self.question + [.assistant("Sun"), .user("And Rome?")])
            .with { $0.store = false }.encoded()
        #expect(
            ContinuationPlanner.plan(next, memory: memory)
                == .incremental(previousResponseID: "resp_1", firstNewItem: 3))
        // A server that stores knows the reasoning, so a conversation without it is another one.
        let stored = try Self.memory(output: output)
        let nextStored = try Self.request(Self.question + [.assistant("Sun"), .user("And Rome?")]).encoded()
        #expect(ContinuationPlanner.plan(nextStored, memory: stored) == .full(.historyEdited))
    }

    // MARK: Fingerprints

    @Test(arguments: [
        (
            #"{"role":"user","content":"Hi"}"#,
            #"{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}"#
        ),
        (
            #"{"type":"message","role":"assistant","content":"Hi"}"#,
            #"{"id":"msg_1","type":"message","status":"completed","role":"assistant","phase":"final","content":[{"type":"output_text","text":"Hi","annotations":[{"type":"url_citation"}],"logprobs":[]}]}"#
        ),
        (
            #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
            #"{"arguments":"{}","call_id":"c","name":"f","type":"function_call","id":"fc_1","status":"completed","namespace":null}"#
        ),
        (
            #"{"type":"reasoning","encrypted_content":"e"}"#,
            #"{"id":"rs_1","type":"reasoning","summary":[],"content":[],"encrypted_content":"e","status":null}"#
        ),
    ])
    func whatTheServerAddsMeansNothing(sent: String, received: String) throws {
        #expect(
            ResponsesItemFingerprint(try JSONValue(parsing: sent))
                == ResponsesItemFingerprint(try JSONValue(parsing: received)))
    }

    @Test(arguments: [
        (#"{"role":"user","content":"Hi"}"#, #"{"role":"user","content":"Hi!"}"#),
        (#"{"role":"user","content":"Hi"}"#, #"{"role":"system","content":"Hi"}"#),
        (#"{"role":"user","content":"Hi"}"#, #"{"role":"user","content":[{"type":"refusal","text":"Hi"}]}"#),
        (
            #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
            #"{"type":"function_call","call_id":"d","name":"f","arguments":"{}"}"#
        ),
        (
            #"{"type":"function_call_output","call_id":"c","output":"a"}"#,
            #"{"type":"function_call_output","call_id":"c","output":"b"}"#
        ),
        (
            #"{"type":"apply_patch_call_output","call_id":"c","status":"completed","output":""}"#,
            #"{"type":"apply_patch_call_output","call_id":"c","status":"failed","output":""}"#
        ),
        (
            #"{"type":"reasoning","encrypted_content":"e"}"#, #"{"type":"reasoning","encrypted_content":"f"}"#
        ),
        (#"{"type":"item_reference","id":"msg_1"}"#, #"{"type":"item_reference","id":"msg_2"}"#),
        (#"{"type":"reasoning","id":"rs_1","summary":[]}"#, #"{"type":"reasoning","id":"rs_2","summary":[]}"#),
    ])
    func whatSaysSomethingElseDiffers(one: String, other: String) throws {
        #expect(
            ResponsesItemFingerprint(try JSONValue(parsing: one))
                != ResponsesItemFingerprint(try JSONValue(parsing: other)))
    }
}
