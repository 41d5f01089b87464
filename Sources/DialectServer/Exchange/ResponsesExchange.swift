import Dialect
import DialectWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One request and its reply: joins session, backend, encoder and sink.
struct ResponsesExchange: Sendable {
    let service: ServerService
    let session: ConnectionSession
    let sink: any ReplySink

    /// Answers the body of an HTTP request, whatever it is.
    ///
    /// - Throws: `CancellationError` when the client is gone or the server stops.
    func answer(httpBody bytes: [UInt8], renderer: ReplyRenderer) async throws {
        var renderer = renderer
        do {
            let request = try bytes.withUnsafeBytes { try ResponsesRequestDecoder().decode(httpBody: $0) }
            if request.isStreaming { renderer.streams() }
            try await answer(request, weight: bytes.count, renderer: renderer)
        } catch let error as LanguageModelError {
            try await sink.send(renderer.refuse(ResponsesWireError(error), streamID: nil))
        }
    }

    /// Answers a message of a WebSocket.
    ///
    /// - Throws: `CancellationError` when the client is gone or the server stops.
    func answer(_ job: ResponseJob) async throws {
        var renderer = ReplyRenderer(form: .messages)
        switch job.request {
        case .success(let request): try await answer(request, weight: job.byteCount, renderer: renderer)
        case .failure(let error):
            session.answered(lane: job.lane)
            try await sink.send(renderer.refuse(ResponsesWireError(error), streamID: job.lane))
        }
    }

    private func answer(_ received: ResponsesServerRequest, weight: Int, renderer: ReplyRenderer) async throws {
        var current = received
        do {
            let backend = service.backend
            current = try session.admit(
                received, acceptsUnknown: backend.acceptsUnknownResponses, stored: { service.store[$0] })
            try await service.read(weight)
            while let successor = try await respond(to: current, weight: weight, renderer: renderer) {
                current = successor
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            session.failed(current)
            var renderer = renderer
            try await sink.send(renderer.refuse(ResponsesWireError(error), streamID: current.streamID))
        }
    }

    /// - Returns: The request to answer next, unasked, if the client steered the response.
    private func respond(
        to request: ResponsesServerRequest, weight: Int, renderer: ReplyRenderer
    ) async throws -> ResponsesServerRequest? {
        guard request.generates else {
            return try await encode(Self.warmUp, answering: request, weight: weight, renderer: renderer)
        }
        switch try await service.backend.respond(to: request).content {
        case .stream(let parts):
            return try await encode(parts, answering: request, weight: weight, renderer: renderer)
        case .recorded(let reply):
            var renderer = renderer
            session.answered(lane: request.streamID)
            try await sink.send(renderer.replay(reply))
            return nil
        }
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
        _ stream: ResponseStream, answering request: ResponsesServerRequest, weight: Int, renderer: ReplyRenderer
    ) async throws -> ResponsesServerRequest? {
        let run = ResponseRun(
            request, id: Self.randomID(prefix: "resp_"), createdAt: Self.now, weight: weight, renderer: renderer,
            session: session, store: service.store, sink: sink)
        do {
            for try await part in stream {
                var time: Int?
                if case .finish = part { time = Self.now }
                guard try await run.received(part, at: time) else { break }
            }
            if !run.hasEnded {
                throw LanguageModelError(.server, "The model's response ended before it was complete.")
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // Before the response has begun on the wire it can still be refused as a whole.
            guard run.hasStarted, renderer.form != .oneShot else { throw error }
            try await run.failed(error)
        }
        return try await run.finish()
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
