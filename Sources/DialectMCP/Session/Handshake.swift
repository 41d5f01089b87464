import Dialect

/// How a client and a server agree on the revision of the protocol: by `initialize`, as in all revisions up to
/// 2025-11-25, and with servers that know only later ones by `server/discover`.
///
/// The old way comes first because every server of these years understands it or refuses it plainly, while some that
/// know only it fall silent at anything else.
struct Handshake {
    enum Step: Hashable, Sendable {
        case ask(method: String, params: JSONObject, version: MCPProtocolVersion)
        /// Agreed; `initialized` says that the server waits to be told so.
        case finish(MCPServerInfo, initialized: Bool)
        case fail(String)
    }

    private enum State {
        case initial
        case initializing
        /// With what `initialize` was refused.
        case discovering(JSONRPCError)
        case done
    }

    private var state = State.initial
    private let client: MCPImplementation

    init(client: MCPImplementation) {
        self.client = client
    }

    mutating func started() -> Step {
        state = .initializing
        return .ask(
            method: MCPMethod.initialize,
            params: [
                "protocolVersion": .string(MCPProtocolVersion.latestWithHandshake.rawValue), "capabilities": [:],
                "clientInfo": client.json,
            ], version: .latestWithHandshake)
    }

    mutating func received(_ answer: SessionAnswer) -> Step {
        switch (state, answer) {
        case (.initializing, .result(let result)):
            state = .done
            return initialized(result)
        case (.initializing, .refused(let error)):
            state = .discovering(error)
            return .ask(method: MCPMethod.discover, params: [:], version: .latest)
        case (.discovering(let refusal), .result(let result)):
            state = .done
            return discovered(result, refusal)
        case (.discovering(let refusal), .refused(let error)):
            state = .done
            // A server that knows only revisions of the future says so; of any other, the first refusal tells more.
            let isAboutVersion = error.code == JSONRPCError.unsupportedProtocolVersion
            return .fail(refused(isAboutVersion ? error : refusal))
        case (.initial, _), (.done, _):
            return .fail("It answered what was not asked.")
        }
    }

    private func initialized(_ result: JSONValue) -> Step {
        let version = MCPProtocolVersion(result["protocolVersion"]?.stringValue ?? "")
        guard MCPProtocolVersion.withHandshake.contains(version) else {
            let known = MCPProtocolVersion.withHandshake.map(\.rawValue).joined(separator: ", ")
            return .fail("It speaks revision \"\(version.rawValue.prefix(40))\" of MCP; known here are \(known).")
        }
        return .finish(MCPServerInfo(result, version: version), initialized: true)
    }

    private func discovered(_ result: JSONValue, _ refusal: JSONRPCError) -> Step {
        let offered = result["supportedVersions"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard offered.contains(MCPProtocolVersion.latest.rawValue) else { return .fail(refused(refusal)) }
        return .finish(MCPServerInfo(result, version: .latest), initialized: false)
    }

    private func refused(_ error: JSONRPCError) -> String {
        var text = "It refused to begin: \"\(error.message.prefix(500))\" (\(error.code))."
        if let supported = error.data?["supported"]?.arrayValue?.compactMap(\.stringValue), !supported.isEmpty {
            text += " It speaks the revisions \(supported.prefix(10).joined(separator: ", ")) of MCP."
        }
        return text
    }
}
