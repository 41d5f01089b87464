import Dialect
import Testing

@testable import DialectMCP

@Suite struct HandshakeTests {
    private var started: Handshake {
        var handshake = Handshake(client: MCPImplementation(name: "app", version: "1"))
        _ = handshake.started()
        return handshake
    }

    private func result(_ version: String) -> SessionAnswer {
        .result([
            "protocolVersion": .string(version), "capabilities": ["tools": ["listChanged": true]],
            "serverInfo": ["name": "s", "title": "S", "version": "2"], "instructions": "Hi.",
        ])
    }

    @Test func itBeginsWithTheLatestRevisionThatHasAHandshake() {
        var handshake = Handshake(client: MCPImplementation(name: "app", version: "1"))
        #expect(
            handshake.started()
                == .ask(
                    method: "initialize",
                    params: [
                        "protocolVersion": "2025-11-25", "capabilities": [:],
                        "clientInfo": ["name": "app", "version": "1"],
                    ], version: MCPProtocolVersion("2025-11-25")))
    }

    @Test(arguments: ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"])
    func anOlderRevisionIsAccepted(version: String) throws {
        var handshake = started
        guard case .finish(let info, initialized: true) = handshake.received(result(version)) else {
            Issue.record("not accepted")
            return
        }
        #expect(info.protocolVersion.rawValue == version)
        #expect(info.implementation == MCPImplementation(name: "s", title: "S", version: "2"))
        #expect(info.instructions == "Hi.")
        #expect(info.hasTools && !info.hasPrompts && info.tellsChanges(of: "tools"))
    }

    @Test(arguments: ["1999-01-01", "", "2026-07-28"]) func anUnknownRevisionIsAnError(version: String) {
        var handshake = started
        guard case .fail(let reason) = handshake.received(result(version)) else {
            Issue.record("accepted")
            return
        }
        #expect(reason.contains("2025-06-18"))
    }

    @Test func aServerWithoutHandshakeIsDiscovered() throws {
        var handshake = started
        let refusal = SessionAnswer.refused(JSONRPCError(code: -32_022, message: "no handshake"))
        #expect(
            handshake.received(refusal)
                == .ask(method: "server/discover", params: [:], version: MCPProtocolVersion("2026-07-28")))
        let answer = SessionAnswer.result([
            "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": ["prompts": [:]],
            "_meta": ["io.modelcontextprotocol/serverInfo": ["name": "modern", "version": "3"]],
        ])
        guard case .finish(let info, initialized: false) = handshake.received(answer) else {
            Issue.record("not accepted")
            return
        }
        #expect(info.protocolVersion.rawValue == "2026-07-28" && info.implementation.name == "modern")
    }

    @Test func theFirstRefusalIsWhatIsToldUnlessTheSecondNamesRevisions() {
        var handshake = started
        _ = handshake.received(.refused(JSONRPCError(code: -32_602, message: "bad client")))
        #expect(
            handshake.received(.refused(JSONRPCError(code: -32_601, message: "no such method")))
                == .fail("It refused to begin: \"bad client\" (-32602)."))
        handshake = started
        _ = handshake.received(.refused(JSONRPCError(code: -32_601, message: "no such method")))
        let step = handshake.received(
            .refused(JSONRPCError(code: -32_022, message: "other", data: ["supported": ["2030-01-01"]])))
        guard case .fail(let reason) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(reason.contains("2030-01-01"))
    }
}
