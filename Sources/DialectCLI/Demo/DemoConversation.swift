import Dialect

/// What one run of the conversation cost.
struct DemoRun {
    let name: String
    var turns = 0
    var bytesSent = 0
    var connections = 0
    /// From each request to its first part of content.
    var timesToFirstPart: [Duration] = []
    /// All that was said, to compare runs.
    var transcript: [Message] = []

    var meanTimeToFirstPart: Duration {
        timesToFirstPart.reduce(.zero, +) / max(timesToFirstPart.count, 1)
    }
}

/// A user, a model and two tools: the loop that every agent is.
struct DemoConversation {
    let model: any LanguageModel

    func play(named name: String) async throws -> DemoRun {
        var run = DemoRun(name: name)
        var request = ModelRequest(messages: [.system(DemoScript.instructions)], tools: DemoScript.tools)
        for question in DemoScript.questions {
            Terminal.line("\nYou: \(question)")
            request.messages.append(.user(question))
            while true {
                let response = try await turn(request, &run)
                request.messages.append(response.message)
                guard !response.toolCalls.isEmpty else { break }
                request.messages.append(.tool(response.toolCalls.map(answer)))
            }
        }
        run.transcript = request.messages.map { Message(role: $0.role, content: [.text($0.text)]) }
        return run
    }

    /// One request: streams the answer to the terminal as it comes.
    private func turn(_ request: ModelRequest, _ run: inout DemoRun) async throws -> ModelResponse {
        let start = ContinuousClock.now
        var collector = ResponseCollector()
        var firstPart: Duration?
        for try await part in model.stream(request) {
            collector.append(part)
            switch part {
            case .textStart: Terminal.write("Model: ")
            case .textDelta(_, let text): Terminal.write(text)
            case .textEnd: Terminal.line()
            case .toolCall(let call): Terminal.line("  ⚙ \(call.name)(\(call.arguments))")
            default: break
            }
            if firstPart == nil, part.isContent { firstPart = .now - start }
        }
        run.turns += 1
        if let firstPart { run.timesToFirstPart.append(firstPart) }
        return try collector.response()
    }

    /// Runs a tool.
    private func answer(_ call: ToolCall) -> ToolResult {
        guard let arguments = try? call.argumentsJSON, let output = DemoScript.output(of: call.name, arguments) else {
            return ToolResult(for: call, output: .error("There is no tool \(call.name) that takes \(call.arguments)."))
        }
        return ToolResult(for: call, output: .json(output))
    }
}

extension StreamPart {
    /// Whether it is something to see, after the head of the response.
    fileprivate var isContent: Bool {
        switch self {
        case .responseMetadata, .warning: false
        default: true
        }
    }
}
