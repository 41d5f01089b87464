import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import Testing
import TestSupport

@Suite("Deltas and items that do not agree", .throttled, .timeLimit(.minutes(10)))
struct DeltaAndItemTests {
    private static let textDone =
        #"{"type":"response.output_text.done","item_id":"msg_1","output_index":0,"content_index":0,"text":"So."}"#
    private static let partDone =
        #"{"type":"response.content_part.done","item_id":"msg_1","output_index":0,"content_index":0,"#
        + #""part":{"type":"output_text","text":"So.","annotations":[]}}"#
    private static let fullEnd =
        #"{"type":"response.completed","response":{"id":"r","status":"completed","output":[{"id":"msg_1","#
        + #""type":"message","role":"assistant","status":"completed","#
        + #""content":[{"type":"output_text","text":"So.","annotations":[]}]}]}}"#

    private static func callAdded(_ index: Int, _ name: String) -> String {
        #"{"type":"response.output_item.added","output_index":\#(index),"item":{"id":"fc_\#(index)","#
            + #""type":"function_call","call_id":"call_\#(index)","name":"\#(name)","arguments":""}}"#
    }

    private static func argumentsDelta(_ index: Int, _ escaped: String) -> String {
        #"{"type":"response.function_call_arguments.delta","item_id":"fc_\#(index)","output_index":\#(index),"#
            + #""delta":"\#(escaped)"}"#
    }

    private static func callDone(_ index: Int, _ name: String, _ escaped: String) -> String {
        #"{"type":"response.output_item.done","output_index":\#(index),"item":{"id":"fc_\#(index)","#
            + #""type":"function_call","call_id":"call_\#(index)","name":"\#(name)","arguments":"\#(escaped)","#
            + #""status":"completed"}}"#
    }

