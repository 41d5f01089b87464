import DialectGenerable
import DialectMCP
import DialectOpenAI
import DialectTesting
import Foundation
import TestSupport
import Testing

struct Forecast: Tool {
    @Generable
    struct Arguments {
        /// In English.
        var city: String
        /// How many days ahead.
        @Guide(.range(0...7))
        var days: Int = 0
    }

    struct Output: Codable, Sendable, ToolOutputConvertible {
        var sky: String
        /// In degrees Celsius.
        var warmest: Double
    }

    let name = "forecast"
    let description = "The weather in a city, today and in the next days."

    func call(arguments: Arguments, context: ToolContext) async throws -> Output {
        context.report(["asking": .string(arguments.city)])
        return Output(sky: "rain", warmest: 11)
    }
}

/// The code of the guide to tools. All that needs nobody else runs.
@Suite("The guide to tools", .throttled) struct ToolExamples {
    private static func call(_ name: String, _ arguments: String = "{}") -> ScriptedTurn {
        [.toolCall(name, arguments: arguments, id: "a")]
    }

    // MARK: Forms

    static func closures(_ archive: @escaping @Sendable (String) async throws -> String) -> ToolSet {
        let dice = ClosureTool("dice", description: "Throws a die.") { (_: NoArguments) in
            "\(Int.random(in: 1...6))"
        }
        let search = AnyTool(
            name: "search", description: "Looks into the archive.",
            inputSchema: [
                "type": "object", "properties": ["words": ["type": "string"]], "required": ["words"],
            ]
        ) { arguments, _ in
            .text(try await archive(arguments["words"]?.stringValue ?? ""))
        }
        let tools: ToolSet = [Forecast(), dice, search, OpenAI.webSearch()]
        return tools
    }

