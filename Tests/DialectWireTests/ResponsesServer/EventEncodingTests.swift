import Dialect
import DialectWire
import Foundation
import Testing

struct EventEncodingTests {
    @Test func textIsEncodedAsTheLiveServiceDoes() throws {
        let encoded = try EncodedParts([
            EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "Olá\n"),
            .textDelta(id: "0", text: "!"), .textEnd(id: "0"), EncodedParts.finish,
        ])
        let item =
            #""id":"msg_abc0000","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Olá\n!"}],"role":"assistant""#
        #expect(
            Array(encoded.texts[2..<9]) == [
                #"{"type":"response.output_item.added","item":{"id":"msg_abc0000","type":"message","status":"in_progress","content":[],"role":"assistant"},"output_index":0,"sequence_number":2}"#,
                #"{"type":"response.content_part.added","content_index":0,"item_id":"msg_abc0000","output_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""},"sequence_number":3}"#,
                #"{"type":"response.output_text.delta","content_index":0,"delta":"Olá\n","item_id":"msg_abc0000","logprobs":[],"output_index":0,"sequence_number":4}"#,
                #"{"type":"response.output_text.delta","content_index":0,"delta":"!","item_id":"msg_abc0000","logprobs":[],"output_index":0,"sequence_number":5}"#,
                #"{"type":"response.output_text.done","content_index":0,"item_id":"msg_abc0000","logprobs":[],"output_index":0,"text":"Olá\n!","sequence_number":6}"#,
                #"{"type":"response.content_part.done","content_index":0,"item_id":"msg_abc0000","output_index":0,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Olá\n!"},"sequence_number":7}"#,
                #"{"type":"response.output_item.done","item":{\#(item)},"output_index":0,"sequence_number":8}"#,
            ])
        #expect(encoded.types.count == 10)
    }

    @Test func firstAndLastEventsHoldTheWholeResponse() throws {
        let encoded = try EncodedParts(
            [
                EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "A"), .textEnd(id: "0"),
                EncodedParts.finish,
            ],
            body:
                #"{"model":"m","input":"Hi","temperature":0.5,"metadata":{"k":"v"},"reasoning":{"effort":"low"},"store":false}"#
        )
        #expect(encoded.types.prefix(2) == ["response.created", "response.in_progress"])
        let first = try #require(encoded.json.first?["response"])
        let last = try #require(encoded.json.last?["response"])
        #expect(first["status"] == "in_progress")
        #expect(first["output"] == [])
        #expect(first["usage"] == .null)
        #expect(last["status"] == "completed")
        #expect(last["completed_at"] == 1002)
        #expect(last["output"]?[0]?["content"]?[0]?["text"] == "A")
        #expect(
            last["usage"] == [
                "input_tokens": 5, "input_tokens_details": ["cache_write_tokens": 0, "cached_tokens": 0],
                "output_tokens": 3,
                "output_tokens_details": ["reasoning_tokens": 0], "total_tokens": 8,
            ])
        for response in [first, last] {
            #expect(response["id"] == "resp_abc")
            #expect(response["object"] == "response")
            #expect(response["created_at"] == 1000)
            #expect(response["model"] == "m-1")
            #expect(response["temperature"] == 0.5)
            #expect(response["top_p"] == 1)
            #expect(response["store"] == false)
            #expect(response["metadata"] == ["k": "v"])
            #expect(response["reasoning"] == ["effort": "low", "summary": nil])
            #expect(response["text"] == ["format": ["type": "text"], "verbosity": "medium"])
            #expect(response["tool_choice"] == "auto")
            #expect(response.objectValue?.count == 33)
        }
        #expect(try JSONValue(parsing: encoded.encoder.response) == last)
        #expect(encoded.encoder.isFinished)
    }

    @Test func keysOfTheResponseComeInTheLiveOrder() throws {
        let encoded = try EncodedParts([EncodedParts.start])
        #expect(
            encoded.json[0]["response"]?.objectValue?.keys == [
                "id", "object", "created_at", "status", "background", "completed_at", "error", "frequency_penalty",
                "incomplete_details", "instructions", "max_output_tokens", "max_tool_calls", "model", "output",
                "parallel_tool_calls", "presence_penalty", "previous_response_id", "prompt_cache_key",
                "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier", "store", "temperature",
                "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "usage", "user", "metadata",
            ])
    }

    @Test func usageNeverOverflows() throws {
        let usage = Usage(input: .init(total: Int.max), output: .init(total: Int.max))
        let encoded = try EncodedParts([EncodedParts.start, .finish(.stop, usage, .init())])
        #expect(encoded.json.last?["response"]?["usage"]?["total_tokens"]?.intValue == Int.max)
    }

    private let withTools =
        #"{"model":"m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{}},{"type":"custom","name":"sql"}]}"#

    @Test func callsOfDeclaredToolsStream() throws {
        let encoded = try EncodedParts(
            [
                EncodedParts.start, .toolInputStart(id: "c1", name: "f"), .toolInputDelta(id: "c1", text: "{\"a\""),
                .toolInputDelta(id: "c1", text: ":1}"), .toolInputEnd(id: "c1"),
                .toolCall(ToolCall(id: "c1", name: "f", arguments: "{\"a\":1}")),
                .toolInputStart(id: "c2", name: "sql"), .toolInputDelta(id: "c2", text: "SELECT"),
                .toolInputEnd(id: "c2"),
                .toolCall(ToolCall(id: "c2", name: "sql", arguments: "SELECT", kind: .custom)), EncodedParts.finish,
            ], body: withTools)
        #expect(
            encoded.texts[2...7] == [
                #"{"type":"response.output_item.added","item":{"id":"fc_abc0000","type":"function_call","status":"in_progress","arguments":"","call_id":"c1","name":"f"},"output_index":0,"sequence_number":2}"#,
                #"{"type":"response.function_call_arguments.delta","delta":"{\"a\"","item_id":"fc_abc0000","output_index":0,"sequence_number":3}"#,
                #"{"type":"response.function_call_arguments.delta","delta":":1}","item_id":"fc_abc0000","output_index":0,"sequence_number":4}"#,
                #"{"type":"response.function_call_arguments.done","arguments":"{\"a\":1}","item_id":"fc_abc0000","output_index":0,"sequence_number":5}"#,
                #"{"type":"response.output_item.done","item":{"id":"fc_abc0000","type":"function_call","status":"completed","arguments":"{\"a\":1}","call_id":"c1","name":"f"},"output_index":0,"sequence_number":6}"#,
                #"{"type":"response.output_item.added","item":{"id":"ctc_abc0001","type":"custom_tool_call","status":"in_progress","input":"","call_id":"c2","name":"sql"},"output_index":1,"sequence_number":7}"#,
            ])
        #expect(
            encoded.types[8...] == [
                "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done",
                "response.output_item.done", "response.completed",
            ])
    }

    @Test func toolsThatAProviderRunsAreNoCallsOfTheClient() throws {
        let call = ToolCall(id: "s", name: "search", arguments: "{}", isProviderExecuted: true)
        let encoded = try EncodedParts([
            EncodedParts.start, .toolInputStart(id: "s", name: "search"), .toolInputDelta(id: "s", text: "{}"),
            .toolInputEnd(id: "s"), .toolCall(call),
            .toolResult(ToolResult(callID: "s", name: "search", output: "x", isProviderExecuted: true)),
            EncodedParts.finish,
        ])
        #expect(encoded.types == ["response.created", "response.in_progress", "response.completed"])
    }

    @Test func undeclaredToolsAreAnnouncedWhenComplete() throws {
        let encoded = try EncodedParts([
            EncodedParts.start, .toolInputStart(id: "c", name: "g"), .toolInputDelta(id: "c", text: "{}"),
            .toolInputEnd(id: "c"), .toolCall(ToolCall(id: "c", name: "g", arguments: "{}")), EncodedParts.finish,
        ])
        #expect(
            encoded.types[2...] == [
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.completed",
            ])
    }

    @Test func reasoningBecomesASummary() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = ["item": ["type": "reasoning", "encrypted_content": "gAAA"]]
        let encoded = try EncodedParts([
            EncodedParts.start, .reasoningStart(id: "0"), .reasoningDelta(id: "0", text: "Hm."),
            .reasoningEnd(id: "0", metadata: metadata), .reasoningStart(id: "1"), .reasoningEnd(id: "1"),
            EncodedParts.finish,
        ])
        #expect(
            encoded.types[2...] == [
                "response.output_item.added", "response.reasoning_summary_part.added",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done", "response.output_item.added",
                "response.output_item.done", "response.completed",
            ])
        #expect(
            encoded.texts[4]
                == #"{"type":"response.reasoning_summary_text.delta","delta":"Hm.","item_id":"rs_abc0000","output_index":0,"summary_index":0,"sequence_number":4}"#
        )
        #expect(
            encoded.encoder.output == [
                [
                    "id": "rs_abc0000", "type": "reasoning", "encrypted_content": "gAAA",
                    "summary": [["type": "summary_text", "text": "Hm."]],
                ], ["id": "rs_abc0001", "type": "reasoning", "summary": []],
            ])
    }

    @Test func anyProvidersSignatureSurvivesTheWayToTheClientAndBack() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "anthropic"] = ["signature": "EqQB/+=="]
        let encoded = try EncodedParts([
            EncodedParts.start, .reasoningStart(id: "0"), .reasoningDelta(id: "0", text: "Hm."),
            .reasoningEnd(id: "0", metadata: metadata), EncodedParts.finish,
        ])
        let request = JSONValue.object(["model": "m", "input": .array(encoded.encoder.output)])
        let decoded = try request.jsonBytes().withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
        #expect(
            decoded.request.messages == [Message(role: .assistant, content: [.reasoning("Hm.", metadata: metadata)])])
    }

    @Test func sourcesBecomeAnnotationsEvenAfterTheText() throws {
        let first = Source(kind: .url, url: "https://a", title: "A", span: .init(start: 1, end: 2))
        let second = Source(kind: .file, fileID: "file_1", filename: "a.txt")
        let encoded = try EncodedParts([
            EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "Abc"), .source(first),
            .textEnd(id: "0"), .source(second), EncodedParts.finish,
        ])
        let annotations: [JSONValue] = [
            ["type": "url_citation", "end_index": 2, "start_index": 1, "title": "A", "url": "https://a"],
            ["type": "file_citation", "file_id": "file_1", "filename": "a.txt", "index": 0],
        ]
        #expect(
            encoded.json[5...6] == [
                [
                    "type": "response.output_text.annotation.added", "annotation": annotations[0],
                    "annotation_index": 0, "content_index": 0, "item_id": "msg_abc0000", "output_index": 0,
                    "sequence_number": 5,
                ],
                [
                    "type": "response.output_text.annotation.added", "annotation": annotations[1],
                    "annotation_index": 1, "content_index": 0, "item_id": "msg_abc0000", "output_index": 0,
                    "sequence_number": 6,
                ],
            ])
        #expect(encoded.encoder.output[0]["content"]?[0]?["annotations"] == .array(annotations))
    }

    @Test func interleavedBlocksKeepTheirItems() throws {
        let encoded = try EncodedParts([
            EncodedParts.start, .textStart(id: "0"), .reasoningStart(id: "1"), .textDelta(id: "0", text: "A"),
            .reasoningDelta(id: "1", text: "R"), .textDelta(id: "0", text: "B"), .reasoningEnd(id: "1"),
            .textEnd(id: "0"), EncodedParts.finish,
        ])
        #expect(encoded.encoder.output.map { $0["type"] } == ["message", "reasoning"])
        #expect(encoded.encoder.output[0]["content"]?[0]?["text"] == "AB")
        #expect(encoded.encoder.output[1]["summary"]?[0]?["text"] == "R")
    }

    @Test(arguments: [
        (FinishReason.length, "max_output_tokens"), (.contentFilter, "content_filter"),
        (FinishReason(.toolCalls, raw: "max_output_tokens"), "max_output_tokens"),
        (FinishReason(.other, raw: "steered"), "steered"),
    ])
    func cutResponsesAreIncomplete(reason: FinishReason, word: String) throws {
        let encoded = try EncodedParts([
            EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "A"), .textEnd(id: "0"),
            .finish(reason, Usage(), .init()),
        ])
        #expect(encoded.types.last == "response.incomplete")
        let response = encoded.json.last?["response"]
        #expect(response?["status"] == "incomplete")
        #expect(response?["incomplete_details"] == ["reason": .string(word)])
        #expect(response?["completed_at"] == .null)
        #expect(response?["output"]?[0]?["status"] == "incomplete")
    }

    @Test func cutCallsAreReportedAsIncomplete() throws {
        let encoded = try EncodedParts(
            [
                EncodedParts.start, .toolInputStart(id: "c1", name: "f"), .toolInputDelta(id: "c1", text: "{\"x\":4"),
                .toolInputEnd(id: "c1"), .finish(.length, Usage(), .init()),
            ], body: withTools)
        #expect(
            encoded.types.suffix(3) == [
                "response.function_call_arguments.done", "response.output_item.done", "response.incomplete",
            ])
        #expect(encoded.encoder.output[0]["status"] == "incomplete")
        #expect(encoded.encoder.output[0]["arguments"] == "{\"x\":4")
    }

    @Test func failuresComeInTheFormThatFitsTheMoment() throws {
        let error = LanguageModelError(.rateLimited, "Slow down.", retryAfter: .seconds(3))
        let before = try EncodedParts(
            [], body: #"{"type":"response.create","model":"m","input":"Hi","stream_id":"a"}"#, error: error,
            isWebSocket: true)
        #expect(
            before.json == [
                [
                    "type": "error", "status": 429,
                    "error": [
                        "message": "Slow down.", "type": "requests", "param": nil, "code": "rate_limit_exceeded",
                        "headers": ["retry-after": "3"],
                    ], "stream_id": "a",
                ]
            ])
        let after = try EncodedParts([EncodedParts.start], error: error)
        #expect(after.types == ["response.created", "response.in_progress", "response.failed"])
        let response = after.json.last?["response"]
        #expect(response?["status"] == "failed")
        #expect(response?["error"] == ["code": "rate_limit_exceeded", "message": "Slow down."])
        #expect(after.encoder.hasFailed)
    }

    @Test(arguments: [
        LanguageModelError.Code.rateLimited, .quotaExceeded, .overloaded, .authentication, .permissionDenied,
        .invalidRequest, .contextLengthExceeded, .contentFiltered, .notFound, .server,
    ])
    func clientsClassifyErrorsAsTheyWere(code: LanguageModelError.Code) throws {
        for parts in [[], [EncodedParts.start]] {
            let encoded = try EncodedParts(parts, error: LanguageModelError(code, "Message."))
            let error = #expect(throws: LanguageModelError.self) { try encoded.parsed() }
            #expect(error?.code == code)
            #expect(error?.message == "Message.")
        }
    }

    @Test func everyEventOfALaneBearsItsName() throws {
        let encoded = try EncodedParts(
            [
                EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "A"), .textEnd(id: "0"),
                EncodedParts.finish,
            ],
            body: #"{"type":"response.create","model":"m","input":"Hi","stream_id":"a"}"#, isWebSocket: true)
        #expect(encoded.json.allSatisfy { $0["stream_id"] == "a" })
    }

    @Test func clientReadsWhatTheModelSaid() throws {
        let call = ToolCall(id: "c1", name: "f", arguments: "{\"a\":1}")
        let usage = Usage(
            input: .init(total: 5, cacheRead: 2, cacheWrite: 1), output: .init(total: 3, reasoning: 1))
        let encoded = try EncodedParts(
            [
                EncodedParts.start, .reasoningStart(id: "0"), .reasoningDelta(id: "0", text: "Hm."),
                .reasoningEnd(id: "0"), .textStart(id: "1"), .textDelta(id: "1", text: "Grüße "),
                .textDelta(id: "1", text: "👩‍👩‍👧\u{1}\"\\"), .textEnd(id: "1"), .toolInputStart(id: "c1", name: "f"),
                .toolInputDelta(id: "c1", text: call.arguments), .toolInputEnd(id: "c1"), .toolCall(call),
                .finish(.toolCalls, usage, .init()),
            ], body: withTools)
        let response = try encoded.collected()
        #expect(response.text == "Grüße 👩‍👩‍👧\u{1}\"\\")
        #expect(response.reasoning == "Hm.")
        #expect(response.toolCalls.map(\.arguments) == [call.arguments])
        #expect(response.finishReason.kind == .toolCalls)
        #expect(response.usage.input == usage.input)
        #expect(response.usage.output == usage.output)
        #expect(response.metadata.id == "resp_abc")
        #expect(response.metadata.model == "m-1")
    }

    @Test func ownItemsPassThroughVerbatim() throws {
        let search: JSONValue = [
            "id": "ws_1", "type": "web_search_call", "status": "completed", "action": ["type": "search"],
        ]
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = ["itemID": "ws_1", "item": search]
        let compaction: JSONValue = ["id": "cmp_1", "type": "compaction", "encrypted_content": "x"]
        let encoded = try EncodedParts([
            EncodedParts.start,
            .toolCall(
                ToolCall(id: "ws_1", name: "web_search", arguments: "{}", isProviderExecuted: true, metadata: metadata)),
            .toolResult(ToolResult(callID: "ws_1", name: "web_search", output: "", isProviderExecuted: true)),
            .providerItem(ProviderItem(provider: "openai", type: "compaction", json: compaction)),
            .providerItem(ProviderItem(provider: "other", type: "x", json: ["type": "x"])), EncodedParts.finish,
        ])
        #expect(encoded.encoder.output == [search, compaction])
        #expect(encoded.json[2]["item"]?["status"] == "in_progress")
        #expect(
            encoded.types[2...] == [
                "response.output_item.added", "response.output_item.done", "response.output_item.added",
                "response.output_item.done", "response.completed",
            ])
    }

    @Test func refusalsAreKnownAsSuchInTheEnd() throws {
        var metadata = ProviderMetadata()
        metadata[raw: "openai"] = [
            "itemID": "msg_1", "item": ["id": "msg_1", "content": [["type": "refusal", "refusal": "No."]]],
        ]
        let encoded = try EncodedParts([
            EncodedParts.start, .textStart(id: "0"), .textDelta(id: "0", text: "No."),
            .textEnd(id: "0", metadata: metadata),
            .finish(FinishReason(.contentFilter, raw: "refusal"), Usage(), .init()),
        ])
        #expect(encoded.encoder.output[0]["content"] == [["type": "refusal", "refusal": "No."]])
        #expect(encoded.types.last == "response.completed")
        let response = try encoded.collected()
        #expect(response.finishReason == FinishReason(.contentFilter, raw: "refusal"))
        #expect(response.text == "No.")
    }

    @Test func picturesBecomeItems() throws {
        let encoded = try EncodedParts([
            EncodedParts.start, .file(Media(data: .init([0, 1, 2]), mediaType: "image/png")), EncodedParts.finish,
        ])
        #expect(encoded.encoder.output[0]["type"] == "image_generation_call")
        #expect(encoded.encoder.output[0]["result"] == "AAEC")
    }

    @Test func nothingFollowsTheEnd() throws {
        var encoded = try EncodedParts([EncodedParts.start, EncodedParts.finish])
        #expect(encoded.encoder.encode(.textStart(id: "9")).isEmpty)
        #expect(encoded.encoder.fail(LanguageModelError(.server, "Late.")).isEmpty)
        #expect(encoded.encoder.response.isEmpty == false)
    }

    @Test func serverSentEventsNameTheirType() {
        let event = ResponsesServerEvent(type: "a.b", json: Array("{}".utf8))
        #expect(String(decoding: event.serverSentEvent, as: UTF8.self) == "event: a.b\ndata: {}\n\n")
    }
}
