import Dialect
import DialectWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// One request in another dialect than Responses, and its reply: joins backend, dialect and sink.
struct ServedExchange: Sendable {
    let service: ServerService
    let dialect: any ServedDialect
    let target: ServedTarget
    let sink: any ReplySink

    /// Answers the body of a request, whatever it is.
    ///
    /// - Throws: `CancellationError` when the client is gone or the server stops.
    func answer(_ bytes: [UInt8], renderer: ReplyRenderer) async throws {
        var renderer = renderer
        do {
            let request = try dialect.decode(bytes: bytes, at: target)
            try await service.read(bytes.count)
            switch try await service.backend.respond(to: request).content {
            case .recorded(let reply): try await sink.send(renderer.replay(reply))
            case .stream(let parts) where request.isStreaming:
                try await send(parts, answering: request, renderer: renderer)
            case .stream(let parts):
                let response = try await parts.collect()
                let body = dialect.body(of: response, in: reply(to: request))
                try await sink.send(renderer.render(whole: body, of: dialect))
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            try await sink.send(renderer.refuse(ServedFailure(error), by: dialect))
        }
    }

    /// Sends the parts as they come.
    ///
    /// - Throws: What the model throws, as long as nothing was sent; `CancellationError` at any time.
    private func send(
        _ parts: ResponseStream, answering request: ResponsesServerRequest, renderer: ReplyRenderer
    ) async throws {
        var renderer = renderer
        var encoder = dialect.encoder(of: reply(to: request))
        do {
            var isComplete = false
            for try await part in parts {
                if case .finish = part { isComplete = true }
                let bytes = encoder.encode(part)
                if !bytes.isEmpty { try await sink.send(renderer.render(bytes, of: dialect)) }
            }
            if !isComplete {
                throw LanguageModelError(.server, "The model's response ended before it was complete.")
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            // Before the answer has begun on the wire it can still be refused as a whole.
            guard renderer.hasHead else { throw error }
            let bytes = encoder.fail(ServedFailure(error))
            if !bytes.isEmpty { try await sink.send(renderer.render(bytes, of: dialect)) }
        }
        try await sink.send(renderer.end())
    }

    private func reply(to request: ResponsesServerRequest) -> ServedReply {
        ServedReply(
            to: request, digits: ResponsesExchange.randomID(prefix: ""),
            createdAt: Int(Date().timeIntervalSince1970))
    }
}
