extension EventTypes {
    static let providerTools = [
        EventCase(
            "response.mcp_call.in_progress",
            #"""
            {"type":"response.mcp_call.in_progress","item_id":"mcp_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcp_1","type":"mcp_call","server_label":"wiki","name":"ask","arguments":"{\"q\":1}","output":"42"}}
            """#,
            [
                "progress mcp_1 mcp in_progress", #"call mcp_1 ask {"q":1} kind mcp by provider of mcp_1, kept"#,
                #"result mcp_1 ask {"output":"42"} kind mcp by provider of mcp_1"#,
            ]),
        EventCase(
            "response.mcp_call.completed",
            #"""
            {"type":"response.mcp_call.completed","item_id":"mcp_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcp_1","type":"mcp_call","server_label":"wiki","name":"ask","arguments":"{\"q\":1}","output":"42"}}
            """#,
            [
                "progress mcp_1 mcp completed", #"call mcp_1 ask {"q":1} kind mcp by provider of mcp_1, kept"#,
                #"result mcp_1 ask {"output":"42"} kind mcp by provider of mcp_1"#,
            ]),
        EventCase(
            "response.mcp_call.failed",
            #"""
            {"type":"response.mcp_call.failed","item_id":"mcp_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcp_1","type":"mcp_call","server_label":"wiki","name":"ask","arguments":"{\"q\":1}","output":"42"}}
            """#,
            [
                "progress mcp_1 mcp failed", #"call mcp_1 ask {"q":1} kind mcp by provider of mcp_1, kept"#,
                #"result mcp_1 ask {"output":"42"} kind mcp by provider of mcp_1"#,
            ]),
        EventCase(
            "response.mcp_list_tools.in_progress",
            #"""
            {"type":"response.mcp_list_tools.in_progress","item_id":"mcpl_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcpl_1","type":"mcp_list_tools","server_label":"wiki","tools":[]}}
            """#,
            ["progress mcpl_1 mcp_list_tools in_progress", "item openai mcp_list_tools"]),
        EventCase(
            "response.mcp_list_tools.completed",
            #"""
            {"type":"response.mcp_list_tools.completed","item_id":"mcpl_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcpl_1","type":"mcp_list_tools","server_label":"wiki","tools":[]}}
            """#,
            ["progress mcpl_1 mcp_list_tools completed", "item openai mcp_list_tools"]),
        EventCase(
            "response.mcp_list_tools.failed",
            #"""
            {"type":"response.mcp_list_tools.failed","item_id":"mcpl_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcpl_1","type":"mcp_list_tools","server_label":"wiki","tools":[]}}
            """#,
            ["progress mcpl_1 mcp_list_tools failed", "item openai mcp_list_tools"]),
        EventCase(
            "response.web_search_call.in_progress",
            #"""
            {"type":"response.web_search_call.in_progress","item_id":"ws_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}}
            """#,
            [
                "progress ws_1 web_search in_progress",
                #"call ws_1 web_search {"type":"search","query":"q"} kind web_search by provider of ws_1, kept"#,
                #"result ws_1 web_search {"status":"completed"} kind web_search by provider of ws_1"#,
            ]),
        EventCase(
            "response.web_search_call.searching",
            #"""
            {"type":"response.web_search_call.searching","item_id":"ws_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}}
            """#,
            [
                "progress ws_1 web_search searching",
                #"call ws_1 web_search {"type":"search","query":"q"} kind web_search by provider of ws_1, kept"#,
                #"result ws_1 web_search {"status":"completed"} kind web_search by provider of ws_1"#,
            ]),
        EventCase(
            "response.web_search_call.completed",
            #"""
            {"type":"response.web_search_call.completed","item_id":"ws_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"q"}}}
            """#,
            [
                "progress ws_1 web_search completed",
                #"call ws_1 web_search {"type":"search","query":"q"} kind web_search by provider of ws_1, kept"#,
                #"result ws_1 web_search {"status":"completed"} kind web_search by provider of ws_1"#,
            ]),
        EventCase(
            "response.file_search_call.in_progress",
            #"""
            {"type":"response.file_search_call.in_progress","item_id":"fs_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fs_1","type":"file_search_call","status":"completed","queries":["q"],"results":null}}
            """#,
            [
                "progress fs_1 file_search in_progress",
                #"call fs_1 file_search {"queries":["q"]} kind file_search by provider of fs_1, kept"#,
                #"result fs_1 file_search {"status":"completed"} kind file_search by provider of fs_1"#,
            ]),
        EventCase(
            "response.file_search_call.searching",
            #"""
            {"type":"response.file_search_call.searching","item_id":"fs_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fs_1","type":"file_search_call","status":"completed","queries":["q"],"results":null}}
            """#,
            [
                "progress fs_1 file_search searching",
                #"call fs_1 file_search {"queries":["q"]} kind file_search by provider of fs_1, kept"#,
                #"result fs_1 file_search {"status":"completed"} kind file_search by provider of fs_1"#,
            ]),
        EventCase(
            "response.file_search_call.completed",
            #"""
            {"type":"response.file_search_call.completed","item_id":"fs_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fs_1","type":"file_search_call","status":"completed","queries":["q"],"results":null}}
            """#,
            [
                "progress fs_1 file_search completed",
                #"call fs_1 file_search {"queries":["q"]} kind file_search by provider of fs_1, kept"#,
                #"result fs_1 file_search {"status":"completed"} kind file_search by provider of fs_1"#,
            ]),
        EventCase(
            "response.code_interpreter_call.in_progress",
            #"""
            {"type":"response.code_interpreter_call.in_progress","item_id":"ci_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1","container_id":"c","outputs":[{"type":"logs","logs":"2"}]}}
            """#,
            [
                "progress ci_1 code_interpreter in_progress",
                #"call ci_1 code_interpreter {"code":"1+1","container_id":"c"} kind code_interpreter by provider of ci_1, kept"#,
                #"result ci_1 code_interpreter {"status":"completed","outputs":[{"type":"logs","logs":"2"}]} kind code_interpreter by provider of ci_1"#,
            ]),
        EventCase(
            "response.code_interpreter_call.interpreting",
            #"""
            {"type":"response.code_interpreter_call.interpreting","item_id":"ci_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1","container_id":"c","outputs":[{"type":"logs","logs":"2"}]}}
            """#,
            [
                "progress ci_1 code_interpreter interpreting",
                #"call ci_1 code_interpreter {"code":"1+1","container_id":"c"} kind code_interpreter by provider of ci_1, kept"#,
                #"result ci_1 code_interpreter {"status":"completed","outputs":[{"type":"logs","logs":"2"}]} kind code_interpreter by provider of ci_1"#,
            ]),
        EventCase(
            "response.code_interpreter_call.completed",
            #"""
            {"type":"response.code_interpreter_call.completed","item_id":"ci_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1","container_id":"c","outputs":[{"type":"logs","logs":"2"}]}}
            """#,
            [
                "progress ci_1 code_interpreter completed",
                #"call ci_1 code_interpreter {"code":"1+1","container_id":"c"} kind code_interpreter by provider of ci_1, kept"#,
                #"result ci_1 code_interpreter {"status":"completed","outputs":[{"type":"logs","logs":"2"}]} kind code_interpreter by provider of ci_1"#,
            ]),
        EventCase(
            "response.image_generation_call.in_progress",
            #"""
            {"type":"response.image_generation_call.in_progress","item_id":"ig_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ig_1","type":"image_generation_call","status":"completed","output_format":"webp","result":"AAEC"}}
            """#,
            [
                "progress ig_1 image_generation in_progress",
                "call ig_1 image_generation {} kind image_generation by provider of ig_1, kept",
                #"result ig_1 image_generation {"status":"completed","output_format":"webp"} kind image_generation by provider of ig_1"#,
                "file image/webp 3 bytes",
            ]),
        EventCase(
            "response.image_generation_call.generating",
            #"""
            {"type":"response.image_generation_call.generating","item_id":"ig_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ig_1","type":"image_generation_call","status":"completed","output_format":"webp","result":"AAEC"}}
            """#,
            [
                "progress ig_1 image_generation generating",
                "call ig_1 image_generation {} kind image_generation by provider of ig_1, kept",
                #"result ig_1 image_generation {"status":"completed","output_format":"webp"} kind image_generation by provider of ig_1"#,
                "file image/webp 3 bytes",
            ]),
        EventCase(
            "response.image_generation_call.completed",
            #"""
            {"type":"response.image_generation_call.completed","item_id":"ig_1","output_index":0}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ig_1","type":"image_generation_call","status":"completed","output_format":"webp","result":"AAEC"}}
            """#,
            [
                "progress ig_1 image_generation completed",
                "call ig_1 image_generation {} kind image_generation by provider of ig_1, kept",
                #"result ig_1 image_generation {"status":"completed","output_format":"webp"} kind image_generation by provider of ig_1"#,
                "file image/webp 3 bytes",
            ]),
        EventCase(
            "response.image_generation_call.partial_image",
            #"""
            {"type":"response.image_generation_call.partial_image","item_id":"ig_1","output_index":0,"partial_image_index":0,"partial_image_b64":"AAEC","size":"1x1"}
            """#,
            [
                #"progress ig_1 image_generation partial_image {"partial_image_index":0,"partial_image_b64":"AAEC","size":"1x1"}"#
            ]),
        EventCase(
            "response.mcp_call_arguments.delta",
            #"""
            {"type":"response.mcp_call_arguments.delta","item_id":"mcp_1","output_index":0,"delta":"{\"q\":"}
            {"type":"response.mcp_call_arguments.delta","item_id":"mcp_1","output_index":0,"delta":"1}"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcp_1","type":"mcp_call","name":"ask","arguments":"{\"q\":1}","error":"down"}}
            """#,
            [
                "input mcp_1 begins: mcp", #"input mcp_1: {"q":"#, "input mcp_1: 1}", "input mcp_1 ends",
                #"call mcp_1 ask {"q":1} kind mcp by provider of mcp_1, kept"#,
                #"result mcp_1 ask {"error":"down"} kind mcp by provider of mcp_1"#,
            ]),
        EventCase(
            "response.mcp_call_arguments.done",
            #"""
            {"type":"response.mcp_call_arguments.done","item_id":"mcp_1","output_index":0,"arguments":"{\"q\":1}"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"mcp_1","type":"mcp_call","name":"ask","arguments":"{\"q\":1}","error":"down"}}
            """#,
            [
                "input mcp_1 begins: mcp", #"input mcp_1: {"q":1}"#, "input mcp_1 ends",
                #"call mcp_1 ask {"q":1} kind mcp by provider of mcp_1, kept"#,
                #"result mcp_1 ask {"error":"down"} kind mcp by provider of mcp_1"#,
            ]),
        EventCase(
            "response.code_interpreter_call_code.delta",
            #"""
            {"type":"response.code_interpreter_call_code.delta","item_id":"ci_1","output_index":0,"delta":"1+"}
            {"type":"response.code_interpreter_call_code.delta","item_id":"ci_1","output_index":0,"delta":"1"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1"}}
            """#,
            [
                "input ci_1 begins: code_interpreter", "input ci_1: 1+", "input ci_1: 1", "input ci_1 ends",
                #"call ci_1 code_interpreter {"code":"1+1"} kind code_interpreter by provider of ci_1, kept"#,
                #"result ci_1 code_interpreter {"status":"completed"} kind code_interpreter by provider of ci_1"#,
            ]),
        EventCase(
            "response.code_interpreter_call_code.done",
            #"""
            {"type":"response.code_interpreter_call_code.done","item_id":"ci_1","output_index":0,"code":"1+1"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ci_1","type":"code_interpreter_call","status":"completed","code":"1+1"}}
            """#,
            [
                "input ci_1 begins: code_interpreter", "input ci_1: 1+1", "input ci_1 ends",
                #"call ci_1 code_interpreter {"code":"1+1"} kind code_interpreter by provider of ci_1, kept"#,
                #"result ci_1 code_interpreter {"status":"completed"} kind code_interpreter by provider of ci_1"#,
            ]),
        EventCase(
            "response.shell_call_output_content.delta",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"sho_1","type":"shell_call_output","call_id":"call_1","output":[]}}
            {"type":"response.shell_call_output_content.delta","item_id":"sho_1","output_index":0,"command_index":0,"delta":{"stdout":"a"}}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sho_1","type":"shell_call_output","call_id":"call_1","output":[{"stdout":"a"}]}}
            """#,
            [
                #"progress call_1 shell delta {"stdout":"a"}"#,
                #"result call_1 shell [{"stdout":"a"}] kind shell by provider of sho_1, kept"#,
            ]),
        EventCase(
            "response.shell_call_output_content.done",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"sho_1","type":"shell_call_output","call_id":"call_1","output":[]}}
            {"type":"response.shell_call_output_content.done","item_id":"sho_1","output_index":0,"command_index":0,"output":[{"stdout":"a"}]}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sho_1","type":"shell_call_output","call_id":"call_1","output":[{"stdout":"a"}]}}
            """#,
            [
                #"progress call_1 shell done [{"stdout":"a"}]"#,
                #"result call_1 shell [{"stdout":"a"}] kind shell by provider of sho_1, kept"#,
            ]),
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1","environment":{"type":"container_reference"},"action":{"commands":["ls"]}}}
            """#,
            [#"call call_1 shell {"commands":["ls"]} kind shell by provider of sh_1, kept"#]),
        EventCase(
            "response.output_item.done",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ts_1","type":"tool_search_call","call_id":"call_1","execution":"server","arguments":{}}}
            """#,
            ["item openai tool_search_call"]),
    ]
}
