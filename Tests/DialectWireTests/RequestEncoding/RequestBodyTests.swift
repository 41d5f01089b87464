import Dialect
import DialectWire
import Testing

/// Whole bodies, byte for byte.
@Suite struct RequestBodyTests {
    @Test func aPromptIsTheLeast() throws {
        #expect(
            try ModelRequest("Hi").body()
                == #"{"input":[{"type":"message","role":"user","content":"Hi"}],"model":"m","stream":false}"#)
        #expect(
            try ModelRequest("Hi").body(stream: true)
                == #"{"input":[{"type":"message","role":"user","content":"Hi"}],"model":"m","stream":true}"#)
    }

    @Test func everyGenerationOption() throws {
        var request = ModelRequest("Hi")
        request.options = GenerationOptions(
            maxOutputTokens: 100, temperature: 0.5, topP: 1, reasoningEffort: .low, parallelToolCalls: false)
        #expect(
            try request.body()
                == #"{"input":[{"type":"message","role":"user","content":"Hi"}],"max_output_tokens":100,"model":"m","#
                + #""parallel_tool_calls":false,"reasoning":{"effort":"low"},"stream":false,"temperature":0.5,"top_p":1}"#
        )
    }

    @Test func everyProviderOption() throws {
        let request = try ModelRequest("Hi").with {
            $0.store = false
            $0.previousResponseID = "resp_0"
            $0.conversationID = "conv_1"
            $0.instructions = "Be brief."
            $0.include = [.encryptedReasoning, .webSearchSources]
            $0.serviceTier = .flex
            $0.reasoningSummary = .auto
            $0.verbosity = .low
            $0.truncation = .auto
            $0.promptCacheKey = "key"
            $0.promptCacheRetention = "24h"
            $0.safetyIdentifier = "user-7"
            $0.maxToolCalls = 3
            $0.topLogprobs = 2
            $0.metadata = ["b": "2", "a": "1"]
            $0.extraBody = ["zeta": [1, nil], "model": "other"]
        }
        #expect(
            try request.body()
                == #"{"conversation":"conv_1","include":["reasoning.encrypted_content","web_search_call.action.sources"],"#
                + #""input":[{"type":"message","role":"user","content":"Hi"}],"instructions":"Be brief.","#
                + #""max_tool_calls":3,"metadata":{"a":"1","b":"2"},"model":"other","previous_response_id":"resp_0","#
                + #""prompt_cache_key":"key","prompt_cache_retention":"24h","reasoning":{"summary":"auto"},"#
                + #""safety_identifier":"user-7","service_tier":"flex","store":false,"stream":false,"#
                + #""text":{"verbosity":"low"},"top_logprobs":2,"truncation":"auto","zeta":[1,null]}"#)
    }

    @Test func effortAndSummaryShareAField() throws {
        var request = try ModelRequest("Hi").with { $0.reasoningSummary = .detailed }
        request.options.reasoningEffort = .high
        #expect(try request.body().contains(#""reasoning":{"effort":"high","summary":"detailed"}"#))
    }

    @Test func extraFieldsNeverDoubleThoseOfTheTransport() throws {
        let request = try ModelRequest("Hi").with {
            $0.extraBody = [
                "stream": true, "type": "x", "input": [], "previous_response_id": "resp_9", "stream_id": "s",
            ]
        }
        #expect(
            try request.body()
                == #"{"input":[{"type":"message","role":"user","content":"Hi"}],"model":"m","previous_response_id":"resp_9","stream":false}"#
        )
        #expect(try request.encoded().previousResponseID == "resp_9")
    }

    // MARK: Output formats

    @Test func outputFormats() throws {
        var request = ModelRequest("Hi")
        request.outputFormat = .json
        #expect(try request.body().hasSuffix(#""text":{"format":{"type":"json_object"}}}"#))
        request.outputFormat = .jsonSchema(
            JSONSchemaFormat(
                name: "city",
                schema: ["type": "object", "properties": [:], "required": [], "additionalProperties": false],
                description: "A city", strict: true))
        #expect(
            try request.body().hasSuffix(
                #""text":{"format":{"type":"json_schema","name":"city","schema":{"type":"object","properties":{},"required":[],"#
                    + #""additionalProperties":false},"description":"A city","strict":true}}}"#
            ))
        request.outputFormat = .jsonSchema(JSONSchemaFormat(name: "city", schema: [:], strict: nil))
        #expect(try request.body().hasSuffix(#""text":{"format":{"type":"json_schema","name":"city","schema":{}}}}"#))
    }

    /// OpenAI wants every property required; xAI leaves what is optional as it is, and recursion out.
    @Test func aStrictToolHasTheFormOfItsVendor() throws {
        var request = ModelRequest("Hi")
        let schema: JSONValue = [
            "type": "object", "properties": ["a": ["type": "string", "minLength": 2, "contentEncoding": "base64"]],
        ]
        request.tools = [.function(FunctionTool(name: "f", inputSchema: schema, strict: true))]
        let atOpenAI = #"{"a":{"type":["string","null"],"description":"(minLength: 2)"}},"required":["a"]"#
        #expect(try request.body().contains(atOpenAI))
        let atXAI = #""parameters":{"type":"object","properties":{"a":{"type":"string","minLength":2}}},"strict":true"#
        #expect(try request.body(dialect: .xAI).contains(atXAI))
        #expect(try request.encoded(dialect: .xAI).warnings == [])
        request.tools = [
            .function(
                FunctionTool(
                    name: "f", inputSchema: ["type": "object", "properties": ["next": ["$ref": "#"]]], strict: true))
        ]
        #expect(try request.encoded().warnings == [])
        let recursive = try request.encoded(dialect: .xAI)
        #expect(recursive.warningLines == ["unsupportedSetting f", "unsupportedSetting f"])
    }

    @Test func formatAndVerbosityShareAField() throws {
        var request = try ModelRequest("Hi").with { $0.verbosity = .high }
        request.outputFormat = .json
        #expect(try request.body().hasSuffix(#""text":{"format":{"type":"json_object"},"verbosity":"high"}}"#))
    }

    // MARK: Over a WebSocket

    @Test func theEventOfAWebSocketHasATypeAndNoStream() throws {
        let encoded = try ModelRequest("Hi").with { $0.store = false }.encoded()
        #expect(
            encoded.createEvent
                == #"{"input":[{"type":"message","role":"user","content":"Hi"}],"model":"m","store":false,"type":"response.create"}"#
        )
        let warmUp = encoded.createEvent(
            items: encoded.input[1...], previousResponseID: "resp_1", generate: false, streamID: "lane-1")
        #expect(
            String(decoding: warmUp, as: UTF8.self)
                == #"{"generate":false,"input":[],"model":"m","previous_response_id":"resp_1","store":false,"stream_id":"lane-1","type":"response.create"}"#
        )
    }

    // MARK: Determinism

    @Test func equalRequestsAreEqualBytes() throws {
        func make() throws -> [UInt8] {
            try ModelRequest("Hi").with {
                $0.metadata = Dictionary(uniqueKeysWithValues: (0..<16).map { ("key\($0)", "\($0)") })
                $0.extraBody = ["b": 1, "a": 2]
                $0.include = [.fileSearchResults]
            }.encoded().body(stream: true)
        }
        let first = try make()
        for _ in 0..<20 { #expect(try make() == first) }
    }

    @Test func aLongerConversationBeginsWithTheShorterOne() throws {
        var messages: [Message] = [.system("Be brief."), .user("Weather?")]
        var last: [ResponsesInputItem] = []
        for turn in 0..<4 {
            let stream = ParsedStream(
                ParsedStream.framed(
                    #"""
                    {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_\#(turn)","type":"reasoning","summary":[]}}
                    {"type":"response.output_item.done","output_index":1,"item":{"id":"msg_\#(turn)","type":"message","role":"assistant","content":[{"type":"output_text","text":"Hm"}]}}
                    {"type":"response.output_item.done","output_index":2,"item":{"id":"fc_\#(turn)","type":"function_call","call_id":"call_\#(turn)","name":"f","arguments":"{}"}}
                    """#))
            let items = Array(try ModelRequest(messages: messages).encoded().input)
            #expect(Array(items.prefix(last.count)) == last)
            #expect(items.count > last.count)
            last = items
            messages.append(stream.response.message)
            messages.append(.tool(stream.response.toolCalls.map { ToolResult(for: $0, output: .text("sun \(turn)")) }))
        }
        #expect(last.count == 14)
    }
}
