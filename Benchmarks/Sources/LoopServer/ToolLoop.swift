import Dialect
import DialectSimulator

/// A model that calls a tool until it has nineteen results, and then answers: twenty turns.
enum ToolLoop {
    private static let results = 19

    static let model = ScriptedModel { request in
        let count = request.messages.count { $0.role == .tool }
        guard count < results else { return "All of them were looked up." }
        return [.toolCall("lookup_0", arguments: #"{"query":"record \#(count)","limit":10}"#)]
    }
}
