extension EventTypes {
    static let clientTools = [
        EventCase(
            "response.function_call_arguments.delta", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather","arguments":""}}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"{\"city\":"}
            {"type":"response.function_call_arguments.delta","item_id":"fc_1","output_index":0,"delta":"\"Rome\"}"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather","arguments":"{\"city\":\"Rome\"}","status":"completed"}}
            """#,
            [
                "input call_1 begins: weather", #"input call_1: {"city":"#, #"input call_1: "Rome"}"#,
                "input call_1 ends", #"call call_1 weather {"city":"Rome"} of fc_1, kept"#,
            ]),
        EventCase(
            "response.function_call_arguments.done", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"fc_1","type":"function_call","call_id":"call_1","name":"weather","arguments":""}}
            {"type":"response.function_call_arguments.done","item_id":"fc_1","output_index":0,"arguments":"{\"a\":1}"}
            """#,
            [
                "input call_1 begins: weather", #"input call_1: {"a":1}"#, "input call_1 ends",
                #"call call_1 weather {"a":1} of fc_1, kept"#,
            ]),
        EventCase(
            "response.custom_tool_call_input.delta", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"ctc_1","type":"custom_tool_call","call_id":"call_1","name":"sql","input":""}}
            {"type":"response.custom_tool_call_input.delta","item_id":"ctc_1","output_index":0,"delta":"SELECT "}
            {"type":"response.custom_tool_call_input.delta","item_id":"ctc_1","output_index":0,"delta":"1"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"ctc_1","type":"custom_tool_call","call_id":"call_1","name":"sql","input":"SELECT 1"}}
            """#,
            [
                "input call_1 begins: sql", "input call_1: SELECT ", "input call_1: 1", "input call_1 ends",
                "call call_1 sql SELECT 1 kind custom of ctc_1, kept",
            ]),
        EventCase(
            "response.custom_tool_call_input.done", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"ctc_1","type":"custom_tool_call","call_id":"call_1","name":"sql","input":""}}
            {"type":"response.custom_tool_call_input.done","item_id":"ctc_1","output_index":0,"input":"SELECT 1"}
            """#,
            [
                "input call_1 begins: sql", "input call_1: SELECT 1", "input call_1 ends",
                "call call_1 sql SELECT 1 kind custom of ctc_1, kept",
            ]),
        EventCase(
            "response.shell_call_command.added", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1","action":{"commands":[]}}}
            {"type":"response.shell_call_command.added","output_index":0,"command_index":0,"command":""}
            {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"ls"}
            {"type":"response.shell_call_command.added","output_index":0,"command_index":1,"command":""}
            {"type":"response.shell_call_command.delta","output_index":0,"command_index":1,"delta":"pwd"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1","action":{"commands":["ls","pwd"]}}}
            """#,
            [
                "input call_1 begins: shell", "input call_1: ls", #"input call_1: \n"#, "input call_1: pwd",
                "input call_1 ends", #"call call_1 shell {"commands":["ls","pwd"]} kind shell of sh_1, kept"#,
            ]),
        EventCase(
            "response.shell_call_command.delta", finish: "toolCalls (completed)",
            #"""
            {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"l"}
            {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"s"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1","action":{"commands":["ls"]}}}
            """#,
            [
                "input call_0 begins: shell", "input call_0: l", "input call_0: s", "input call_0 ends",
                #"call call_1 shell {"commands":["ls"]} kind shell of sh_1, kept"#,
            ]),
        EventCase(
            "response.shell_call_command.done", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1"}}
            {"type":"response.shell_call_command.delta","output_index":0,"command_index":0,"delta":"l"}
            {"type":"response.shell_call_command.done","output_index":0,"command_index":0,"command":"ls"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"sh_1","type":"shell_call","call_id":"call_1","action":{"commands":["ls"]}}}
            """#,
            [
                "input call_1 begins: shell", "input call_1: l", "input call_1: s", "input call_1 ends",
                #"call call_1 shell {"commands":["ls"]} kind shell of sh_1, kept"#,
            ]),
        EventCase(
            "response.apply_patch_call_operation_diff.delta", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"apc_1","type":"apply_patch_call","call_id":"call_1","operation":{"type":"create_file","path":"a"}}}
            {"type":"response.apply_patch_call_operation_diff.delta","item_id":"apc_1","output_index":0,"delta":"+a"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"apc_1","type":"apply_patch_call","call_id":"call_1","operation":{"type":"create_file","path":"a","diff":"+a"}}}
            """#,
            [
                "input call_1 begins: apply_patch", "input call_1: +a", "input call_1 ends",
                #"call call_1 apply_patch {"type":"create_file","path":"a","diff":"+a"} kind apply_patch of apc_1, kept"#,
            ]),
        EventCase(
            "response.apply_patch_call_operation_diff.done", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.added","output_index":0,"item":{"id":"apc_1","type":"apply_patch_call","call_id":"call_1"}}
            {"type":"response.apply_patch_call_operation_diff.done","item_id":"apc_1","output_index":0,"diff":"+a"}
            {"type":"response.output_item.done","output_index":0,"item":{"id":"apc_1","type":"apply_patch_call","call_id":"call_1","operation":{"type":"delete_file","path":"a"}}}
            """#,
            [
                "input call_1 begins: apply_patch", "input call_1: +a", "input call_1 ends",
                #"call call_1 apply_patch {"type":"delete_file","path":"a"} kind apply_patch of apc_1, kept"#,
            ]),
        EventCase(
            "response.output_item.done", finish: "toolCalls (completed)",
            #"""
            {"type":"response.output_item.done","output_index":0,"item":{"id":"cu_1","type":"computer_call","call_id":"call_1","action":{"type":"click","x":1,"y":2},"pending_safety_checks":[]}}
            {"type":"response.output_item.done","output_index":1,"item":{"id":"lsh_1","type":"local_shell_call","call_id":"call_2","action":{"type":"exec","command":["ls"]}}}
            {"type":"response.output_item.done","output_index":2,"item":{"id":"ts_1","type":"tool_search_call","call_id":"call_3","execution":"client","arguments":{"goal":"maps"}}}
            """#,
            [
                #"call call_1 computer {"action":{"type":"click","x":1,"y":2},"pending_safety_checks":[]} kind computer of cu_1, kept"#,
                #"call call_2 local_shell {"type":"exec","command":["ls"]} kind local_shell of lsh_1, kept"#,
                #"call call_3 tool_search {"goal":"maps"} kind tool_search of ts_1, kept"#,
            ]),
    ]
}
