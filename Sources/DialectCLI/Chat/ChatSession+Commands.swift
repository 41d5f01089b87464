import Dialect

extension ChatSession {
    /// Does what a line asks for that is not for the model.
    mutating func perform(_ command: ChatInput) async {
        switch command {
        case .help: screen.note(ChatInput.helpText, .plain)
        case .tools: await listTools()
        case .clear:
            conversation = Conversation()
            screen.note("A new conversation.")
        case .model(nil): screen.note("Chatting with \(choice.id).")
        case .model(let name?): change(to: ChatModels.id(name, besides: choice.id))
        case .save(let path): await save(path)
        case .load(let path): await load(path)
        case .mistake(let text): screen.note(text, .warning)
        case .nothing, .say, .quit: break
        }
    }

    private mutating func change(to id: ModelID) {
        do {
            choice = try setup.models.choice(id)
            screen.note("Chatting with \(id).")
            reportLosses()
        } catch {
            screen.note("\(error)", .failure)
        }
    }

    /// Tells what of the conversation the model will not get as it is.
    private func reportLosses() {
        let report = HandoverReport(conversation.messages, for: choice.destination)
        for line in report.lines { screen.note("Of the conversation, \(line).", .warning) }
    }

    private func save(_ path: String) async {
        do {
            try await ConversationFile.save(conversation, to: path)
            screen.note("Saved \(conversation.messages.count) messages to \(path).")
        } catch {
            screen.note("\(error)", .failure)
        }
    }

    private mutating func load(_ path: String) async {
        do {
            let loaded = try await ConversationFile.load(path)
            guard loaded.openCalls.isEmpty else {
                throw CommandFailure("\(path) ends with calls of tools that have no result; it was not loaded.")
            }
            conversation = loaded
            screen.note("Loaded \(loaded.messages.count) messages from \(path).")
            reportLosses()
        } catch {
            screen.note("\(error)", .failure)
        }
    }

    private func listTools() async {
        let (tools, problems) = await setup.tools.current()
        for problem in problems { screen.note(problem, .warning) }
        guard !tools.isEmpty else { return screen.note("There are no tools.") }
        for name in tools.names {
            guard let tool = tools[name] else { continue }
            let asks = tool.settings.approval.isAlways && !setup.approver.allows(name)
            let first = tool.description.split(whereSeparator: \.isNewline).first ?? ""
            screen.note("\(name)\(asks ? " (asks)" : ""): \(first.prefix(100))", .plain)
        }
    }
}

extension ToolSettings.Approval {
    fileprivate var isAlways: Bool { if case .always = self { true } else { false } }
}