    @Test(
        "that are missing are made up for by what is done", arguments: Sharing.allCases,
        [
            [textDone, Wire.completed("r")], [partDone, Wire.completed("r")],
            [Wire.message("So."), Wire.completed("r")], [fullEnd],
            [textDone, partDone, Wire.message("So."), fullEnd],
        ])
    func edge26OnlyDone(_ sharing: Sharing, _ rest: [String]) async throws {
        try await withAnswers([Wire.created("r")] + rest, sharing) { provider in
            for _ in 0..<2 {
                let (parts, error) = await provider.model("m").stream("One").outcome()
                #expect(error == nil)
                #expect(parts.textDeltas == ["So."])
                #expect(parts.finishReason?.kind == .stop)
            }
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("that are missing everywhere leave the same answer", arguments: Sharing.allCases)
    func edge26NoDeltasAtAll(_ sharing: Sharing) async throws {
        let turn: ScriptedTurn = [
            .reasoning("Let me see."), .text("It is wet."), .toolCall("weather", arguments: #"{"city":"Ghent"}"#),
        ]
        var configuration = sharing.server
        configuration.faults = FaultPlan([.request(1, .withoutDeltas)])
        try await withSimulator(ScriptedModel { _ in turn }, configuration: configuration) { simulator in
            let model = sharing.provider(simulator.baseURL).model("m")
            let (whole, poor) = (try await model.generate("One"), try await model.generate("One"))
            #expect(poor.text == whole.text)
            #expect(poor.reasoning == whole.reasoning)
            #expect(poor.toolCalls.map(\.arguments) == whole.toolCalls.map(\.arguments))
            #expect(simulator.statistics.faultsInjected == 1)
        }
    }

    @Test(
        "that come after the end of their item change nothing", arguments: Sharing.allCases,
        [textDone, partDone, Wire.message("So.")])
    func edge27DeltaAfterDone(_ sharing: Sharing, _ done: String) async throws {
        let events = [Wire.created("r"), Wire.delta("So."), done, Wire.delta("Late."), Wire.completed("r")]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "So.")
        }
    }

    @Test("that come after the end of their response reach nobody", arguments: Sharing.allCases)
    func edge27DeltaAfterTerminal(_ sharing: Sharing) async throws {
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                let text = request.lastText ?? ""
                try await peer.send(Wire.echo(request, Wire.answer("r_\(text)", text) + [Wire.delta("Late.")]))
            }
        } _: { server in
            let provider = sharing.provider(server.baseURL)
            // Conversations of their own, so that no lane is used again at once.
            for index in 0..<10 {
                let response = try await provider.model("m").generate("Number \(index)")
                #expect(response.text == "Number \(index)")
            }
        }
    }

    @Test("that end in the middle of arguments are handed over as they are", arguments: Sharing.allCases)
    func edge28ArgumentsCut(_ sharing: Sharing) async throws {
        let cut = #"{\"city\":\"Gh"#
        let events = [
            Wire.created("r"), Self.callAdded(0, "weather"), Self.argumentsDelta(0, cut),
            Self.callDone(0, "weather", cut), Wire.completed("r"),
        ]
        let received = Reports<JSONValue>()
        try await withServer { peer in
            try await peer.upgrade()
            while let request = try await peer.message() {
                received.report(request)
                let isResult = request["input"]?[0]?["type"] == "function_call_output"
                try await peer.send(Wire.echo(request, isResult ? Wire.answer("r2", "Again.") : events))
            }
        } _: { server in
            let model = sharing.provider(server.baseURL).model("m")
            var history: [Message] = []
            let first = try await model.say(.user("Weather?"), in: &history)
            let call = try #require(first.toolCalls.first)
            #expect(call.arguments == #"{"city":"Gh"#)
            #expect(throws: JSONError.self) { try call.argumentsJSON }
            // The model can be told, in the same chain.
            let result = ToolResult(for: call, output: "Those were no arguments.")
            let second = try await model.say(.tool([result]), in: &history)
            #expect(second.text == "Again.")
            _ = try await received.next()
            let request = try await received.next()
            #expect(request["input"]?.arrayValue?.map { $0["call_id"] } == ["call_0"])
        }
    }

    @Test("that are cut with the response make no call", arguments: Sharing.allCases)
    func edge28CallCutByLength(_ sharing: Sharing) async throws {
        let events = [
            Wire.created("r"), Self.callAdded(0, "weather"), Self.argumentsDelta(0, #"{\"city\":\"Gh"#),
            Wire.incomplete("r", reason: "max_output_tokens"),
        ]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.toolCalls.isEmpty)
            #expect(parts.warnings.map(\.kind) == [.incompleteToolCall])
            #expect(parts.finishReason?.kind == .length)
        }
    }

    @Test("of two calls interleave", arguments: Sharing.allCases)
    func edge29ParallelCalls(_ sharing: Sharing) async throws {
        let events = [
            Wire.created("r"), Self.callAdded(0, "f"), Self.callAdded(1, "g"), Self.argumentsDelta(1, #"{\"b\":"#),
            Self.argumentsDelta(0, #"{\"a\":"#), Self.argumentsDelta(1, "2}"), Self.argumentsDelta(0, "1}"),
            Self.callDone(0, "f", #"{\"a\":1}"#), Self.callDone(1, "g", #"{\"b\":2}"#), Wire.completed("r"),
        ]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            var inputs: [String: String] = [:]
            for part in parts { if case .toolInputDelta(let id, let text) = part { inputs[id, default: ""] += text } }
            #expect(inputs == ["call_0": #"{"a":1}"#, "call_1": #"{"b":2}"#])
            #expect(
                Set(parts.toolCalls.map { "\($0.id) \($0.name) \($0.arguments)" }) == [
                    #"call_0 f {"a":1}"#, #"call_1 g {"b":2}"#,
                ])
            #expect(parts.finishReason?.kind == .toolCalls)
            var collector = ResponseCollector()
            for part in parts { collector.append(part) }
            let response = try collector.response()
            #expect(response.toolCalls.map(\.id) == ["call_0", "call_1"])
        }
    }

    @Test("without length are no parts", arguments: Sharing.allCases)
    func edge30EmptyDeltas(_ sharing: Sharing) async throws {
        let events = [
            Wire.created("r"), Wire.delta(""), Wire.delta("So"), Wire.delta(""), Wire.delta("."), Wire.delta(""),
            Wire.message("So."), Self.callAdded(1, "f"), Self.argumentsDelta(1, ""), Self.argumentsDelta(1, "{}"),
            Self.callDone(1, "f", "{}"), Wire.completed("r"),
        ]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.textDeltas == ["So", "."])
            #expect(parts.toolCalls.map(\.arguments) == ["{}"])
            let isEmpty = parts.contains { part in
                switch part {
                case .textDelta(_, let text), .reasoningDelta(_, let text), .toolInputDelta(_, let text): text.isEmpty
                default: false
                }
            }
            #expect(!isEmpty)
        }
    }

    @Test(
        "may cut letters", arguments: Sharing.allCases,
        [
            // A family and a flag, cut between their scalars.
            (["👩", "\u{200D}", "👩\u{200D}", "👧 🇧", "🇪"], "👩\u{200D}👩\u{200D}👧 🇧🇪"),
            // A combining accent.
            (["e", #"\u0301"#, "t", #"\u00e9"#], "e\u{301}t\u{E9}"),
            // An escaped letter outside the first plane, cut between its surrogates.
            ([#"a\ud83d"#, #"\ude00b"#], "a😀b"),
            ([#"\uD83D"#, "", #"\uDE00"#], "😀"),
        ])
    func edge31CutLetters(_ sharing: Sharing, _ example: (deltas: [String], text: String)) async throws {
        let message = Wire.message(example.text)
        let events = [Wire.created("r")] + example.deltas.map(Wire.delta) + [message, Wire.completed("r")]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(Array(parts.text.unicodeScalars) == Array(example.text.unicodeScalars))
        }
    }

    @Test("may hold half a letter that is never made whole", arguments: Sharing.allCases)
    func edge31LoneSurrogate(_ sharing: Sharing) async throws {
        let events = [
            Wire.created("r"), Wire.delta(#"a\ud83d"#), Wire.delta(#"b\ude00c"#), Wire.completed("r"),
        ]
        try await withAnswers(events, sharing) { provider in
            let (parts, error) = await provider.model("m").stream("One").outcome()
            #expect(error == nil)
            #expect(parts.text == "a\u{FFFD}b\u{FFFD}c")
        }
    }

    @Test("may be cut inside of letters by frames and packets", arguments: Sharing.allCases)
    func edge31CutByFrames(_ sharing: Sharing) async throws {
        let text = "Grüße 👩\u{200D}👩\u{200D}👧 e\u{301} 🇧🇪 漢字"
        var configuration = sharing.server
        configuration.compression = false
        configuration.faults = FaultPlan([
            .request(0, .fragments(of: 3)), .request(1, .pieces(of: 3)),
        ])
        try await withSimulator(ScriptedModel { _ in [.text(text)] }, configuration: configuration) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            for _ in 0..<3 {
                let response = try await provider.model("m").generate("One")
                #expect(Array(response.text.unicodeScalars) == Array(text.unicodeScalars))
            }
            #expect(simulator.statistics.faultsInjected == 2)
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }
}
