import DialectOpenAI

/// What only the Responses API has.
extension CheckCommand {
    /// - Parameter plain: The provider over HTTP.
    func checkWebSocket(_ plain: OpenAIProvider?, _ report: inout CheckReport) async {
        guard !report.leavesOut(.webSocket), let plain else {
            return await report.check(.webSocket, "WebSocket: all checks") {
                throw CheckFailure("the dialect has no WebSocket")
            }
        }
        let provider = plain.withWebSocket()
        guard let transport = provider.wsTransport else { return }
        let conversation = conversation(provider.model(model))
        var continued = 0
        await report.check("WebSocket: a conversation of \(turns) turns") {
            continued = try await conversation.hold(turns: turns)
        }
        let first = transport.statistics
        await report.check("WebSocket: no turn fell back to HTTP") {
            try expect(first.requests - first.replays, turns, "requests over a WebSocket")
            try expect(first.fallbacks, 0, "requests over HTTP")
        }
        await report.check("WebSocket: one connection served all turns") {
            try expect(first.connectionsOpened, 1, "connections")
        }
        await report.check("WebSocket: each further turn sent only what was new") {
            guard continued > 0 else {
                throw CheckFailure("every answer was cut short, and none can be continued; allow more tokens")
            }
            try expect(first.incrementalRequests, continued, "requests that continued the one before")
            try expect(first.replays, 0, "requests that had to be sent again in full")
        }
        await report.check("WebSocket: what a warm-up sent is not lost") {
            try await self.conversation(plain.model(model)).warmUp(provider.model(model))
        }
        await report.check("WebSocket: three conversations at once") { try await conversation.holdAtOnce(3) }
        await report.check("WebSocket: an answer that is not read to its end disturbs none that follows") {
            try await conversation.leaveEarly()
        }
        // On connections of its own: some gateways tie a connection to the model of its first request.
        let stranger = provider.withWebSocket()
        await checkMissingModel("WebSocket", { stranger.model($0) }, &report)
        await stranger.shutDown()
        await report.check("WebSocket: a conversation after all that, still without HTTP") {
            try await conversation.hold(turns: 2)
            try expect(transport.statistics.fallbacks, 0, "requests over HTTP")
        }
        await provider.shutDown()
    }
}
