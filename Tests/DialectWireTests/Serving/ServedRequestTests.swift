import Dialect
import DialectWire
import Foundation
import Testing

/// What a model behind a server gets to see of a request, whichever dialect it comes in.
@Suite("Requests in every dialect")
struct ServedRequestTests {
    static let requests: [(dialect: any ServedDialect, path: String, body: String)] = [
        (
            ChatCompletionsServer(), "/v1/chat/completions",
            """
            {"model":"m","max_completion_tokens":50,"temperature":0.5,"stop":"END","tool_choice":"required","messages":[
             {"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Look."},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
             {"role":"assistant","content":"I look.","tool_calls":[
              {"id":"a","type":"function","function":{"name":"find","arguments":"{\\"x\\":1}"}},
              {"id":"b","type":"function","function":{"name":"find","arguments":"{\\"x\\":2}"}}]},
             {"role":"tool","tool_call_id":"a","content":"one"},{"role":"tool","tool_call_id":"b","content":"two"}],
             "tools":[{"type":"function","function":{"name":"find","description":"Finds.","parameters":
              {"type":"object","properties":{"x":{"type":"integer"}}}}}]}
            """
        ),
        (
            MessagesServer(), "/v1/messages",
            """
            {"model":"m","max_tokens":50,"temperature":0.5,"stop_sequences":["END"],"tool_choice":{"type":"any"},
             "system":[{"type":"text","text":"Be brief."}],"messages":[
             {"role":"user","content":[{"type":"text","text":"Look."},
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]},
             {"role":"assistant","content":[{"type":"text","text":"I look."},
              {"type":"tool_use","id":"a","name":"find","input":{"x":1}},
              {"type":"tool_use","id":"b","name":"find","input":{"x":2}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"one"},
              {"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"two"}]}]}],
             "tools":[{"name":"find","description":"Finds.","input_schema":
              {"type":"object","properties":{"x":{"type":"integer"}}}}]}
            """
        ),
        (
            GenerateContentServer(), "/v1beta/models/m:generateContent",
            """
            {"generationConfig":{"maxOutputTokens":50,"temperature":0.5,"stopSequences":["END"]},
             "toolConfig":{"functionCallingConfig":{"mode":"ANY"}},
             "systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[
             {"role":"user","parts":[{"text":"Look."},{"inlineData":{"mimeType":"image/png","data":"aGk="}}]},
             {"role":"model","parts":[{"text":"I look."},{"functionCall":{"id":"a","name":"find","args":{"x":1}}},
              {"functionCall":{"id":"b","name":"find","args":{"x":2}}}]},
             {"role":"user","parts":[{"functionResponse":{"id":"a","name":"find","response":{"output":"one"}}},
              {"functionResponse":{"id":"b","name":"find","response":{"result":"two"}}}]}],
             "tools":[{"functionDeclarations":[{"name":"find","description":"Finds.","parameters":
              {"type":"OBJECT","properties":{"x":{"type":"INTEGER"}}}}]}]}
            """
        ),
        (
            ConverseServer(), "/model/m/converse",
            """
            {"inferenceConfig":{"maxTokens":50,"temperature":0.5,"stopSequences":["END"]},
             "system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],"messages":[
             {"role":"user","content":[{"text":"Look."},{"image":{"format":"png","source":{"bytes":"aGk="}}}]},
             {"role":"assistant","content":[{"text":"I look."},
              {"toolUse":{"toolUseId":"a","name":"find","input":{"x":1}}},
              {"toolUse":{"toolUseId":"b","name":"find","input":{"x":2}}}]},
             {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"one"}]}},
              {"toolResult":{"toolUseId":"b","content":[{"text":"two"}]}}]}],
             "toolConfig":{"toolChoice":{"any":{}},"tools":[{"toolSpec":{"name":"find","description":"Finds.",
              "inputSchema":{"json":{"type":"object","properties":{"x":{"type":"integer"}}}}}}]}}
            """
        ),
        (
            CohereServer(), "/v2/chat",
            """
            {"model":"m","max_tokens":50,"temperature":0.5,"stop_sequences":["END"],"tool_choice":"REQUIRED","messages":[
             {"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Look."},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
             {"role":"assistant","content":[{"type":"text","text":"I look."}],"tool_calls":[
              {"id":"a","type":"function","function":{"name":"find","arguments":"{\\"x\\":1}"}},
              {"id":"b","type":"function","function":{"name":"find","arguments":"{\\"x\\":2}"}}]},
             {"role":"tool","tool_call_id":"a","content":"one"},
             {"role":"tool","tool_call_id":"b","content":[{"type":"text","text":"two"}]}],
             "tools":[{"type":"function","function":{"name":"find","description":"Finds.","parameters":
              {"type":"object","properties":{"x":{"type":"integer"}}}}}]}
            """
        ),
    ]

