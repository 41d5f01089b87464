import Dialect
import DialectOpenAI
import DialectTransport
import Testing
import TestSupport

@Suite("A failure that the server reports", .throttled, .timeLimit(.minutes(10)))
struct ErrorEdgeCases {
    /// An event, and the error that a caller gets to see.
    struct Report: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let event: String
        let code: LanguageModelError.Code
        var message = "No."
        var status: Int?
        var detail: String?
        var parameter: String?
        var retryAfter: Duration?
        var requestID: String?

        init(
            _ name: String, _ event: String, _ code: LanguageModelError.Code, status: Int? = nil, detail: String? = nil,
            parameter: String? = nil, retryAfter: Duration? = nil, requestID: String? = nil
        ) {
            testDescription = name
            self.event = event
            self.code = code
            self.status = status
            self.detail = detail
            self.parameter = parameter
            self.retryAfter = retryAfter
            self.requestID = requestID
        }
    }

    /// The server reports a failure before any of the answer; its connection serves on.
    private static func check(
        _ event: String, _ lanes: LaneUse, _ body: (LanguageModelError) -> Void
    ) async throws {
        try await withServer { peer, request in
            try await peer.send([event], for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let model = provider.model("test-model")
            let (parts, thrown) = await model.stream("One").outcome()
            #expect(parts.finishes == 0)
            #expect(parts.text.isEmpty)
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.provider == "openai")
            #expect(error.model == "test-model")
            #expect(error.rawBody != nil)
            body(error)
            let next = try await model.generate("Two")
            #expect(next.text == "Connection 0.")
            #expect(next.continuation == "firstTurn")
            #expect(provider.statistics.connectionsOpened == 1)
            #expect(provider.statistics.replays == 0)
        }
    }

    private static func check(_ report: Report, _ lanes: LaneUse) async throws {
        try await check(report.event, lanes) { error in
            #expect(error.code == report.code)
            #expect(error.message == "No.")
            #expect(error.httpStatus == report.status)
            #expect(error.details.code == report.detail)
            #expect(error.details.parameter == report.parameter)
            #expect(error.retryAfter == report.retryAfter)
            #expect(error.requestID == report.requestID)
        }
    }

    // MARK: 13 · Flat

    @Test(
        "13: in a flat event, is shown, and the connection serves on", arguments: LaneUse.allCases,
        [
            Report(
                "invalid prompt", #"{"type":"error","code":"invalid_prompt","message":"No.","param":"input"}"#,
                .contentFiltered, detail: "invalid_prompt", parameter: "input"),
            Report(
                "server error", #"{"type":"error","code":"server_error","message":"No.","sequence_number":3}"#, .server,
                detail: "server_error"),
            Report(
                "retry in words",
                #"{"type":"error","code":"rate_limit_exceeded","message":"No.","headers":{"retry-after-ms":"1500"}}"#,
                .rateLimited, detail: "rate_limit_exceeded", retryAfter: .milliseconds(1500)),
            Report(
                "text alone", #"{"type":"error","error":"No."}"#, .server),
        ])
    func edge13_flat(_ lanes: LaneUse, _ report: Report) async throws { try await Self.check(report, lanes) }

    // MARK: 14 · Nested

    @Test(
        "14: in a nested event, is shown, and the connection serves on", arguments: LaneUse.allCases,
        [
            Report(
                "rate limit",
                #"{"type":"error","status":429,"error":{"type":"requests","code":"rate_limit_exceeded","message":"No."},"#
                    + #""headers":{"Retry-After":"7","x-request-id":"req_8"}}"#, .rateLimited, status: 429,
                detail: "rate_limit_exceeded", retryAfter: .seconds(7), requestID: "req_8"),
            Report(
                "headers inside",
                #"{"type":"error","status":503,"error":{"code":"server_is_overloaded","message":"No.","#
                    + #""headers":{"retry-after":"2"}}}"#, .overloaded, status: 503, detail: "server_is_overloaded",
                retryAfter: .seconds(2)),
            Report(
                "status_code",
                #"{"type":"error","status_code":401,"error":{"type":"invalid_request_error","message":"No."}}"#,
                .authentication, status: 401),
            Report(
                "no status",
                #"{"type":"error","error":{"type":"invalid_request_error","code":"invalid_value","message":"No.","#
                    + #""param":"tools"}}"#, .invalidRequest, detail: "invalid_value", parameter: "tools"),
            Report(
                "numeric code", #"{"type":"error","error":{"code":429,"message":"No."}}"#, .rateLimited, status: 429,
                detail: "429"),
            Report(
                "context length",
                #"{"type":"error","status":400,"error":{"code":"context_length_exceeded","message":"No.","#
                    + #""param":"input"}}"#, .contextLengthExceeded, status: 400, detail: "context_length_exceeded",
                parameter: "input"),
        ])
    func edge14_nested(_ lanes: LaneUse, _ report: Report) async throws { try await Self.check(report, lanes) }

    @Test("14: in a nested event of one lane, leaves the others alone")
    func edge14_otherLane() async throws {
        try await withServer { peer in
            try await peer.upgrade()
            try await peer.send(Wire.answer("r", "Fine."), for: try await peer.message())
            let (first, second) = (try await peer.message(), try await peer.message())
            let (refused, served) = first?["input"]?[0]?["content"] == "Refuse" ? (first, second) : (second, first)
            try await peer.send([Wire.created("s"), Wire.delta("Fi")], for: served)
            try await peer.send([Wire.error("server_error", status: 500, "No.")], for: refused)
            try await peer.send([Wire.delta("ne."), Wire.completed("s")], for: served)
            try await peer.untilClosed()
        } _: { server in
            let provider = LaneUse.lanes.provider(server.baseURL)
            _ = try await provider.model("m").generate("Zero")
            async let served = provider.model("m").generate("Serve")
            let error = try await failure { try await provider.model("m").generate("Refuse") }
            #expect(error.code == .server)
            let text = try await served.text
            #expect(text == "Fine.")
            #expect(provider.statistics.connectionsOpened == 1)
        }
    }

    @Test("14: after a good beginning, is shown", arguments: LaneUse.allCases)
    func edge14_inMidStream(_ lanes: LaneUse) async throws {
        try await withServer { peer, request in
            let events = [
                Wire.created("r"), Wire.delta("So"), Wire.error("server_error", status: 500, "Something broke."),
            ]
            try await peer.send(events, for: request)
            return .servesOn
        } _: { server, _ in
            let provider = lanes.provider(server.baseURL)
            let (parts, thrown) = await provider.model("m").stream("One").outcome()
            #expect(parts.text == "So")
            let error = try #require(thrown as? LanguageModelError)
            #expect(error.code == .server)
            #expect(error.message == "Something broke.")
            #expect(error.replaySafety == .unsafe)
            try await provider.expectAnswer(over: 0)
        }
    }

    // MARK: 15 · Without a code, without a message

    @Test(
        "15: without a code, is taken for the server's own", arguments: LaneUse.allCases,
        [
            Report("flat", #"{"type":"error","code":null,"message":"No.","param":null}"#, .server),
            Report("nested", #"{"type":"error","error":{"code":null,"message":"No.","param":null}}"#, .server),
        ])
    func edge15_nullCode(_ lanes: LaneUse, _ report: Report) async throws { try await Self.check(report, lanes) }

    @Test(
        "15: without a message, is told with what is known", arguments: LaneUse.allCases,
        [
            (#"{"type":"error","code":null,"message":null}"#, "without a message"),
            (#"{"type":"error","status":502,"error":null}"#, "status 502"),
            (#"{"type":"error","error":{"type":"api_error","message":""}}"#, "type api_error"),
            (#"{"type":"error"}"#, "without a message"),
        ])
    func edge15_noMessage(_ lanes: LaneUse, _ report: (event: String, words: String)) async throws {
        try await Self.check(report.event, lanes) { error in
            #expect(error.code == .server)
            #expect(error.message.contains(report.words))
            #expect(error.isRetryable)
        }
    }

    // MARK: 16 · A failed response

    @Test(
        "16: of a response that says not why, is told with what is known", arguments: LaneUse.allCases,
        ["", #","error":null"#, #","error":{}"#, #","error":{"code":"","message":""}"#])
    func edge16_failedWithoutError(_ lanes: LaneUse, _ field: String) async throws {
        let event =
            #"{"type":"response.failed","response":{"id":"resp_9","status":"failed"\#(field)}}"#
        try await Self.check(event, lanes) { error in
            #expect(error.code == .server)
            #expect(error.message.contains("resp_9"))
            #expect(!error.message.contains("(code: )"))
        }
    }

    @Test("16: of a response that says why, is shown", arguments: LaneUse.allCases)
    func edge16_failed(_ lanes: LaneUse) async throws {
        let event = #"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"#
        try await Self.check(
            Report("", event + #""code":"server_error","message":"No."}}}"#, .server, detail: "server_error"), lanes)
    }

    // MARK: 18 · No last event

    @Test("18: none and no last event, ends with the time-out between events", arguments: LaneUse.allCases)
    func edge18_noLastEvent(_ lanes: LaneUse) async throws {
        // On a machine that is busy with other tests the first time-out may pass before anything arrives.
        for factor in [1, 8, 60] {
            var text = ""
            try await withServer { peer, request in
                try await peer.send(Array(Wire.answer("r", "All of it.").dropLast()), for: request)
                try await peer.untilClosed()
                return .closes
            } _: { server, received in
                let timeouts = TransportTimeouts(betweenEvents: .milliseconds(500 * factor))
                let provider = lanes.provider(server.baseURL, timeouts: timeouts)
                let (parts, thrown) = await provider.model("m").stream("One").outcome()
                let error = try #require(thrown as? LanguageModelError)
                #expect(error.code == .timeout)
                #expect(error.message.contains("`betweenEvents`"))
                #expect(error.isRetryable)
                #expect(parts.finishes == 0)
                text = parts.text
                guard text == "All of it." else { return }
                #expect(error.replaySafety == .unsafe)
                #expect(received.all.count == 1)
                // A connection that may still bring the rest is not used.
                try await provider.expectAnswer(over: 1)
                #expect(provider.statistics.replays == 0)
            }
            if !text.isEmpty { return }
        }
        Issue.record("Nothing arrived before any of the time-outs.")
    }
}
