import Dialect
import DialectOpenAI
import DialectServer
import DialectSimulator
import DialectTransport
import Testing
import TestSupport

@Suite("Many tasks on one provider", .throttled, .timeLimit(.minutes(10)))
struct ManyTaskTests {
    @Test("share a connection with lanes, and have their own without", arguments: Sharing.allCases)
    func edge39TwoTasks(_ sharing: Sharing) async throws {
        let held = HeldModel(rest: { request in
            let text = request.messages.last?.text ?? ""
            return [.textStart(id: "1"), .textDelta(id: "1", text: " of \(text)"), .textEnd(id: "1")]
        })
        try await withSimulator(held, configuration: sharing.server) { simulator in
            let provider = sharing.provider(simulator.baseURL)
            let model = provider.model("m")
            // The first answer tells whether the server knows lanes.
            held.release("warm")
            _ = try await model.generate("warm")
            _ = try await held.begun.next()
            async let left = model.generate("left")
            async let right = model.generate("right")
            #expect(Set([try await held.begun.next(), try await held.begun.next()]) == ["left", "right"])
            #expect(provider.statistics.lanesInUse == 2)
            for text in ["right", "left"] { held.release(text) }
            #expect(try await left.text == "left of left")
            #expect(try await right.text == "right of right")
            #expect(provider.statistics.connectionsOpened == (sharing == .lanes ? 1 : 2))
            #expect(simulator.statistics.maximumResponsesInFlight == 2)
            #expect(provider.statistics.lanesInUse == 0)
        }
    }

    @Test("of a thousand on four connections are all answered, each with its own", arguments: Sharing.allCases)
    func edge40ThousandTasks(_ sharing: Sharing) async throws {
        let (tasks, connections) = (1000, 4)
        var configuration = sharing.server
        configuration.recordsRequests = false
        try await withSimulator(ScriptedModel.echo(), configuration: configuration) { simulator in
            let timeouts = TransportTimeouts(connect: .seconds(120), acquire: nil)
            let provider = sharing.provider(simulator.baseURL, timeouts: timeouts) {
                $0.maximumConnectionsPerScope = connections
            }
            let model = provider.model("m")
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for index in 0..<tasks {
                    group.addTask { (index, try await model.generate("Number \(index)").text) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(answers == Dictionary(uniqueKeysWithValues: (0..<tasks).map { ($0, "Number \($0)") }))
            #expect(simulator.statistics.webSocketConnections <= connections)
            #expect(simulator.statistics.requests == tasks)
            let statistics = provider.statistics
            #expect(statistics.requests == tasks)
            #expect(statistics.connectionsOpened <= connections)
            #expect(statistics.replays == 0)
            #expect(statistics.lanesInUse == 0)
            if sharing == .alone { #expect(simulator.statistics.maximumResponsesInFlight <= connections) }
        }
    }

    @Test("half of them cancelled leave the others their answers", arguments: Sharing.allCases)
    func edge40HalfCancelled(_ sharing: Sharing) async throws {
        try await withSimulator(ScriptedModel.echo(), configuration: sharing.server) { simulator in
            let timeouts = TransportTimeouts(connect: .seconds(120), acquire: nil)
            let provider = sharing.provider(simulator.baseURL, timeouts: timeouts) {
                $0.maximumConnectionsPerScope = 4
            }
            let model = provider.model("m")
            let tasks = (0..<200).map { index in Task { try await model.generate("Number \(index)").text } }
            for index in stride(from: 0, to: tasks.count, by: 2) { tasks[index].cancel() }
            for (index, task) in tasks.enumerated() {
                switch await task.result {
                case .success(let text): #expect(text == "Number \(index)")
                case .failure(let error):
                    #expect(error is CancellationError)
                    #expect(index.isMultiple(of: 2))
                }
            }
            #expect(provider.statistics.lanesInUse == 0)
            let next = try await model.generate("next")
            #expect(next.text == "next")
        }
    }
}
