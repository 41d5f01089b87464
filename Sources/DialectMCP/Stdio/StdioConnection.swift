#if canImport(Subprocess)
    import Dialect
    import DialectTransport
    import Logging
    import NIOConcurrencyHelpers
    import Subprocess

    #if canImport(System)
        import System
    #else
        import SystemPackage
    #endif
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A server as a child process, messages as lines on its standard input and output (MCP, "Transports", stdio).
    struct StdioConnection: Connection {
        private typealias Child = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

        /// How long a server may take to end after its input was closed, and again after it was asked to (SIGTERM).
        private static let patience = Duration.seconds(2)

        let server: StdioServer

        init(_ server: StdioServer) {
            self.server = server
            // A write to a dead process must fail and not kill the app. NIO does the same as soon as it has a socket.
            _ = signal(SIGPIPE, SIG_IGN)
        }

        func exchange(_ request: OutgoingRequest, _ slot: AnswerSlot, _ session: Session) async throws {
            session.put(request.bytes)
        }

        func send(_ message: JSONRPCMessage, version: MCPProtocolVersion, _ session: Session) async throws {
            session.put(message.bytes)
        }

        func run(_ session: Session) async throws {
            guard Self.canOpenPipes() else {
                throw session.error(
                    .connection, "The program \"\(server.command)\" cannot be run: too many files are open.")
            }
            let words = NIOLockedValueBox(LastWords())
            let status: TerminationStatus
            do {
                status = try await Subprocess.run(
                    configuration, input: .inputWriter, output: .sequence, error: .sequence
                ) { child in try await converse(with: child, session, words) }.terminationStatus
            } catch let error as SubprocessError {
                try Task.checkCancellation()
                throw session.error(
                    error.code == .executableNotFound ? .notFound : .connection,
                    "The program \"\(server.command)\" cannot be run: \(error)", underlying: error)
            }
            if session.stop.isSettled { return try await session.stop.value() }
            try Task.checkCancellation()
            throw session.error(
                .connection, Self.death(status, words.withLockedValue { $0.text }), details: "\(status)")
        }

        /// Whether as many files can be opened as starting a process takes. swift-subprocess ends the app, with a failed
        /// precondition, when it gets some of its pipes and not all.
        private static func canOpenPipes() -> Bool {
            var opened: [Int32] = []
            defer { for descriptor in opened { close(descriptor) } }
            for _ in 0..<8 {
                var ends: [Int32] = [-1, -1]
                guard pipe(&ends) == 0 else { return false }
                opened += ends
            }
            return true
        }

        private var configuration: Subprocess.Configuration {
            var options = PlatformOptions()
            // A session of its own, so that what the server has started can be ended with it.
            options.createSession = true
            options.teardownSequence = [
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.patience)
            ]
            let environment = server.wholeEnvironment.compactMap { name, value in
                Environment.Key(rawValue: name).map { ($0, value) }
            }
            return Subprocess.Configuration(
                executable: server.command.contains("/") ? .path(FilePath(server.command)) : .name(server.command),
                arguments: Arguments(server.arguments),
                environment: .custom(Dictionary(environment) { $1 }),
                workingDirectory: server.workingDirectory.map { FilePath($0) }, platformOptions: options)
        }

        /// Until the server closes its output or the session is to stop; then the process is ended, and all that it
        /// has started.
        private func converse(with child: Child, _ session: Session, _ words: NIOLockedValueBox<LastWords>) async throws
        {
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Its end tells nothing: a server may close it and go on.
                group.addTask { try? await Self.listen(to: child, session, words) }
                defer { group.cancelAll() }
                do {
                    try await exchangeMessages(with: child, session)
                } catch {
                    await end(child)
                    throw error
                }
                await end(child)
                if session.stop.isSettled { return }
                // Why it ended, it may have said last. A process that it has sent away may hold the pipe open.
                group.addTask { try await Task.sleep(for: Self.patience) }
                try await group.next()
            }
        }

        private func end(_ child: Child) async {
            try? await child.standardInputWriter.finish()
            // Signal 0 does nothing: it stands for the wait before the first real one.
            await child.teardown(using: [
                .send(
                    signal: Signal(rawValue: 0), toProcessGroup: true, allowedDurationToNextStep: Self.patience),
                .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.patience),
            ])
            // That went on only while the process itself lived. Its id stands for its group until `run` returns.
            try? child.send(signal: .kill, toProcessGroup: true)
        }

        private static func listen(
            to child: Child, _ session: Session, _ words: NIOLockedValueBox<LastWords>
        ) async throws {
            var turn = Turn()
            for try await chunk in child.standardError {
                // While there is something to read, reading alone does not notice.
                try Task.checkCancellation()
                chunk.withUnsafeBytes { bytes in
                    words.withLockedValue { $0.received(bytes) }
                    session.logger.debug("\(String(decoding: bytes, as: UTF8.self))")
                }
                if turn.isOver() { await Task.yield() }
            }
        }

        private func exchangeMessages(with child: Child, _ session: Session) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.write(to: child, session) }
                group.addTask { try await Self.read(from: child, session) }
                group.addTask { try await session.stop.value() }
                defer { group.cancelAll() }
                try await group.next()
            }
        }

        private static func write(to child: Child, _ session: Session) async throws {
            while true {
                let messages = await session.outbox.next()
                var lines: [UInt8] = []
                for message in messages {
                    lines += message
                    lines.append(UInt8(ascii: "\n"))
                }
                let isWritten = (try? await child.standardInputWriter.write(lines)) == lines.count
                // A server that no longer reads has ended or will; its output says which, so that is waited for.
                if messages.isEmpty || !isWritten { return try await session.stop.value() }
            }
        }

        private static func read(from child: Child, _ session: Session) async throws {
            let limit = session.configuration.maximumMessageSize
            var lines = LineSplitter(maximumLength: limit)
            var turn = Turn()
            for try await chunk in child.standardOutput {
                try Task.checkCancellation()
                do {
                    try chunk.withUnsafeBytes { try lines.received($0) { session.received($0) } }
                } catch is LineSplitter.LineTooLong {
                    throw session.error(
                        .protocolViolation, "It sent a message of more than \(limit) bytes, the most that is accepted.")
                }
                if turn.isOver() { await Task.yield() }
            }
        }

        private static func death(_ status: TerminationStatus, _ words: String) -> String {
            let how =
                switch status {
                case .exited(let code): "The server's process ended by itself, with exit code \(code)."
                case .signaled(let signal): "The server's process was ended by signal \(signal)."
                }
            return words.isEmpty ? how : "\(how) Its last words: \(words)"
        }
    }
#endif
