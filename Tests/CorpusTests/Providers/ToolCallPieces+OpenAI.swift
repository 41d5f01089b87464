extension TestedWire {
    func pieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        switch self {
        case .responses: Self.responsesPieces(rule)
        case .chatCompletions: Self.chatPieces(rule)
        case .messages: Self.messagesPieces(rule)
        case .generateContent: Self.generateContentPieces(rule)
        case .converse: Self.conversePieces(rule)
        case .cohere: Self.coherePieces(rule)
        }
    }

    // MARK: Chat Completions

    private static func chatPieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        switch rule {
        case .knownIDWins:
            .chat(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}"#,
                #"{"index":1,"id":"a","function":{"arguments":"}"}}"#, calls: ["a f {}", "b g {}"])
        case .newIDWithClashingIndexIsNew:
            .chat(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#,
                #"{"index":0,"id":"b","function":{"name":"f","arguments":"{\"y\":2}"}}"#,
                calls: ["a f {}", #"b f {"y":2}"#])
        case .indexDecidesWithoutID:
            .chat(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}"#,
                #"{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}"#,
                #"{"index":0,"function":{"arguments":"\"x\":1}"}}"#, #"{"index":1,"function":{"arguments":"}"}}"#,
                calls: [#"a f {"x":1}"#, "b g {}"])
        case .currentCallWithNeither:
            .chat(
                #"{"id":"a","function":{"name":"f","arguments":"{"}}"#, #"{"function":{"arguments":"}"}}"#,
                #"{"id":"b","function":{"name":"g"}}"#, #"{"function":{"arguments":"{}"}}"#,
                calls: ["a f {}", "b g {}"])
        case .nameMayComeLate:
            .chat(
                #"{"index":0,"id":"a","function":{"arguments":"{"}}"#,
                #"{"index":0,"function":{"name":"f","arguments":"}"}}"#, calls: ["a f {}"])
        case .idMayComeLate:
            .chat(
                #"{"index":0,"function":{"name":"f","arguments":"{"}}"#,
                #"{"index":0,"id":"a","function":{"arguments":"}"}}"#, calls: ["a f {}"])
        case .emptyIsNotGiven:
            .chat(
                #"{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":"}}"#,
                #"{"index":0,"id":"","function":{"name":"","arguments":"1}"}}"#,
                #"{"index":0,"id":null,"function":{"name":null,"arguments":""}}"#, calls: [#"a f {"x":1}"#])
        }
    }

    // MARK: Responses

    /// Here `output_index` is what tells items apart, since some vendors give an item another id in each event: an id
    /// decides where the index is not told.
    private static func responsesPieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        switch rule {
        case .knownIDWins:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a","name":"f""#),
                    added(1, #""id":"fc_2","call_id":"b","name":"g""#),
                    arguments(#""item_id":"fc_1""#, "{}"), arguments(#""item_id":"fc_2""#, "{}"),
                ], calls: ["a f {}", "b g {}"])
        case .newIDWithClashingIndexIsNew:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a","name":"f""#),
                    done(0, #""id":"fc_1","call_id":"a","name":"f","arguments":"{}""#),
                    added(0, #""id":"fc_2","call_id":"b","name":"f""#),
                    done(0, #""id":"fc_2","call_id":"b","name":"f","arguments":"{\"y\":2}""#),
                ], calls: ["a f {}", #"b f {"y":2}"#])
        case .indexDecidesWithoutID:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a","name":"f""#),
                    added(1, #""id":"fc_2","call_id":"b","name":"g""#),
                    arguments(#""output_index":0"#, "{"), arguments(#""output_index":1"#, "{"),
                    arguments(#""output_index":0"#, #"\"x\":1}"#), arguments(#""output_index":1"#, "}"),
                ], calls: [#"a f {"x":1}"#, "b g {}"])
        case .currentCallWithNeither:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a","name":"f""#), arguments(#""sequence_number":2"#, "{}"),
                    added(1, #""id":"fc_2","call_id":"b","name":"g""#), arguments(#""sequence_number":4"#, "{}"),
                ], calls: ["a f {}", "b g {}"])
        case .nameMayComeLate:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a""#), arguments(#""output_index":0"#, "{}"),
                    done(0, #""id":"fc_1","call_id":"a","name":"f","arguments":"{}""#),
                ], calls: ["a f {}"])
        case .idMayComeLate:
            .events(
                [
                    added(0, #""name":"f""#), done(0, #""id":"fc_1","call_id":"a","name":"f","arguments":"{}""#),
                ], calls: ["a f {}"])
        case .emptyIsNotGiven:
            .events(
                [
                    added(0, #""id":"fc_1","call_id":"a","name":"f""#),
                    arguments(#""output_index":0,"item_id":"""#, "{}"),
                    done(0, #""id":"","call_id":"","name":"","arguments":"{}""#),
                ], calls: ["a f {}"])
        }
    }

    private static func added(_ index: Int, _ item: String) -> String {
        #"{"type":"response.output_item.added","output_index":\#(index),"item":{"type":"function_call",\#(item)}}"#
    }

    private static func done(_ index: Int, _ item: String) -> String {
        #"{"type":"response.output_item.done","output_index":\#(index),"item":{"type":"function_call",\#(item)}}"#
    }

    /// - Parameter piece: As it stands in JSON, between its quotes; plain quotes are escaped already.
    private static func arguments(_ place: String, _ piece: String) -> String {
        #"{"type":"response.function_call_arguments.delta",\#(place),"delta":"\#(piece)"}"#
    }
}

extension ToolCallPieces {
    fileprivate static func chat(_ pieces: String..., calls: [String]) -> ToolCallPieces {
        .events(
            pieces.map {
                #"{"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[\#($0)]},"finish_reason":null}]}"#
            }, calls: calls)
    }
}