    @Test("say the same", arguments: requests.indices)
    func saySame(_ index: Int) throws {
        let (dialect, path, body) = Self.requests[index]
        let target = try #require(dialect.target(of: ServedPlace(path: path)))
        let request = try dialect.decode(bytes: Array(body.utf8), at: target)
        #expect(request.model == "m")
        #expect(!request.isStreaming)
        let tool = FunctionTool(
            name: "find", description: "Finds.",
            inputSchema: ["type": "object", "properties": ["x": ["type": "integer"]]])
        let expected = ModelRequest(
            messages: [
                .system("Be brief."),
                .user([.text("Look."), .image(Media(data: Data("hi".utf8), mediaType: "image/png"))]),
                Message(
                    role: .assistant,
                    content: [
                        .text("I look."), .toolCall(ToolCall(id: "a", name: "find", arguments: #"{"x":1}"#)),
                        .toolCall(ToolCall(id: "b", name: "find", arguments: #"{"x":2}"#)),
                    ]),
                .tool([
                    ToolResult(callID: "a", name: "find", output: "one"),
                    ToolResult(callID: "b", name: "find", output: "two"),
                ]),
            ],
            tools: [.function(tool)], toolChoice: .required,
            options: GenerationOptions(maxOutputTokens: 50, temperature: 0.5, stopSequences: ["END"]))
        #expect(request.request == expected)
    }

    @Test func matchCallsWithoutIDsByName() throws {
        let body = """
            {"contents":[{"role":"model","parts":[{"functionCall":{"name":"a"}},{"functionCall":{"name":"b"}},
             {"functionCall":{"name":"a"}}]},{"role":"user","parts":[
             {"functionResponse":{"name":"b","response":{"error":"no"}}},
             {"functionResponse":{"name":"a","response":{"x":1}}},
             {"functionResponse":{"name":"a","response":{"output":[1]}}}]}]}
            """
        let request = try GenerateContentServer().decode(bytes: Array(body.utf8), at: ServedTarget(model: "m"))
        let parts = request.request.messages.flatMap(\.content)
        let calls = parts.compactMap { if case .toolCall(let call) = $0 { call } else { nil } }
        let results = parts.compactMap { if case .toolResult(let result) = $0 { result } else { nil } }
        #expect(results.map(\.callID) == [calls[1].id, calls[0].id, calls[2].id])
        #expect(results.map(\.output) == [.error("no"), .json(["x": 1]), .json([1])])
    }

    @Test("are known by their path")
    func knowPlaces() {
        func target(_ path: String) -> ServedTarget? {
            Self.requests.lazy.compactMap { $0.dialect.target(of: ServedPlace(path: path)) }.first
        }
        #expect(target("/openai/deployments/my%20gpt/chat/completions") == ServedTarget(model: "my gpt"))
        #expect(
            target("/v1/projects/p/locations/l/publishers/anthropic/models/claude:streamRawPredict")
                == ServedTarget(model: "claude", isStreaming: true))
        #expect(target("/model/us.a.b-v1%3A0/converse-stream") == ServedTarget(model: "us.a.b-v1:0", isStreaming: true))
        #expect(target("/v1beta/models/g:embedContent") == nil)
        #expect(target("/v1/messages/batches") == nil)
        #expect(target("/converse") == nil)
    }
}
