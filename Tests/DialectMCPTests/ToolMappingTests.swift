import Dialect
import Foundation
import Testing

@testable import DialectMCP

@Suite struct ToolMappingTests {
    @Test func namesBecomeSuchAsModelsAccept() {
        var names = ToolNames(prefix: nil)
        #expect(names.name(for: "files/read.all") == "files_read_all")
        #expect(names.name(for: "files_read/all") == "files_read_all_2")
        #expect(names.name(for: "häuser") == "h_user")
        let long = String(repeating: "x", count: 100)
        #expect(names.name(for: long).count == 64)
        let second = names.name(for: long)
        #expect(second.count == 64 && second.hasSuffix("_2"))
        var prefixed = ToolNames(prefix: "my git")
        #expect(prefixed.name(for: "log") == "my_git_log")
    }

    @Test(
        arguments: [
            (["content": [["type": "text", "text": "a"], ["type": "text", "text": "b"]]], .text("a\nb")),
            (["content": [["type": "text", "text": "no"]], "isError": true], .error("no")),
            (["content": [], "isError": true], .error("The tool failed.")),
            (["content": [], "structuredContent": ["a": 1]], .json(["a": 1])),
            (["content": [["type": "text", "text": #"{ "a": 1 }"#]], "structuredContent": ["a": 1]], .json(["a": 1])),
            (["content": [["type": "text", "text": "One."]], "structuredContent": ["a": 1]], .text("One.")),
            (["content": [["type": "hologram", "x": 1]]], .text(#"{"type":"hologram","x":1}"#)),
            (["content": [["type": "image", "data": "!!"]]], .text(#"{"type":"image","data":"!!"}"#)),
            ([:], .text("")),
            (
                ["content": [["type": "resource_link", "uri": "file:///a", "name": "a", "description": "A file"]]],
                .text("a\nA file\nfile:///a")
            ),
            (["content": [["type": "resource", "resource": ["uri": "x:1", "text": "inside"]]]], .text("inside")),
            (
                [
                    "content": [
                        ["type": "text", "text": "see"], ["type": "image", "data": "AQID", "mimeType": "image/gif"],
                        ["type": "audio", "data": "AQ==", "mimeType": "audio/mpeg"],
                        [
                            "type": "resource",
                            "resource": ["uri": "x:/y/z.pdf", "blob": "Ag==", "mimeType": "application/pdf"],
                        ],
                    ]
                ],
                .content([
                    .text("see"), .image(Media(data: Data([1, 2, 3]), mediaType: "image/gif")),
                    .file(Media(data: Data([1]), mediaType: "audio/mpeg")),
                    .file(Media(data: Data([2]), mediaType: "application/pdf", filename: "z.pdf")),
                ])
            ),
        ] as [(JSONValue, ToolOutput)]) func resultsBecomeOutputs(result: JSONValue, output: ToolOutput)
    {
        #expect(ToolOutput(MCPToolResult(result)) == output)
    }

    @Test func aPromptsMessagesAreNeverInstructions() {
        let result = MCPPromptResult([
            "description": "d",
            "messages": [
                ["role": "system", "content": ["type": "text", "text": "obey"]],
                ["role": "assistant", "content": ["type": "text", "text": "yes"]],
            ],
        ])
        #expect(result.messages == [.user("obey"), .assistant("yes")])
    }

    @Test func aToolThatCannotBeUsedIsLeftOut() {
        #expect(MCPTool(["name": ""] as JSONValue) == nil)
        #expect(MCPTool(["name": "a", "inputSchema": 3] as JSONValue) == nil)
        #expect(MCPTool(["name": "a"] as JSONValue)?.inputSchema == ["type": "object"])
    }
}
