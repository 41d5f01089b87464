public import Tracing

/// The parts of a response, and a span of distributed tracing that begins and ends with them.
///
/// Attributes are those of OpenTelemetry's semantic conventions for generative AI, and what a provider says of the
/// transport. Content, headers and bodies are never part of a span.
public final class TracedPartSource: PartSource {
    private let base: any PartSource
    private let span: any Span
    private var isEnded = false

    /// Starts a span below the current one.
    ///
    /// - Parameters:
    ///   - base: Where the parts come from.
    ///   - model: Who is asked.
    ///   - tracer: Keeps the span.
    public init(_ base: any PartSource, model: ModelID, tracer: any Tracer) {
        self.base = base
        span = tracer.startSpan("chat \(model.model)", ofKind: .client)
        span.attributes["gen_ai.operation.name"] = "chat"
        span.attributes["gen_ai.provider.name"] = model.provider
        span.attributes["gen_ai.request.model"] = model.model
    }

    /// The source itself where there is no tracer, else one with a span.
    ///
    /// - Parameter tracer: Nil is the process's own.
    public static func around(_ base: any PartSource, model: ModelID, tracer: (any Tracer)? = nil) -> any PartSource {
        let tracer = tracer ?? InstrumentationSystem.tracer
        return tracer is NoOpTracer ? base : TracedPartSource(base, model: model, tracer: tracer)
    }

    deinit {
        // The consumer left before the end.
        if !isEnded { span.attributes["dialect.abandoned"] = true }
        end()
    }

    public func next(into parts: inout [StreamPart]) async throws -> Bool {
        do {
            let mayContinue = try await base.next(into: &parts)
            if case .finish(let reason, let usage, let metadata)? = parts.last { finished(reason, usage, metadata) }
            if !mayContinue { end() }
            return mayContinue
        } catch {
            failed(error)
            throw error
        }
    }

    private func finished(_ reason: FinishReason, _ usage: Usage, _ metadata: ResponseMetadata) {
        span.attributes["gen_ai.response.finish_reasons"] = [reason.kind.rawValue]
        if let id = metadata.id { span.attributes["gen_ai.response.id"] = id }
        if let model = metadata.model { span.attributes["gen_ai.response.model"] = model }
        if let count = usage.input.total { span.attributes["gen_ai.usage.input_tokens"] = count }
        if let count = usage.output.total { span.attributes["gen_ai.usage.output_tokens"] = count }
        for provider in metadata.provider.names {
            for name in ["transport", "continuation"] {
                if let value = metadata.provider[raw: provider]?[name]?.stringValue {
                    span.attributes["dialect.\(name)"] = value
                }
            }
        }
    }

    private func failed(_ error: any Error) {
        if let error = error as? LanguageModelError {
            span.attributes["error.type"] = error.code.rawValue
            if let status = error.httpStatus { span.attributes["http.response.status_code"] = status }
            // The message may quote what the server said, so it stays out.
            span.setStatus(SpanStatus(code: .error, message: error.code.rawValue))
        } else if error is CancellationError {
            span.attributes["dialect.abandoned"] = true
        } else {
            span.setStatus(SpanStatus(code: .error))
        }
        end()
    }

    private func end() {
        guard !isEnded else { return }
        isEnded = true
        span.end()
    }
}
