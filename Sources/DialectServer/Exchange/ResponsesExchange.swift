import Dialect
import DialectWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One request and its reply: joins session, backend, encoder and sink.
struct ResponsesExchange: Sendable {
    let backend: any ResponsesBackend
    let store: ResponseStore
    let sink: any ReplySink

    /// Answers the bytes of a request, whatever they are.
    ///
    /// - Throws: `CancellationError` when the client is gone or the server stops.
    func answer(
        _ bytes: [UInt8], renderer: ReplyRenderer, session: inout ResponsesSession
    ) async throws {
        var renderer = renderer
        let request: ResponsesServerRequest
        do {
            request = try Self.decode(bytes, isWebSocket: renderer.form == .messages)
        } catch {
            let lane = bytes.withUnsafeBytes { ResponsesRequestDecoder.streamID(ofMessage: $0) }
            try await sink.send(renderer.refuse(ResponsesWireError(error), streamID: lane))
            return
        }
        if renderer.form == .oneShot, request.isStreaming {
            renderer = ReplyRenderer(
                form: .events, requestID: renderer.requestID, closesConnection: renderer.closesConnection)
        }
        do {
            try await answer(request, weight: bytes.count, renderer: &renderer, session: &session)
        } catch let error as CancellationError {
            throw error
        } catch {
            session.failed(request)
            try await sink.send(renderer.refuse(ResponsesWireError(error), streamID: request.streamID))
        }
    }

    private static func decode(_ bytes: [UInt8], isWebSocket: Bool) throws -> ResponsesServerRequest {
        try bytes.withUnsafeBytes { bytes in
            let decoder = ResponsesRequestDecoder()
            return isWebSocket
                ? try decoder.decode(webSocketMessage: bytes) : try decoder.decode(httpBody: bytes)
        }
    }

    private func answer(
        _ received: ResponsesServerRequest, weight: Int, renderer: inout ReplyRenderer,
        session: inout ResponsesSession
    ) async throws {
        let request = try session.admit(received, acceptsUnknown: backend.acceptsUnknownResponses) { store[$0] }
        let stream: ResponseStream
        if request.generates {
            switch try await backend.respond(to: request).content {
            case .stream(let parts): stream = parts
            case .recorded(let reply):
                try await sink.send(renderer.replay(reply))
                return
            }
        } else {
            stream = Self.warmUp
        }
        try await encode(stream, answering: request, weight: weight, renderer: &renderer, session: &session)
    }

    /// A response without output: the conversation is known from now on, and nothing was generated.
    private static var warmUp: ResponseStream {
        ResponseStream([
            .responseMetadata(ResponseMetadata()),
            .finish(
                .stop, Usage(input: Usage.Input(total: 0), output: Usage.Output(total: 0)), ResponseMetadata()),
        ])
    }

    private func encode(
        _ stream: ResponseStream, answering request: ResponsesServerRequest, weight: Int,
        renderer: inout ReplyRenderer, session: inout ResponsesSession
    ) async throws {
        let id = Self.randomID(prefix: "resp_")
        var encoder = ResponsesEventEncoder(request: request, responseID: id, createdAt: Self.now)
        do {
            for try await part in stream {
                var time: Int?
                if case .finish = part {
                    time = Self.now
                }
                let events = renderer.render(encoder.encode(part, at: time))
                if encoder.isFinished, encoder.hasFailed {
                    session.failed(request)
                } else if encoder.isFinished {
                    // Before the client hears of the end: its next request may arrive at once, from anywhere.
                    remember(encoder, id: id, request, weight: weight, session: &session)
                }
                if !events.isEmpty { try await sink.send(events) }
            }
            if !encoder.isFinished {
                throw LanguageModelError(.server, "The model's response ended before it was complete.")
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // Before the response has begun on the wire it can still be refused as a whole.
            guard encoder.hasStarted, renderer.form != .oneShot else { throw error }
            session.failed(request)
            try await sink.send(renderer.render(encoder.fail(error)))
        }
        try await sink.send(renderer.finish(response: encoder.response))
    }

    private func remember(
        _ encoder: ResponsesEventEncoder, id: String, _ request: ResponsesServerRequest, weight: Int,
        session: inout ResponsesSession
    ) {
        let weight = weight + encoder.response.count
        if let stored = session.completed(request, id: id, output: encoder.output, weight: weight) {
            store.insert(stored)
        }
    }

    static func randomID(prefix: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<3).map { _ in
            let word = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }
        return prefix + digits.joined()
    }

    /// Seconds since 1970.
    private static var now: Int { Int(Date().timeIntervalSince1970) }
}
