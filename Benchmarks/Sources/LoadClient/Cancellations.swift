import Dialect
import DialectOpenAI
import Measuring

/// Streams whose tasks are cancelled while they wait for an event, beside others that go on.
struct Cancellations {
    let port: Int
    let trials: Int
    let load: Int
    private static let trialsAtOnce = 4
    /// More than anybody waits for.
    private static let endless = 1_000_000

    /// Reports `cancelled`, the tag and the time for each trial.
    func run() async throws {
        // Without lanes: with them a connection is shared, and its socket is none of a single stream's business.
        let provider = LoadClient.provider(port: port, connections: load + 2 * Self.trialsAtOnce, lanes: nil)
        try await withThrowingTaskGroup(of: Void.self) { others in
            for tag in 0..<load {
                others.addTask { try? await read(provider, tag: trials + tag) {} }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for tag in 0..<trials {
                    if tag >= Self.trialsAtOnce { try await group.next() }
                    group.addTask { await trial(provider, tag: tag) }
                }
                try await group.waitForAll()
            }
            ThisProcess.report("done")
            others.cancelAll()
        }
        await provider.shutDown()
    }

    private func trial(_ provider: OpenAIProvider, tag: Int) async {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await read(provider, tag: tag) { arrived.yield() }
                } catch is CancellationError {
                    // As it should be.
                } catch {
                    ThisProcess.fail("trial \(tag): \(error)")
                }
            }
            var count = 0
            for await _ in arrivals {
                count += 1
                if count == 2 { break }
            }
            ThisProcess.report("cancelled \(tag) \(ThisProcess.nanoseconds)")
            group.cancelAll()
        }
    }

    private func read(_ provider: OpenAIProvider, tag: Int, received: () -> Void) async throws {
        for try await part in provider.model("\(Self.endless)-\(tag)").stream("Tell me a story.") {
            if case .textDelta = part { received() }
        }
    }
}
