public import Dialect
public import DialectServer

/// Runs a model, scripted as a rule, as a server of every provider's dialect while `body` runs.
///
/// ```swift
/// try await withSimulator(ScriptedModel(["Hello!"])) { simulator in
///     // Any client of OpenAI's Responses, pointed at simulator.baseURL or simulator.webSocketURL. The path of a
///     // request decides its dialect: clients of other providers take the address of the same server.
///     print(simulator.statistics.requests)
/// }
/// ```
///
/// - Throws: What `body` throws; an error of NIO when the address cannot be bound or the certificate not be read.
public func withSimulator<Result>(
    _ model: any LanguageModel, configuration: ResponsesServer.Configuration = ResponsesServer.Configuration(),
    _ body: (ResponsesServer) async throws -> Result
) async throws -> Result {
    try await withSimulator(backend: ModelBackend(model), configuration: configuration, body)
}

/// Runs any backend, such as a ``ReplayBackend``, as a server of every provider's dialect while `body` runs.
///
/// - Throws: What `body` throws; an error of NIO when the address cannot be bound or the certificate not be read.
public func withSimulator<Result>(
    backend: any ResponsesBackend, configuration: ResponsesServer.Configuration = ResponsesServer.Configuration(),
    _ body: (ResponsesServer) async throws -> Result
) async throws -> Result {
    try await withResponsesServer(backend: backend, configuration: configuration, body)
}
