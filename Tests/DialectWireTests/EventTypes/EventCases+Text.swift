extension EventTypes {
    static let text = [
        EventCase(
            "response.output_item.added",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"msg_1","type":"message","status":"in_progress","content":[]}}
            """#,
            []),
        EventCase(
            "response.output_item.added", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"now","arguments":""}}
            """#,
            ["input call_1 begins: now", "input call_1 ends", "call call_1 now {} of fc_1, kept"]),
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","content":[{"type":"output_text","text":"Hello"}]}}
            """#,
            ["text 0 begins", "text 0: Hello", "text 0 ends of msg_1, kept"]),
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","content":[]}}
            """#,
            ["text 0 begins", "text 0 ends of msg_1, kept"]),
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"x_1","type":"hologram","rays":3}}
            """#,
            ["item openai hologram"]),
        EventCase(
            "response.content_part.added",
            #"""
            {"type":"response.content_part.added","item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}}
            """#,
            []),
        EventCase(
            "response.content_part.done",
            #"""
            {"type":"response.content_part.done","item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"One"}}
            {"type":"response.content_part.done","item_id":"msg_1","output_index":0,"content_index":1,"part":{"type":"output_text","text":"Two"}}
            """#,
            ["text 0 begins", "text 0: One", "text 0 ends of msg_1", "text 1 begins", "text 1: Two", "text 1 ends"]),
        EventCase(
            "response.output_text.delta",
            #"""
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hel","logprobs":[]}
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"lo","obfuscation":"x"}
            """#,
            ["text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends"]),
        EventCase(
            "response.output_text.done",
            #"""
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"Hello"}
            """#,
            ["text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends"]),
        EventCase(
            "response.output_text.annotation.added",
            #"""
            {"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hello"}
            {"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":0,"annotation":{"type":"url_citation","url":"https://example.org","title":"E","start_index":0,"end_index":5}}
            {"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":1,"annotation":{"type":"file_citation","file_id":"file_1","filename":"a.txt","index":3}}
            {"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":2,"annotation":{"type":"container_file_citation","file_id":"file_2","container_id":"c_1","start_index":1,"end_index":2}}
            {"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":3,"annotation":{"type":"file_path","file_id":"file_3","index":0}}
            {"type":"response.output_text.annotation.added","item_id":"msg_1","output_index":0,"content_index":0,"annotation_index":3,"annotation":{"type":"file_path","file_id":"file_3","index":0}}
            """#,
            [
                "text 0 begins", "text 0: Hello", "source url https://example.org 0..<5", "source file file_1 a.txt",
                "source containerFile file_2 c_1 1..<2", "source filePath file_3", "text 0 ends",
            ]),
        EventCase(
            "response.refusal.delta", finish: "contentFilter (refusal)",
            #"""
            {"type":"response.refusal.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"No."}
            """#,
            ["text 0 begins", "text 0: No.", "text 0 ends"]),
        EventCase(
            "response.refusal.done", finish: "contentFilter (refusal)",
            #"""
            {"type":"response.refusal.done","item_id":"msg_1","output_index":0,"content_index":0,"refusal":"No."}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"msg_1","type":"message","content":[{"type":"refusal","refusal":"No."}]}}
            """#,
            ["text 0 begins", "text 0: No.", "text 0 ends of msg_1, kept"]),
        EventCase(
            "response.audio.delta",
            #"""
            {"type":"response.audio.delta","delta":"AAEC"}
            {"type":"response.audio.delta","delta":"Aw=="}
            """#,
            ["file audio/* 4 bytes"]),
        EventCase(
            "response.audio.done",
            #"""
            {"type":"response.audio.delta","delta":"AAEC"}
            {"type":"response.audio.done"}
            {"type":"keepalive"}
            """#,
            ["file audio/* 3 bytes", "unknown keepalive"]),
        EventCase(
            "response.audio.transcript.delta",
            #"""
            {"type":"response.audio.transcript.delta","delta":"Hel"}
            {"type":"response.audio.transcript.delta","delta":"lo"}
            """#,
            ["text 0 begins", "text 0: Hel", "text 0: lo", "text 0 ends"]),
        EventCase(
            "response.audio.transcript.done",
            #"""
            {"type":"response.audio.transcript.delta","delta":"Hello"}
            {"type":"response.audio.transcript.done"}
            {"type":"keepalive"}
            """#,
            ["text 0 begins", "text 0: Hello", "text 0 ends", "unknown keepalive"]),
    ]

    static let reasoning = [
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"e"}}
            """#,
            ["reasoning 0 begins", "reasoning 0 ends of rs_1, kept"]),
        EventCase(
            "response.reasoning_text.delta",
            #"""
            {"type":"response.reasoning_text.delta","item_id":"rs_1","output_index":0,"content_index":0,"delta":"Hm"}
            {"type":"response.reasoning_text.delta","item_id":"rs_1","output_index":0,"content_index":1,"delta":"So"}
            """#,
            ["reasoning 0 begins", "reasoning 0: Hm", #"reasoning 0: \n\n"#, "reasoning 0: So", "reasoning 0 ends"]),
        EventCase(
            "response.reasoning_text.done",
            #"""
            {"type":"response.reasoning_text.delta","item_id":"rs_1","output_index":0,"content_index":0,"delta":"H"}
            {"type":"response.reasoning_text.done","item_id":"rs_1","output_index":0,"content_index":0,"text":"Hm"}
            """#,
            ["reasoning 0 begins", "reasoning 0: H", "reasoning 0: m", "reasoning 0 ends"]),
        EventCase(
            "response.content_part.done",
            #"""
            {"type":"response.content_part.done","item_id":"rs_1","output_index":0,"content_index":0,"part":{"type":"reasoning_text","text":"Hm"}}
            """#,
            ["reasoning 0 begins", "reasoning 0: Hm", "reasoning 0 ends"]),
        EventCase(
            "response.reasoning_summary_part.added",
            #"""
            {"type":"response.reasoning_summary_part.added","item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}
            """#,
            []),
        EventCase(
            "response.reasoning_summary_part.done",
            #"""
            {"type":"response.reasoning_summary_text.done","item_id":"rs_1","output_index":0,"summary_index":0,"text":"A plan"}
            {"type":"response.reasoning_summary_part.done","item_id":"rs_1","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":"A plan"}}
            """#,
            ["reasoning 0 begins", "reasoning 0: A plan", "reasoning 0 ends"]),
        EventCase(
            "response.reasoning_summary_text.delta",
            #"""
            {"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"A"}
            {"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":1,"delta":"B"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"A"},{"type":"summary_text","text":"B!"}]}}
            """#,
            [
                "reasoning 0 begins", "reasoning 0: A", #"reasoning 0: \n\n"#, "reasoning 0: B", "reasoning 0: !",
                "reasoning 0 ends of rs_1, kept",
            ]),
        EventCase(
            "response.reasoning_summary_text.done",
            #"""
            {"type":"response.reasoning_summary_text.delta","item_id":"rs_1","output_index":0,"summary_index":0,"delta":"A"}
            {"type":"response.reasoning_summary_text.done","item_id":"rs_1","output_index":0,"summary_index":0,"text":"A plan"}
            """#,
            ["reasoning 0 begins", "reasoning 0: A", "reasoning 0:  plan", "reasoning 0 ends"]),
    ]
}
