import Dialect
import DialectOpenAI
import NIOConcurrencyHelpers
import Testing
import TestSupport

@Suite("A key that changes", .throttled, .timeLimit(.minutes(10)))
struct RotatedKeyTests {
    @Test("opens a new connection, which knows nothing of the old one", arguments: Sharing.allCases)
    func edge45BetweenTurns(_ sharing: Sharing) async throws {
        let key = NIOLockedValueBox("key-1")
        let handshakes = Reports<String?>()
        let requests = Reports<(connection: Int, body: JSONValue)>()
        try await withServer { peer in
            guard let handshake = try await peer.request() else { return }
            handshakes.report(handshake.headers["authorization"])
            try await peer.upgrade(handshake)
            var count = 0
            while let request = try await peer.message() {
                requests.report((peer.index, request))
                count += 1
                try await peer.send(Wire.echo(request, Wire.answer("r_\(peer.index)_\(count)", "Fine.")))
            }
        } _: { server in
            let provider = sharing.provider(
                server.baseURL,
                endpoint: { endpoint in
                    endpoint.credentials = { ["Authorization": "Bearer \(key.withLockedValue { $0 })"] }
                })
            let model = provider.model("m")
            var history: [Message] = []
            _ = try await model.say(.user("One"), in: &history)
            let second = try await model.say(.user("Two"), in: &history)
            #expect(second.continuation == "incremental")
            key.withLockedValue { $0 = "key-2" }
            let third = try await model.say(.user("Three"), in: &history)
            #expect(third.continuation == "firstTurn")
            let fourth = try await model.say(.user("Four"), in: &history)
            #expect(fourth.continuation == "incremental")
            #expect(try await handshakes.next() == "Bearer key-1")
            #expect(try await handshakes.next() == "Bearer key-2")
            var received: [(connection: Int, body: JSONValue)] = []
            for _ in 0..<4 { received.append(try await requests.next()) }
            #expect(received.map(\.connection) == [0, 0, 1, 1])
            #expect(received[2].body["previous_response_id"] == nil)
            #expect(received[2].body["input"]?.arrayValue?.count == 5)
            #expect(provider.statistics.connectionsOpened == 2)
            // The key is in no request, nor does it show.
            #expect(received.allSatisfy { !$0.body.jsonText.contains("key-") })
            #expect(!"\(provider) \(String(reflecting: provider))".contains("key-"))
        }
    }

    @Test("leaves the response that is under way with the old one alone", arguments: Sharing.allCases)
    func edge45InFlight(_ sharing: Sharing) async throws {
        let key = NIOLockedValueBox("key-1")
        let (asked, mayAnswer) = (Reports<Void>(), Reports<Void>())
        try await withServer { peer in
            guard let handshake = try await peer.request() else { return }
            let isOld = handshake.headers["authorization"] == "Bearer key-1"
            try await peer.upgrade(handshake)
            while let request = try await peer.message() {
                if isOld {
                    asked.report()
                    try await mayAnswer.next()
                }
                try await peer.send(Wire.echo(request, Wire.answer("r_\(peer.index)", isOld ? "Old." : "New.")))
            }
        } _: { server in
            let provider = sharing.provider(
                server.baseURL,
                endpoint: { endpoint in
                    endpoint.credentials = { ["Authorization": "Bearer \(key.withLockedValue { $0 })"] }
                })
            let model = provider.model("m")
            async let old = model.generate("One")
            try await asked.next()
            key.withLockedValue { $0 = "key-2" }
            let new = try await model.generate("One")
            #expect(new.text == "New.")
            mayAnswer.report()
            #expect(try await old.text == "Old.")
            #expect(provider.statistics.connectionsOpened == 2)
        }
    }

    @Test("that cannot be had fails the request and opens nothing", arguments: Sharing.allCases)
    func edge45NoKey(_ sharing: Sharing) async throws {
        let hasKey = NIOLockedValueBox(false)
        try await withAnswers(Wire.answer("r", "Fine."), sharing) { provider in
            var endpoint = provider.configuration.endpoint
            endpoint.credentials = {
                guard hasKey.withLockedValue({ $0 }) else {
                    throw LanguageModelError(.authentication, "The vault is locked.")
                }
                return ["Authorization": "Bearer key-1"]
            }
            let locked = OpenAIProvider(.init(endpoint: endpoint)).withWebSocket()
            let error = try await failure { try await locked.model("m").generate("One") }
            #expect(error.code == .authentication)
            #expect(error.message.contains("vault"))
            #expect(locked.statistics.connectionsOpened == 0)
            hasKey.withLockedValue { $0 = true }
            #expect(try await locked.model("m").generate("One").text == "Fine.")
        }
    }
}
