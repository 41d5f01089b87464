import Dialect
import UnixSignals

/// The loop of an interactive chat: read a line, stream the answer, again.
struct ChatSession {
    let model: any LanguageModel
    let system: String?

    func run() async {
        let interruption = Interruption()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint) { interruption.receive() }
            }
            Terminal.line("Chatting with \(model.id). Ctrl-C stops an answer, Ctrl-D leaves.")
            var messages = system.map { [Message.system($0)] } ?? []
            while let line = await Self.readLine() {
                guard !line.allSatisfy(\.isWhitespace) else { continue }
                messages.append(.user(line))
                await turn(&messages, interruption)
            }
            Terminal.line()
            group.cancelAll()
        }
    }

    /// The main thread may block; the threads that tasks share may not.
    @MainActor
    private static func readLine() -> String? {
        Terminal.write("> ")
        return Swift.readLine()
    }

    /// Streams an answer, and keeps what there is of it if it is stopped.
    private func turn(_ messages: inout [Message], _ interruption: Interruption) async {
        let request = ModelRequest(messages: messages)
        let collector = await interruption.cancelling { await stream(request) }
        Terminal.line()
        let response = collector.partialResponse
        if (try? collector.response()) != nil {
            messages.append(response.message)
        } else if response.text.isEmpty {
            // A question without any answer would only confuse the model later.
            messages.removeLast()
        } else {
            messages.append(.assistant(response.text))
        }
    }

    private func stream(_ request: ModelRequest) async -> ResponseCollector {
        var collector = ResponseCollector()
        do {
            for try await part in model.stream(request) {
                collector.append(part)
                switch part {
                case .textDelta(_, let text): Terminal.write(text)
                case .warning(let warning): Terminal.error("(\(warning.message))")
                default: break
                }
            }
        } catch is CancellationError {
            Terminal.write(" …stopped")
        } catch {
            Terminal.error("\n\(error)")
        }
        return collector
    }
}
