import DialectSimulator
import Foundation
import Testing

/// The families of recordings that nothing here replays, each with the reason: `UnspokenRecordings.json`.
enum UnspokenRecordings {
    struct Entry: Decodable, Sendable {
        var api: String
        /// Absent means all.
        var operation: String?
        /// Absent means all.
        var provider: String?
        var reason: String

        func covers(_ exchange: RecordedExchange) -> Bool {
            exchange.api == api && (operation == nil || operation == exchange.operation)
                && (provider == nil || provider == exchange.provider)
        }
    }

    static let all: [Entry] = {
        guard let url = Bundle.module.url(forResource: "UnspokenRecordings", withExtension: "json"),
            let data = try? Data(contentsOf: url), let entries = try? JSONDecoder().decode([Entry].self, from: data)
        else {
            Issue.record("UnspokenRecordings.json cannot be read")
            return []
        }
        return entries
    }()

    static func reason(for exchange: RecordedExchange) -> String? { all.first { $0.covers(exchange) }?.reason }

    /// What is replayed, though it is no conversation with a model.
    static let replayedBySuites: [RecordedExchange] =
        MessagesCountTests.exchanges + GeminiCountTests.exchanges + ConverseCountTests.exchanges
        + RecordedEmbeddingTests.openAIShaped + RecordedEmbeddingTests.ofCohere + RecordedEmbeddingTests.ofGoogle
        + RecordedEmbeddingTests.ofBedrock + RecordedModelListTests.inOpenAIsForm + RecordedModelListTests.ofAnthropic
        + RecordedModelListTests.ofGoogle
}
