package import Dialect

/// What every provider does with HTTP: sends a request, classifies a refusal, and streams the answer's events.
///
/// A provider brings its encoder, its parser and its way to prove who asks; everything else is here.
package struct ModelHTTPClient: Sendable {
    /// The longest body of a refusal that is read.
    private static let maximumRefusalBody = 64 << 10
    /// The longest answer that is not a stream: embeddings, lists of models.
    private static let maximumDocument = 256 << 20

    let configuration: TransportConfiguration
    private let http: HTTPTransport

    package init(_ configuration: TransportConfiguration) {
        self.configuration = configuration
        http = HTTPTransport(configuration)
    }

    /// An answer outside 200…299.
    package struct Refusal: Sendable {
        package var status: Int
        /// Possibly cut.
        package var body: [UInt8]
        /// Names in lower case.
        package var headers: [String: String]
        package var requestID: String?
    }

    /// A request whose dialect is encoded, and what was noticed meanwhile.
    package struct Encoded: Sendable {
        package var request: HTTPRequest
        package var warnings: [ModelWarning]
        package var schemas: RequestSchemas

        /// - Parameter schemas: How the request's schemas were sent, so that the answer gets the form that the app
        ///   asked for.
        package init(
            _ request: HTTPRequest, warnings: [ModelWarning] = [], schemas: RequestSchemas = RequestSchemas()
        ) {
            self.request = request
            self.warnings = warnings
            self.schemas = schemas
        }
    }

    /// Answers a model's request part by part. Nothing is encoded or sent before the first part is asked for.
    ///
    /// - Parameters:
    ///   - request: Its headers are added to those of the encoded request, and win; its deadline is kept.
    ///   - parser: Makes the parser of the answer.
    ///   - events: Finds the events in the body; server-sent events unless said otherwise.
    ///   - authorized: Adds credentials as the last step, so that all of the request can be signed.
    ///   - refused: Classifies an answer outside 200…299.
    ///   - encode: Encodes the request.
    package func stream<Parser: EventParser & SendableMetatype>(
        _ request: ModelRequest, model: ModelID, parser: @escaping @Sendable () -> Parser,
        events: @escaping @Sendable (HTTPResponseBody) throws -> any EventSource = { SSEEventSource($0) },
        authorized: @escaping @Sendable (HTTPRequest) async throws -> HTTPRequest = { $0 },
        refused: @escaping @Sendable (Refusal) -> LanguageModelError,
        encode: @escaping @Sendable () throws -> Encoded
    ) -> ResponseStream {
        ResponseStream {
            var encoded: Encoded
            do {
                encoded = try encode()
            } catch let error as LanguageModelError {
                throw error.named(after: model)
            }
            encoded.request.set(request.headers)
            let prepared = encoded.request
            let parts = DrivenPartSource(
                parser: parser(), model: model, warnings: encoded.warnings, schemas: encoded.schemas,
                deadline: request.deadline
            ) {
                let body = try await open(
                    try await authorized(prepared), deadline: request.deadline, refused: refused)
                return try events(body)
            }
            return TracedPartSource.around(parts, model: model, tracer: configuration.tracer)
        }
    }

    /// Sends a request and reads the whole answer.
    ///
    /// - Throws: ``LanguageModelError``, also for an answer outside 200…299; `CancellationError`.
    package func document(
        _ request: HTTPRequest, deadline: ContinuousClock.Instant? = nil,
        refused: (Refusal) -> LanguageModelError
    ) async throws -> (bytes: [UInt8], metadata: ResponseMetadata) {
        let body = try await open(request, deadline: deadline, refused: refused)
        let bytes = try await body.collect(upTo: Self.maximumDocument)
        return (bytes, body.metadata)
    }

    private func open(
        _ request: HTTPRequest, deadline: ContinuousClock.Instant?, refused: (Refusal) -> LanguageModelError
    ) async throws -> HTTPResponseBody {
        let body = try await http.open(request, timeouts: configuration.timeouts, deadline: deadline)
        guard (200..<300).contains(body.status) else {
            // A body that breaks off is still worth reading as far as it came.
            let bytes = (try? await body.collect(upTo: Self.maximumRefusalBody)) ?? []
            throw refused(
                Refusal(status: body.status, body: bytes, headers: body.headers, requestID: body.requestID))
        }
        return body
    }
}

extension HTTPRequest {
    /// Sets header fields; one of the same name, in whatever letter case, is replaced.
    package mutating func set(_ fields: [String: String]) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            let lower = name.lowercased()
            headers.removeAll { $0.name.lowercased() == lower }
            headers.append((name, value))
        }
    }
}
