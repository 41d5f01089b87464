import DialectSimulator
import Testing

/// Nothing that was recorded is passed over in silence.
@Suite("Recordings", .enabled(if: Corpus.isAvailable, Corpus.missing))
struct CorpusCoverageTests {
    private static let replayed: Set<String> = Set(
        Corpus.spoken.map(\.exchange.id) + UnspokenRecordings.replayedBySuites.map(\.id))
    private static let others = Corpus.exchanges { !replayed.contains($0.id) }

    @Test("are replayed, or listed with the reason why not")
    func nothingIsIgnored() {
        let unexplained = Self.others.filter { UnspokenRecordings.reason(for: $0) == nil }
        for (family, exchanges) in Dictionary(grouping: unexplained, by: \.family).sorted(by: { $0.key < $1.key }) {
            Issue.record(
                """
                \(family): \(exchanges.count) recordings are neither replayed nor listed in UnspokenRecordings.json, \
                such as \(exchanges.map(\.id).min() ?? "")
                """)
        }
    }

    @Test(
        "that are listed as not replayed are there, and are not replayed",
        .disabled(if: Corpus.isChosen, "DIALECT_CORPUS names other recordings, which need not show every family."))
    func noStaleReason() {
        for entry in UnspokenRecordings.all where !Self.others.contains(where: entry.covers) {
            let family = [entry.api, entry.operation, entry.provider].compactMap(\.self).joined(separator: "/")
            Issue.record("\(family) stands in UnspokenRecordings.json, but no recording needs it")
        }
    }

    @Test("are not replayed for a reason that is told")
    func reasons() {
        for entry in UnspokenRecordings.all {
            #expect(entry.reason.split(separator: " ").count > 3, "\(entry.api): a reason is a sentence")
        }
    }
}

extension RecordedExchange {
    fileprivate var family: String { "\(api)/\(operation ?? "-") of \(provider)" }
}
