#if os(Linux) || os(macOS)
    import Dialect
    import DialectMCP
    import DialectSimulator
    import TestSupport
    import Testing

    @testable import DialectCLI

    @Suite("Tools of a server in a chat", .throttled, .timeLimit(.minutes(5)))
    struct ChatServerTests {
        /// A server with two tools, one of them named as a built-in one; it repeats the call's arguments.
        private static let script = #"""
            while IFS= read -r line; do
                id=${line#*'"id":'}; id=${id%%,*}
                case $line in
                    *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-11-25",\#
            "capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}' ;;
                    *'"tools/list"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"tools":[\#
            {"name":"greet","description":"Greets.","inputSchema":{"type":"object"}},\#
            {"name":"calculate","inputSchema":{"type":"object"}}]}}' ;;
                    *'"tools/call"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"content":[\#
            {"type":"text","text":"Good day."}]}}' ;;
                esac
            done
            """#

        private func play(_ probe: ChatProbe, _ model: some LanguageModel) async throws -> ChatProbe.Played {
            let folder = try TemporaryFolder()
            try folder.write(Self.script, to: "server.sh")
            let server = try MCPAddress("sh '\(folder.file("server.sh"))'").server()
            return try await withMCPClients([server]) { clients in
                var probe = probe
                probe.servers = clients
                return try await probe.play(model)
            }
        }

        @Test("are offered, asked about and run")
        func called() async throws {
            let model = ModelSpy(ScriptedModel([[.toolCall("greet", arguments: "{}")], "Done."]))
            let played = try await play(ChatProbe("Greet me.", "y", "/tools"), model)
            #expect(model.requests.last?.results == ["Good day."])
            #expect(played.answers == "Done.\n")
            #expect(played.notes.contains("greet wants to run with {}"))
            #expect(played.notes.contains("greet (asks): Greets."))
        }

        @Test("have the server's name before theirs where a name is taken")
        func names() async throws {
            var probe = ChatProbe("Hello.")
            probe.tools = [.calculate]
            let model = ModelSpy(ScriptedModel.echo())
            _ = try await play(probe, model)
            #expect(model.requests.first?.tools.map(\.name) == ["calculate", "sh_greet", "sh_calculate"])
        }
    }
#endif
