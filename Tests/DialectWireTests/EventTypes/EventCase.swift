import Testing

/// A few events that show what one type of event does, and the parts that they become.
struct EventCase: Sendable, CustomTestStringConvertible {
    /// The type that the case is about; it occurs in the events.
    let type: String
    /// One event on each line.
    let events: String
    let lines: [String]
    var testDescription: String { type }

    /// A case that shows a whole response.
    init(whole type: String, _ events: String, _ lines: [String]) {
        self.type = type
        self.events = events
        self.lines = lines
    }

    /// A case that shows the events between the first and the last of a response.
    init(_ type: String, finish: String = "stop (completed)", _ events: String, _ lines: [String]) {
        self.type = type
        self.events = ParsedStream.framed(events)
        self.lines = ["start resp_1"] + lines + ["finish \(finish)"]
    }
}

/// Every type of event of the Responses API known in November 2026, and what some vendors add.
enum EventTypes {
    static let documented =
        [
            "created", "queued", "in_progress", "completed", "failed", "incomplete", "output_item.added",
            "output_item.done", "content_part.added", "content_part.done", "output_text.delta", "output_text.done",
            "output_text.annotation.added", "refusal.delta", "refusal.done", "reasoning_text.delta",
            "reasoning_text.done", "reasoning_summary_part.added", "reasoning_summary_part.done",
            "reasoning_summary_text.delta", "reasoning_summary_text.done", "function_call_arguments.delta",
            "function_call_arguments.done", "custom_tool_call_input.delta", "custom_tool_call_input.done",
            "mcp_call_arguments.delta", "mcp_call_arguments.done", "mcp_call.in_progress", "mcp_call.completed",
            "mcp_call.failed", "mcp_list_tools.in_progress", "mcp_list_tools.completed", "mcp_list_tools.failed",
            "web_search_call.in_progress", "web_search_call.searching", "web_search_call.completed",
            "file_search_call.in_progress", "file_search_call.searching", "file_search_call.completed",
            "code_interpreter_call.in_progress", "code_interpreter_call.interpreting",
            "code_interpreter_call.completed", "code_interpreter_call_code.delta", "code_interpreter_call_code.done",
            "image_generation_call.in_progress", "image_generation_call.generating",
            "image_generation_call.partial_image", "image_generation_call.completed", "shell_call_command.added",
            "shell_call_command.delta", "shell_call_command.done", "shell_call_output_content.delta",
            "shell_call_output_content.done", "apply_patch_call_operation_diff.delta",
            "apply_patch_call_operation_diff.done", "audio.delta", "audio.done", "audio.transcript.delta",
            "audio.transcript.done", "compaction.compacting", "steer.accepted", "steer.pending", "steer.failed",
        ].map { "response.\($0)" } + ["error"]

    static let vendors = [
        "response.done", "response.error", "response.metadata", "codex.rate_limits", "keepalive", "[DONE]",
    ]

    static let all = documented + vendors

    static let cases = lifecycle + text + reasoning + clientTools + providerTools + extras
}
