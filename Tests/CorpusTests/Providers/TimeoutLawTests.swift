import Dialect
import DialectTransport
import Testing
import TestSupport

/// Law 19 for every provider: each wait has a setting of its own, and an error that names it.
@Suite("A server that keeps silent", .throttled, .timeLimit(.minutes(10)))
struct TimeoutLawTests {
    /// The wait that is cut short, and how far the server goes before it falls silent.
    struct Case: Sendable, CustomTestStringConvertible {
        var timeouts = TransportTimeouts()
        var deadline: Duration?
        var progress: TestedServer.Progress
        /// What the error says, and no other does.
        var words: String

        var testDescription: String { "\(words) after \(progress)" }
    }

    private static let short = Duration.milliseconds(50)
    /// Long enough for a connection and a first event, as a rule: where it is not, the error is the same.
    private static let longer = Duration.milliseconds(200)

    static let cases = [
        Case(timeouts: .init(firstEvent: short), progress: .nothing, words: "time-out `firstEvent`"),
        Case(timeouts: .init(firstEvent: short), progress: .head, words: "time-out `firstEvent`"),
        Case(timeouts: .init(betweenEvents: short), progress: .text, words: "time-out `betweenEvents`"),
        Case(timeouts: .init(total: longer), progress: .nothing, words: "time-out `total`"),
        Case(timeouts: .init(total: longer), progress: .text, words: "time-out `total`"),
        Case(deadline: longer, progress: .nothing, words: "deadline"),
        Case(deadline: longer, progress: .text, words: "deadline"),
    ]

    @Test("is given up, and told why", arguments: TestedProvider.allCases, cases)
    func silent(_ provider: TestedProvider, _ example: Case) async throws {
        let server = try await TestedServer.start(provider, until: example.progress)
        let model = provider.model(at: server.root, .init(timeouts: example.timeouts))
        var request: ModelRequest = "Hi"
        request.deadline = example.deadline.map { .now + $0 }
        let outcome = await Outcome(model.stream(request))
        let error = try #require(outcome.error)
        expect(error, of: model, says: example.words)
        // On a machine under load the time may be over before there is a connection, which then stays in the pool.
        if server.requestCount > 0 { try await server.clientClosed() }
        #expect(server.requestCount <= 1)
        withExtendedLifetime(model) {}
    }

    @Test("before there is a connection is given up, and nothing was asked", arguments: TestedProvider.allCases)
    func unconnected(_ provider: TestedProvider) async throws {
        // It never answers the handshake of TLS.
        let server = try await TestedServer.start(provider, until: .nothing)
        let model = provider.model(at: server.secureRoot, .init(timeouts: .init(connect: Self.short)))
        let outcome = await Outcome(model.stream("Hi"))
        let error = try #require(outcome.error)
        expect(error, of: model, says: "time-out `connect`")
        #expect(error.replaySafety == .safe)
        #expect(server.requestCount == 0)
    }

    /// Whether an error is of a time-out, of the model, and of this wait alone.
    private func expect(_ error: LanguageModelError, of model: any LanguageModel, says words: String) {
        #expect(error.code == .timeout, "\(error)")
        #expect(error.provider == model.id.provider)
        #expect(error.model == model.id.model)
        let all = ["connect", "firstEvent", "betweenEvents", "total"].map { "time-out `\($0)`" } + ["deadline"]
        #expect(all.filter { error.message.contains($0) } == [words], "\(error.message)")
        if words != "deadline" { #expect(error.message.contains("seconds"), "\(error.message)") }
    }
}
