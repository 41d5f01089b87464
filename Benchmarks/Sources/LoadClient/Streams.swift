import Dialect
import DialectOpenAI
import Measuring

/// Many streams at once over few connections.
struct Streams {
    let port: Int
    let count: Int
    let events: Int
    private static let connections = 64

    func run() async throws {
        let provider = LoadClient.provider(
            port: port, connections: Self.connections, lanes: ResponsesEndpoint.Lanes())
        // The first answer tells that the server knows lanes, and what the process needs once is in place.
        _ = try await read(provider, tag: 0, events: 10, halfway: Halfway(1))
        let before = ThisProcess.residentKiB
        let (cpu, start) = (ThisProcess.cpuMicroseconds, ThisProcess.nanoseconds)
        let halfway = Halfway(count)
        let results = try await withThrowingTaskGroup(of: Received.self) { group in
            for tag in 1...count {
                group.addTask { try await read(provider, tag: tag, events: events, halfway: halfway) }
            }
            return try await group.reduce(into: [Received]()) { $0.append($1) }
        }
        let cost = ThisProcess.cpuMicroseconds - cpu
        let seconds = Double(ThisProcess.nanoseconds - start) / 1e9
        let lags = results.flatMap(\.lags).sorted()
        ThisProcess.report(
            "deltas=\(lags.count) wrong=\(results.map(\.wrong).reduce(0, +)) cpu_us=\(cost) seconds=\(seconds) "
                + "kib=\(halfway.residentKiB - before) "
                + "connections=\(provider.wsTransport?.statistics.connectionsOpened ?? 0) "
                + "lag_p50_us=\(lags[lags.count / 2]) lag_p99_us=\(lags[lags.count * 99 / 100])")
        await provider.shutDown()
    }

    private struct Received: Sendable {
        /// From the server's writing of each delta to the consumer's having it, in microseconds.
        var lags: [Int32] = []
        /// Deltas that are not the next one of this stream.
        var wrong = 0
    }

    private func read(
        _ provider: OpenAIProvider, tag: Int, events: Int, halfway: Halfway
    ) async throws -> Received {
        var received = Received()
        received.lags.reserveCapacity(events)
        for try await part in provider.model("\(events)-\(tag)").stream("Tell me a story.") {
            guard case .textDelta(_, let text) = part else { continue }
            let words = text.split(separator: " ").compactMap { Int($0) }
            if words.count == 3, words[0] == tag, words[1] == received.lags.count {
                received.lags.append(Int32(clamping: (ThisProcess.nanoseconds - words[2]) / 1000))
            } else {
                received.wrong += 1
            }
            if received.lags.count == events / 2 { halfway.reached() }
        }
        return received
    }
}
