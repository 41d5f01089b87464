import ArgumentParser
import Dialect
import DialectSimulator
import Testing

@testable import DialectCLI

@Suite("The check of a server")
struct CheckTests {
    private func check(_ backend: any ResponsesBackend) async throws {
        try await withSimulator(backend: backend) { simulator in
            let arguments = ["check", "--base-url", simulator.baseURL, "--model", "m", "--missing-model", "n"]
            try await #require(try DialectCommand.parseAsRoot(arguments) as? CheckCommand).run()
        }
    }

    @Test("passes for a server that keeps to the rules")
    func good() async throws {
        try await check(NamedModelsBackend(ScriptedModel.echo(), names: ["m"]))
    }

    @Test("fails for a server that answers with nothing")
    func silent() async throws {
        await #expect(throws: ExitCode.failure) {
            try await check(NamedModelsBackend(ScriptedModel { _ in [] }, names: ["m"]))
        }
    }

    @Test(
        "finds parts out of order",
        arguments: [
            [.textStart(id: "0")],
            [start, .textDelta(id: "0", text: "A")],
            [start, .textStart(id: "0"), .textStart(id: "0")],
            [start, .textStart(id: "0"), .textEnd(id: "0"), .textStart(id: "0")],
            [start, .textEnd(id: "0")],
            [start, .textStart(id: "0"), finish],
            [start, finish, finish],
            [start, start],
            [start],
        ] as [[StreamPart]])
    func disorder(_ parts: [StreamPart]) {
        #expect(throws: CheckFailure.self) {
            var order = PartOrder()
            for part in parts { try order.received(part) }
            try order.ended()
        }
    }

    private static let start = StreamPart.responseMetadata(ResponseMetadata())
    private static let finish = StreamPart.finish(.stop, Usage(), ResponseMetadata())
}