    @Test func allFormsAreCalled() async throws {
        let tools = Self.closures { "Nothing about \($0)." }
        #expect(tools.names == ["forecast", "dice", "search", "web_search"])
        let model = ModelSpy(
            ScriptedModel([
                [
                    .toolCall("forecast", arguments: #"{"city":"Oslo"}"#), .toolCall("dice", arguments: "{}"),
                    .toolCall("search", arguments: #"{"words":"rain"}"#),
                ], "Take a coat.",
            ]))
        let pattern: AgentPattern = [
            .inAnyOrder(
                .toolProgress("forecast", ["asking": "Oslo"]),
                .toolFinished("forecast", output: .json(["sky": "rain", "warmest": 11])), .toolFinished("dice"),
                .toolFinished("search", output: "Nothing about rain.")),
            .anyText, .finished(),
        ]
        let events = try await Agent(model: model, tools: tools).stream("What to wear?").events()
        #expect(pattern.mismatch(in: events) == nil)
    }

    // MARK: How a tool is run

    static func settings() -> ToolSettings {
        let settings = ToolSettings(
            timeout: .seconds(30), isConcurrent: false, strict: true,
            approval: .when { $0["path"]?.stringValue?.hasPrefix("/tmp/") != true }, failure: .endsRun,
            examples: [["path": "/tmp/notes"]])
        return settings
    }

    @Test func approvalDependsOnTheArguments() async throws {
        let delete = ToolSpy("delete", settings: Self.settings()) { _, _ in "gone" }
        let model = ScriptedModel([
            [.toolCall("delete", arguments: #"{"path":"/tmp/a"}"#)],
            [.toolCall("delete", arguments: #"{"path":"/home/b"}"#)],
        ])
        let result = try await Agent(model: model, tools: [delete]).run("Tidy up.")
        #expect(result.ending == .suspended)
        #expect(delete.calls.map(\.arguments) == [["path": "/tmp/a"]])
    }

    // MARK: Approvals

    static func decide(_ agent: Agent, _ suspended: AgentResult) async throws -> AgentResult {
        var state = suspended.state
        for request in state.approvals {
            switch request.call.name {
            case "delete": try state.decide(.deny("Nothing is deleted here."), for: request.call.id)
            case "pay": try state.decide(.approve(editing: ["sum": 10]), for: request.call.id)
            default: try state.decide(.approve, for: request.call.id)
            }
        }
        return try await agent.run(resuming: state)
    }

    static func decideAtOnce(_ agent: Agent) async throws -> AgentResult {
        let result = try await agent.run("Pay the bill.") { request in
            request.call.name == "pay" ? .approve : .deny("Only payments are allowed.")
        }
        return result
    }

    static func question() -> ToolDeclaration {
        let question: ToolDeclaration = .function(
            FunctionTool(
                name: "ask_user", description: "Asks the user, who may take long.",
                inputSchema: [
                    "type": "object", "properties": ["question": ["type": "string"]], "required": ["question"],
                ]))
        return question
    }

    @Test func decisionsAreObeyed() async throws {
        let pay = ToolSpy("pay", settings: ToolSettings(approval: .always)) { _, _ in "paid" }
        let agent = Agent(
            model: ScriptedModel([Self.call("pay", #"{"sum":100}"#), "Paid ten."]), tools: [pay])
        let result = try await Self.decide(agent, try await agent.run("Pay the bill."))
        #expect(result.text == "Paid ten.")
        #expect(pay.calls.map(\.arguments) == [["sum": 10]])
        let other = Agent(model: ScriptedModel([Self.call("pay"), "Paid."]), tools: [pay])
        #expect(try await Self.decideAtOnce(other).text == "Paid.")

        let asking = Agent(
            model: ScriptedModel([Self.call("ask_user", #"{"question":"Who?"}"#), "Thanks."]), tools: [Self.question()])
        var state = try await asking.run("Begin.").state
        #expect(state.approvals.map(\.need) == [.answer])
        try state.decide(.answer("Anna."), for: "a")
        #expect(try await asking.run(resuming: state).text == "Thanks.")
    }

    // MARK: Which tools

    static func steps(_ agent: inout Agent, _ cheaper: any LanguageModel) {
        agent.prepareStep = { plan in
            if plan.index > 0 { plan.model = cheaper }
            plan.tools = plan.tools.only(plan.index == 0 ? ["search"] : ["search", "delete"])
        }
    }

    @Test func toolsOfAStepAreEnforced() async throws {
        let delete = ToolSpy("delete") { _, _ in "gone" }
        let cheaper = ScriptedModel(["Never mind."])
        var agent = Agent(
            model: ScriptedModel([Self.call("delete")]), tools: [delete, ToolSpy("search") { _, _ in "found" }])
        Self.steps(&agent, cheaper)
        #expect(try await agent.run("Tidy up.").text == "Never mind.")
        #expect(delete.calls.isEmpty)
    }

    // MARK: Agents

    static func several(_ model: any LanguageModel, _ other: any LanguageModel) -> Agent {
        let researcher = Agent(name: "researcher", model: other, instructions: "You find things out.")
        let lawyer = Agent(name: "lawyer", model: other, instructions: "You know the law.")
        let desk = Agent(
            model: model, tools: [researcher.asTool(description: "Finds out what is known of a matter.")],
            handoffs: [Handoff(to: lawyer, description: "For questions of law.")])
        return desk
    }

    @Test func agentsWorkTogether() async throws {
        let model = ScriptedModel([
            Self.call("researcher", #"{"prompt":"What is known?"}"#), Self.call("hand_over_to_lawyer"),
        ])
        let result = try await Self.several(model, ScriptedModel(["A lot.", "It is allowed."])).run("May I?")
        #expect(result.text == "It is allowed.")
        #expect(result.state.agents == ["agent", "lawyer"])
    }

    // MARK: MCP

    static func mcp(_ server: MCPServer, _ model: any LanguageModel) async throws -> AgentResult {
        try await withMCPClient(server) { client in
            let theirs = try await client.toolSet(
                prefix: "time", settings: { ToolSettings(approval: $0.hints.isReadOnly == true ? .never : .always) },
                where: { $0.name != "forget" })
            let agent = Agent(model: model, tools: [Forecast()] + theirs)
            return try await agent.run("What time is it in Ghent?")
        }
    }

    static func changing(_ agent: Agent, _ client: MCPClient) -> Agent {
        var agent = agent
        agent.prepareStep = { plan in plan.tools += try await client.toolSet(prefix: "time") }
        return agent
    }

    static func more(_ client: MCPClient) async throws -> [Message] {
        let notes = try await client.read("file:///notes.md").map(\.contentPart)
        let prompt = try await client.prompt("review", arguments: ["language": "Swift"])
        return [.user(notes)] + prompt.messages
    }

    #if canImport(Glibc) || canImport(Musl) || os(macOS)
        static func servers(_ token: @escaping @Sendable () async throws -> String) -> [MCPServer] {
            let time = MCPServer.stdio("uvx", ["mcp-server-time"])
            let docs = MCPServer.http("https://mcp.example/mcp", authorization: { "Bearer \(try await token())" })
            return [time, docs]
        }

        @Test(.timeLimit(.minutes(5))) func aServersToolsAreCalled() async throws {
            let tools =
                #"[{"name":"now","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},"#
                + #"{"name":"forget","inputSchema":{"type":"object"}}]"#
            let script = """
                while IFS= read -r line; do
                    id=${line#*'"id":'}; id=${id%%,*}
                    case $line in
                        *'"initialize"'*) result='{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},\
                "serverInfo":{"name":"sh","version":"1"}}' ;;
                        *'"tools/list"'*) result='{"tools":\(tools)}' ;;
                        *'"tools/call"'*) result='{"content":[{"type":"text","text":"noon"}]}' ;;
                        *) continue ;;
                    esac
                    echo '{"jsonrpc":"2.0","id":'$id',"result":'"$result"'}'
                done
                """
            let model = ModelSpy(ScriptedModel([Self.call("time_now"), "It is noon."]))
            let result = try await Self.mcp(.stdio("sh", ["-c", script]), model)
            #expect(result.text == "It is noon.")
            #expect(result.steps[0].toolResults.map(\.output) == ["noon"])
            #expect(model.requests[0].tools.map(\.name) == ["forecast", "time_now"])
        }
    #endif
}
