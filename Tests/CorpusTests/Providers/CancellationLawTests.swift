import Dialect
import Testing
import TestSupport

/// Law 18 for every provider: whoever stops waiting for an answer ends it at the server. The server counts what it
/// gets, and sees every connection closed.
@Suite("An answer that nobody waits for any more", .throttled, .timeLimit(.minutes(10)))
struct CancellationLawTests {
    @Test("is not asked for at all before somebody reads it", arguments: TestedProvider.allCases)
    func unread(_ provider: TestedProvider) async throws {
        let server = try await TestedServer.start(provider, until: .text)
        let model = provider.model(at: server.root)
        _ = model.stream("Hi")
        #expect(server.heads.isEmpty)
        // The server would have known by now: the next request is its first.
        for try await part in model.stream("Hi") { if case .textDelta = part { break } }
        #expect(server.requestCount == 1)
    }

    @Test("is not asked for when the task was cancelled before", arguments: TestedProvider.allCases)
    func cancelledBefore(_ provider: TestedProvider) async throws {
        let server = try await TestedServer.start(provider, until: .text)
        let model = provider.model(at: server.root)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await model.generate("Hi")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requestCount == 0)
        try await server.clientClosed()
    }

    @Test(
        "ends at the server when the task is cancelled", arguments: TestedProvider.allCases,
        TestedServer.Progress.allCases)
    func cancelled(_ provider: TestedProvider, _ progress: TestedServer.Progress) async throws {
        let server = try await TestedServer.start(provider, until: progress)
        let model = provider.model(at: server.root)
        let (read, signal) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for try await part in model.stream("Hi") { if case .textDelta = part { signal.yield() } }
        }
        // Where there is text, in the midst of the loop that reads it.
        for await _ in progress == .text ? read : server.asked { break }
        try await Self.cancel(task, of: model, endsAt: server)
    }

    @Test("ends at the server when the whole of it was wanted", arguments: TestedProvider.allCases)
    func cancelledGenerate(_ provider: TestedProvider) async throws {
        let server = try await TestedServer.start(provider, until: .text)
        let model = provider.model(at: server.root)
        let task = Task { try await model.generate("Hi") }
        for await _ in server.asked { break }
        try await Self.cancel(task, of: model, endsAt: server)
    }

    @Test("ends at the server when the loop is left", arguments: TestedProvider.allCases)
    func left(_ provider: TestedProvider) async throws {
        let server = try await TestedServer.start(provider, until: .text)
        let model = provider.model(at: server.root)
        var text = ""
        for try await part in model.stream("Hi") {
            guard case .textDelta(_, let delta) = part else { continue }
            text += delta
            break
        }
        #expect(text == "Hel")
        try await server.clientClosed()
        #expect(server.requestCount == 1)
        withExtendedLifetime(model) {}
    }

    /// Cancels a task that waits for the model's answer, which ends at the server and is not asked for again.
    private static func cancel<Answer: Sendable>(
        _ task: Task<Answer, any Error>, of model: any LanguageModel, endsAt server: TestedServer
    ) async throws {
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        try await server.clientClosed()
        #expect(server.requestCount == 1)
        // The model itself had not been released until here.
        withExtendedLifetime(model) {}
    }
}
