/// The instructions and the history in one list, as a model is told them. It grows as the history does: putting it
/// together anew would copy the whole history in every step.
struct Prompt {
    private var instructions: String?
    private var messages: [Message] = []

    /// - Parameter history: What was given before, and what came since.
    mutating func messages(_ instructions: String, _ history: [Message]) -> [Message] {
        if self.instructions == instructions, messages.count <= history.count {
            messages += history[(messages.count - 1)...]
        } else {
            self.instructions = instructions
            messages = [.system(instructions)] + history
        }
        return messages
    }
}
