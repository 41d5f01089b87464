extension EventTypes {
    static let lifecycle = [
        EventCase(
            whole: "response.created",
            #"""
            {"type":"response.created","response":{"id":"resp_1","created_at":1,"model":"m","status":"in_progress"}}
            """#,
            [
                "start resp_1",
                "error connection: The response ended after 1 events, without the event that completes it; it is truncated.",
            ]),
        EventCase(
            whole: "response.queued",
            #"""
            {"type":"response.queued","response":{"id":"resp_1","status":"queued"}}
            {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}
            """#,
            ["start resp_1", "finish stop (completed)"]),
        EventCase(
            whole: "response.in_progress",
            #"""
            {"type":"response.in_progress","response":{"id":"resp_1","status":"in_progress"}}
            {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}
            """#,
            ["start resp_1", "finish stop (completed)"]),
        EventCase(
            whole: "response.completed",
            #"""
            {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[{"id":"msg_1","type":"message","content":[{"type":"output_text","text":"Hello"}]}],"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}}
            """#,
            [
                "start resp_1", "text 0 begins", "text 0: Hello", "text 0 ends of msg_1, kept",
                "finish stop (completed), 3 in, 2 out",
            ]),
        EventCase(
            whole: "response.failed",
            #"""
            {"type":"response.created","response":{"id":"resp_1"}}
            {"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"The model stumbled."}}}
            """#,
            ["start resp_1", "error server: The model stumbled."]),
        EventCase(
            whole: "response.incomplete",
            #"""
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.incomplete","response":{"id":"resp_1","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"usage":{"input_tokens":3,"output_tokens":1}}}
            """#,
            [
                "start without id", "text 0 begins", "text 0: Hel", "text 0 ends",
                "finish length (max_output_tokens), 3 in, 1 out",
            ]),
        EventCase(
            whole: "error",
            #"""
            {"type":"response.created","response":{"id":"resp_1"}}
            {"type":"error","sequence_number":1,"error":{"type":"requests","code":"rate_limit_exceeded","message":"Slow down."}}
            """#,
            ["start resp_1", "error rateLimited: Slow down."]),
        EventCase(
            whole: "response.done",
            #"""
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hello"}
            {"type":"response.done","response":{"id":"resp_1","status":"completed","output":[]}}
            """#,
            ["start without id", "text 0 begins", "text 0: Hello", "text 0 ends", "finish stop (completed)"]),
        EventCase(
            whole: "response.error",
            #"""
            {"type":"response.error","error":{"code":"server_is_overloaded","message":"Come back later."}}
            """#,
            ["error overloaded: Come back later."]),
    ]

    static let extras = [
        EventCase(
            "codex.rate_limits",
            #"""
            {"type":"codex.rate_limits","plan_type":"plus","rate_limits":{"primary":{"used_percent":3}}}
            """#,
            ["unknown codex.rate_limits"]),
        EventCase(
            "keepalive",
            #"""
            {"type":"keepalive","sequence_number":3}
            """#,
            ["unknown keepalive"]),
        EventCase(
            "response.metadata",
            #"""
            {"type":"response.metadata","headers":{"x-codex-turn-state":"t"}}
            """#,
            ["unknown response.metadata"]),
        EventCase("[DONE]", "[DONE]", []),
        EventCase(
            "response.steer.accepted",
            #"""
            {"type":"response.steer.accepted","sequence_number":4,"steer":{"id":"steer_1","previous_response_id":"resp_1"}}
            {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}
            {"type":"response.created","response":{"id":"resp_2","status":"in_progress","output":[]}}
            """#,
            ["steering accepted steer_1"]),
        EventCase(
            "response.steer.pending",
            #"""
            {"type":"response.steer.pending","steer":{"id":"steer_1","previous_response_id":"resp_1"},"reason":"required_input","required_input":[{"type":"function_call_output","call_id":"call_1","name":"f"}]}
            """#,
            ["steering pending steer_1 for function_call_output"]),
        EventCase(
            "response.steer.failed",
            #"""
            {"type":"response.steer.failed","error":{"type":"invalid_request_error","code":"response_not_active","message":"Too late."},"steer":{"previous_response_id":"resp_1","input":"Shorter"}}
            """#,
            ["steering failed: Too late."]),
        EventCase(
            "response.compaction.compacting",
            #"""
            {"type":"response.compaction.compacting","item_id":"cmp_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"cmp_1","type":"compaction","encrypted_content":"e"}}
            """#,
            ["progress cmp_1 compaction compacting", "item openai compaction"]),
    ]
}
