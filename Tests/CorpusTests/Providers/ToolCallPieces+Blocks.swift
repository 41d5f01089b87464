/// The wires whose calls are blocks with a beginning that names them.
extension TestedWire {
    private static let onlyTheStartNames = ToolCallPieces.inexpressible(
        "Id and name stand where a call begins, and no piece after it has a place for them.")

    // MARK: Messages

    static func messagesPieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        func start(_ index: Int, _ id: String, _ name: String) -> String {
            #"{"type":"content_block_start","index":\#(index),"content_block":{"type":"tool_use","id":"\#(id)","name":"\#(name)","input":{}}}"#
        }
        func delta(_ place: String, _ piece: String) -> String {
            #"{"type":"content_block_delta",\#(place)"delta":{"type":"input_json_delta","partial_json":"\#(piece)"}}"#
        }
        func stop(_ index: Int) -> String { #"{"type":"content_block_stop","index":\#(index)}"# }
        return switch rule {
        case .knownIDWins, .nameMayComeLate, .idMayComeLate: onlyTheStartNames
        case .newIDWithClashingIndexIsNew:
            .events(
                [
                    start(0, "a", "f"), delta(#""index":0,"#, "{}"), stop(0), start(0, "b", "f"),
                    delta(#""index":0,"#, #"{\"y\":2}"#), stop(0),
                ], calls: ["a f {}", #"b f {"y":2}"#])
        case .indexDecidesWithoutID:
            .events(
                [
                    start(0, "a", "f"), start(1, "b", "g"), delta(#""index":0,"#, "{"), delta(#""index":1,"#, "{"),
                    delta(#""index":0,"#, #"\"x\":1}"#), delta(#""index":1,"#, "}"), stop(0), stop(1),
                ], calls: [#"a f {"x":1}"#, "b g {}"])
        case .currentCallWithNeither:
            .events(
                [
                    start(0, "a", "f"), delta("", "{}"), stop(0), start(1, "b", "g"), delta("", "{}"), stop(1),
                ], calls: ["a f {}", "b g {}"])
        case .emptyIsNotGiven:
            .events(
                [start(0, "", "f"), delta(#""index":0,"#, ""), stop(0), start(1, "", "g"), stop(1)],
                calls: ["call_0 f {}", "call_1 g {}"])
        }
    }

    // MARK: Converse

    static func conversePieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        func start(_ index: Int?, _ id: String, _ name: String) -> String {
            let place = index.map { #""contentBlockIndex":\#($0),"# } ?? ""
            return #"{"contentBlockStart":{\#(place)"start":{"toolUse":{"toolUseId":"\#(id)","name":"\#(name)"}}}}"#
        }
        func delta(_ index: Int?, _ piece: String) -> String {
            let place = index.map { #""contentBlockIndex":\#($0),"# } ?? ""
            return #"{"contentBlockDelta":{\#(place)"delta":{"toolUse":{"input":"\#(piece)"}}}}"#
        }
        func stop(_ index: Int?) -> String {
            #"{"contentBlockStop":{\#(index.map { #""contentBlockIndex":\#($0)"# } ?? "")}}"#
        }
        return switch rule {
        case .knownIDWins, .nameMayComeLate, .idMayComeLate: onlyTheStartNames
        case .newIDWithClashingIndexIsNew:
            .events(
                [
                    start(0, "a", "f"), delta(0, "{}"), stop(0), start(0, "b", "f"), delta(0, #"{\"y\":2}"#), stop(0),
                ], calls: ["a f {}", #"b f {"y":2}"#])
        case .indexDecidesWithoutID:
            .events(
                [
                    start(0, "a", "f"), start(1, "b", "g"), delta(0, "{"), delta(1, "{"), delta(0, #"\"x\":1}"#),
                    delta(1, "}"), stop(0), stop(1),
                ], calls: [#"a f {"x":1}"#, "b g {}"])
        case .currentCallWithNeither:
            .events(
                [
                    start(nil, "a", "f"), delta(nil, "{}"), stop(nil), start(nil, "b", "g"), delta(nil, "{}"),
                    stop(nil),
                ], calls: ["a f {}", "b g {}"])
        case .emptyIsNotGiven:
            .events(
                [start(0, "", "f"), delta(0, ""), stop(0), start(1, "", "g"), delta(1, "{}"), stop(1)],
                calls: ["tooluse_0 f {}", "tooluse_1 g {}"])
        }
    }

    // MARK: Cohere

    static func coherePieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        func event(_ type: String, _ index: Int?, _ call: String) -> String {
            let place = index.map { #""index":\#($0),"# } ?? ""
            return #"{"type":"tool-call-\#(type)",\#(place)"delta":{"message":{"tool_calls":\#(call)}}}"#
        }
        func start(_ index: Int?, _ id: String, _ name: String) -> String {
            event("start", index, #"{"id":"\#(id)","type":"function","function":{"name":"\#(name)","arguments":""}}"#)
        }
        func delta(_ index: Int?, _ piece: String) -> String {
            event("delta", index, #"{"function":{"arguments":"\#(piece)"}}"#)
        }
        func end(_ index: Int?) -> String {
            #"{"type":"tool-call-end"\#(index.map { #","index":\#($0)"# } ?? "")}"#
        }
        return switch rule {
        case .nameMayComeLate, .idMayComeLate: onlyTheStartNames
        case .knownIDWins:
            .events(
                [start(0, "a", "f"), delta(0, "{"), start(0, "a", "f"), delta(0, "}"), end(0)], calls: ["a f {}"])
        case .newIDWithClashingIndexIsNew:
            .events(
                [
                    start(0, "a", "f"), delta(0, "{}"), end(0), start(0, "b", "f"), delta(0, #"{\"y\":2}"#), end(0),
                ], calls: ["a f {}", #"b f {"y":2}"#])
        case .indexDecidesWithoutID:
            .events(
                [
                    start(0, "a", "f"), start(1, "b", "g"), delta(0, "{"), delta(1, "{"), delta(0, #"\"x\":1}"#),
                    delta(1, "}"), end(0), end(1),
                ], calls: [#"a f {"x":1}"#, "b g {}"])
        case .currentCallWithNeither:
            .events(
                [
                    start(nil, "a", "f"), delta(nil, "{}"), end(nil), start(nil, "b", "g"), delta(nil, "{}"), end(nil),
                ], calls: ["a f {}", "b g {}"])
        case .emptyIsNotGiven:
            .events(
                [start(0, "", "f"), delta(0, ""), end(0), start(1, "", "g"), delta(1, "{}"), end(1)],
                calls: ["call_0 f {}", "call_1 g {}"])
        }
    }

    // MARK: Gemini

    static func generateContentPieces(_ rule: ToolCallLawTests.Rule) -> ToolCallPieces {
        func part(_ call: String) -> String {
            #"{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{\#(call)}}]},"index":0}]}"#
        }
        let piece = #""partialArgs":[{"jsonPath":"$.x","numberValue":1}]"#
        return switch rule {
        case .knownIDWins:
            .inexpressible("A call comes whole, or in pieces of which only the first has an id.")
        case .newIDWithClashingIndexIsNew, .indexDecidesWithoutID:
            .inexpressible("Calls have no index: one follows the other.")
        case .nameMayComeLate, .idMayComeLate: onlyTheStartNames
        case .currentCallWithNeither:
            .events(
                [
                    part(#""id":"a","name":"f","willContinue":true"#), part(piece + #","willContinue":true"#),
                    part(""), part(#""id":"b","name":"g","args":{}"#),
                ], calls: [#"a f {"x":1}"#, "b g {}"])
        case .emptyIsNotGiven:
            .events(
                [
                    part(#""id":"a","name":"f","willContinue":true"#), part(#""id":"","name":"","# + piece),
                    part(#""id":"","name":"g","args":{}"#),
                ], calls: [#"a f {"x":1}"#, "call_1 g {}"])
        }
    }
}
