#if canImport(Glibc) || canImport(Musl) || os(macOS)
    import Dialect
    import Foundation
    import Logging
    import TestSupport
    import Testing

    @testable import DialectMCP

    /// Servers that are processes: shell scripts, which every system has.
    @Suite(.throttled, .timeLimit(.minutes(5))) struct StdioTests {
        /// A script that answers the handshake, and then does `rest` with each further line in `$line`.
        private static func server(_ rest: String, environment: [String: String] = [:]) -> MCPServer {
            let script = """
                while IFS= read -r line; do
                    id=${line#*'"id":'}; id=${id%%,*}
                    case $line in
                        *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'$id',"result":{"protocolVersion":"2025-11-25",\
                "capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}' ;;
                        *'"notifications/initialized"'*) ;;
                        *) \(rest) ;;
                    esac
                done
                """
            return .stdio("sh", ["-c", script], environment: environment)
        }

        private static let answer =
            #"echo '{"jsonrpc":"2.0","id":'$id',"result":{"content":[{"type":"text","text":"'"$text"'"}]}}'"#

        @Test func aProcessIsAskedAndEndsWithTheClient() async throws {
            let text = try await withMCPClient(Self.server("text=$$; \(Self.answer)")) { client in
                #expect(try await client.serverInfo.implementation.name == "sh")
                #expect(client.server.name == "sh")
                return try await client.call("x").text
            }
            let process = try #require(pid_t(text))
            #expect(kill(process, 0) == -1 && errno == ESRCH)
        }

        @Test func itGetsTheEnvironmentThatItIsGivenAndNoSecrets() async throws {
            setenv("DIALECT_TEST_SECRET", "hidden", 1)
            let server = Self.server(
                "text=\"${DIALECT_TEST_SECRET:-none} $GIVEN ${PATH:+path}\"; \(Self.answer)",
                environment: ["GIVEN": "own"])
            let text = try await withMCPClient(server) { try await $0.call("x").text }
            #expect(text == "none own path")
        }

        @Test func whatIsNoMessageIsLeftOut() async throws {
            let server = Self.server("echo 'Loading…'; echo; echo '{}'; text=ok; \(Self.answer)")
            let text = try await withMCPClient(server) { try await $0.call("x").text }
            #expect(text == "ok")
        }

        @Test func manyCallsAtOnceFindTheirAnswers() async throws {
            let server = Self.server("text=$id; \(Self.answer)")
            try await withMCPClient(server) { client in
                try await withThrowingTaskGroup(of: String.self) { group in
                    for number in 0..<50 {
                        group.addTask { try await client.call("x", arguments: ["n": .integer(number)]).text }
                    }
                    var ids: Set<String> = []
                    for try await id in group { ids.insert(id) }
                    #expect(ids.count == 50)
                }
            }
        }

        @Test func argumentsLargerThanAPipeArrive() async throws {
            let server = Self.server("text=${#line}; \(Self.answer)")
            let large = String(repeating: "x", count: 1_000_000)
            let text = try await withMCPClient(server) { client in
                try await client.call("x", arguments: ["large": .string(large)]).text
            }
            #expect(try #require(Int(text)) > 1_000_000)
        }

        @Test(arguments: [
            ("echo 'out of paper' >&2; exit 3", "exit code 3"),
            ("echo 'out of paper' >&2; kill -9 $$", "signal 9"),
            // It says so when its output and its input have long been closed.
            ("exec >&-; cat >/dev/null; echo 'out of paper' >&2; exit 3", "exit code 3"),
        ])
        func aServerThatDiesSaysHowAndItsLastWords(end: String, how: String) async throws {
            try await withMCPClient(Self.server(end)) { client in
                for _ in 0..<2 {
                    let error = try await #require(throws: LanguageModelError.self) { try await client.call("x") }
                    #expect(error.code == .connection && error.provider == "mcp/sh")
                    #expect(error.message.contains(how) && error.message.contains("out of paper"), "\(error)")
                }
            }
        }

        @Test func aServerThatDiesAtOnceIsNotConnected() async throws {
            let error = try await #require(throws: LanguageModelError.self) {
                try await withMCPClient(.stdio("sh", ["-c", "echo 'no key' >&2; exit 1"])) { _ in }
            }
            #expect(error.code == .connection && error.message.contains("no key"), "\(error)")
        }

        @Test(arguments: ["no-such-program-anywhere", "/no/such/program"])
        func aProgramThatIsNotThereIsNamed(command: String) async throws {
            let error = try await #require(throws: LanguageModelError.self) {
                try await withMCPClient(.stdio(command)) { _ in }
            }
            #expect(error.message.contains(command), "\(error)")
        }

        @Test func aMessageWithoutEndIsGivenUp() async throws {
            let server = Self.server(
                "while :; do printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done")
            let configuration = MCPConfiguration(maximumMessageSize: 10_000)
            try await withMCPClient(server, configuration: configuration) { client in
                let error = await #expect(throws: LanguageModelError.self) { try await client.call("x") }
                #expect(error?.code == .protocolViolation)
            }
        }

        @Test(arguments: ["", ">&2"]) func aServerThatNeverFallsSilentIsEnded(stream: String) async throws {
            let (heard, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let flood = #"yes '{"jsonrpc":"2.0","method":"notifications/message","params":{"data":"flood"}}'"#
            let configuration = MCPConfiguration(
                logger: Logger(label: "test") { _ in FloodWatch { signal.yield() } }, onEvent: { _ in signal.yield() })
            try await withMCPClient(Self.server("\(flood) \(stream)"), configuration: configuration) { client in
                let call = Task { try await client.call("x") }
                for await _ in heard { break }
                client.close()
                await #expect(throws: LanguageModelError.self) { try await call.value }
            }
        }

        @Test func whatAServerHasStartedEndsWithIt() async throws {
            let server = Self.server("sleep 600 & text=$!; \(Self.answer)")
            let text = try await withMCPClient(server) { try await $0.call("x").text }
            let child = try #require(pid_t(text))
            while !Self.hasEnded(child) { await Task.yield() }
        }

        /// A signal takes a moment. A process without a parent may stay in the table after its end.
        private static func hasEnded(_ process: pid_t) -> Bool {
            if kill(process, 0) == -1 { return true }
            let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            return state?.split(separator: " ").dropFirst(2).first == "Z"
        }

        @Test func aServerThatDoesNotReadIsGivenUp() async throws {
            var configuration = MCPConfiguration()
            configuration.maximumWaitingBytes = 200_000
            let large = String(repeating: "x", count: 150_000)
            let client = MCPClient(Self.server("exec sleep 600"), configuration: configuration)
            let run = Task { try await client.run() }
            try await withThrowingTaskGroup(of: LanguageModelError.Code?.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        do {
                            _ = try await client.call("x", arguments: ["large": .string(large)])
                            return nil
                        } catch let error as LanguageModelError {
                            return error.code
                        }
                    }
                }
                for try await code in group { #expect(code == .protocolViolation) }
            }
            let error = await #expect(throws: LanguageModelError.self) { try await run.value }
            #expect(error?.code == .protocolViolation)
        }

        @Test func aServerThatDoesNotWantToEndIsEnded() async throws {
            let stubborn = Self.server("trap '' TERM; text=$$; \(Self.answer); while :; do sleep 1; done")
            let text = try await withMCPClient(stubborn) { try await $0.call("x").text }
            #expect(kill(try #require(pid_t(text)), 0) == -1)
        }

        @Test func cancellingEndsTheProcess() async throws {
            let (reached, signal) = AsyncStream.makeStream(of: pid_t.self)
            let server = Self.server("text=$$; \(Self.answer)")
            let task = Task {
                try await withMCPClient(server) { client in
                    signal.yield(try #require(pid_t(try await client.call("x").text)))
                    try await Task.sleep(for: .seconds(600))
                }
            }
            var process: pid_t = 0
            for await id in reached {
                process = id
                break
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(kill(process, 0) == -1 && errno == ESRCH)
        }
    }

    /// Tells when a server's flood of text reaches the log.
    private struct FloodWatch: LogHandler {
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.debug
        private let seen: @Sendable () -> Void

        init(_ seen: @escaping @Sendable () -> Void) { self.seen = seen }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if "\(event.message)".contains("flood") { seen() }
        }
    }
#endif
