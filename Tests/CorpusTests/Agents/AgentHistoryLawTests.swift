import Dialect
import Testing

/// Whatever models and tools do, and whenever a run is cancelled: its history can be continued with every provider.
@Suite("The history of any run of an agent")
struct AgentHistoryLawTests {
    private static let seeds: Range<UInt64> = 0..<120

    /// What one run showed.
    private struct Finding: Sendable {
        var faults: [String] = []
        var ending: AgentResult.Ending
        /// The names of the tools that were called.
        var called: Set<String>
    }

    @Test("is encoded for every dialect with one result for each call")
    func isValidEverywhere() async throws {
        let findings = await withTaskGroup(of: Finding.self) { group in
            for seed in Self.seeds { group.addTask { await Self.finding(seed) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for fault in findings.flatMap(\.faults) { Issue.record("\(fault)") }
        // Runs that show little would prove little.
        let endings = Dictionary(grouping: findings, by: \.ending).mapValues(\.count)
        for ending in [AgentResult.Ending.finished, .cancelled, .failed] {
            #expect(endings[ending] ?? 0 > 10, "\(ending): \(endings)")
        }
        #expect(endings[.suspended] == nil)
        let called = findings.reduce(into: Set<String>()) { $0.formUnion($1.called) }
        let names = RandomAgentRun(seed: 0).declarations.map(\.name) + RandomAgentRun.inventedTools
        #expect(called.isSuperset(of: names), "\(Set(names).subtracting(called)) were never called")
    }

    @Test("is encoded for every dialect and every provider that there is")
    func destinations() {
        let reached = Set(HistoryDestination.all.map(\.dialect))
        #expect(reached == Set(ConformingDialects.all.map(\.name)))
        #expect(reached.isSuperset(of: TestedProvider.allCases.map(\.dialect)))
    }

    private static func finding(_ seed: UInt64) async -> Finding {
        let run = RandomAgentRun(seed: seed)
        let result = await run.play()
        let calls = result.messages.flatMap(\.content).compactMap { part in
            if case .toolCall(let call) = part { call } else { nil }
        }
        var finding = Finding(ending: result.ending, called: Set(calls.map(\.name)))
        var histories = [("then asked", result.messages + [.user("And then?")])]
        // A run that failed after its tools goes on from there.
        if result.messages.last?.role == .tool { histories.append(("as it is", result.messages)) }
        for (form, history) in histories {
            let request = ModelRequest(messages: history, tools: run.declarations)
            for destination in HistoryDestination.all {
                let said = "seed \(seed), \(form), for \(destination):"
                do {
                    let use = ToolUse(try destination.encode(request), on: destination.wire)
                    for fault in use.disorder + destination.refused(use) { finding.faults.append("\(said) \(fault)") }
                    if use.callCount != calls.count {
                        finding.faults.append("\(said) \(use.callCount) calls are sent and \(calls.count) were made")
                    }
                } catch {
                    finding.faults.append("\(said) \(error)")
                }
            }
        }
        return finding
    }
}
