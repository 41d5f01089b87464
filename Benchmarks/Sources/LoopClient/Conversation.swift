import Dialect

/// A conversation in which the model calls a tool in every turn but the last, with a result of 2 KB for each call.
///
/// The texts are made of words and numbers by a fixed seed: about as repetitive as schemas and records are, so that
/// compression has neither nothing nor everything to do.
struct Conversation: Sendable {
    private static let resultSize = 2048
    private let instructions: String
    private let tools: [ToolDeclaration]

    /// - Parameter settingsSize: The bytes of tools and instructions, a fifth of them instructions.
    init(settingsSize: Int) {
        var text = FixedText(seed: 1)
        instructions = text.prose(ofSize: settingsSize / 5)
        var tools: [ToolDeclaration] = []
        var size = 0
        while size < settingsSize - settingsSize / 5 {
            let tool = Self.tool(number: tools.count, &text)
            // Its name, description and schema, and the words around them.
            size += tool.name.utf8.count + (tool.description?.utf8.count ?? 0) + 53
            size += tool.inputSchema.jsonBytes().count
            tools.append(.function(tool))
        }
        self.tools = tools
    }

    /// - Returns: How many turns there were.
    func run(with model: some LanguageModel, headers: [String: String]) async throws -> Int {
        var text = FixedText(seed: 2)
        var request = ModelRequest(
            messages: [.system(instructions), .user("Look all records up.")], tools: tools, headers: headers)
        var turns = 0
        while true {
            let response = try await model.generate(request)
            turns += 1
            request.messages.append(response.message)
            guard let call = response.toolCalls.first else { return turns }
            let output = ToolOutput.text(text.records(ofSize: Self.resultSize))
            request.messages.append(.tool([ToolResult(for: call, output: output)]))
        }
    }

    private static func tool(number: Int, _ text: inout FixedText) -> FunctionTool {
        var properties = JSONObject()
        for _ in 0..<4 {
            properties[text.word() + "_" + text.word()] = [
                "type": "string", "description": .string(text.prose(ofSize: 60)),
            ]
        }
        return FunctionTool(
            name: "lookup_\(number)", description: text.prose(ofSize: 200),
            inputSchema: ["type": "object", "properties": .object(properties), "additionalProperties": false])
    }
}
