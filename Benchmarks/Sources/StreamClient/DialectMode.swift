import Dialect
import DialectOpenAI
import Foundation

/// What an app does, through the public API.
enum DialectMode {
    static func run(_ arguments: Arguments, _ meter: Meter) {
        let http = OpenAIProvider(apiKey: "none", baseURL: "http://127.0.0.1:\(arguments.port)/v1")
        let provider = arguments.transport == .ws ? http.withWebSocket() : http
        let model = provider.model(arguments.model)
        let done = DispatchSemaphore(value: 0)
        Task {
            do {
                for _ in 0..<arguments.requests {
                    meter.requesting()
                    for try await part in model.stream("Tell me a story.") {
                        if case .textDelta(_, let delta) = part { meter.consumed(delta) }
                    }
                }
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                exit(1)
            }
            done.signal()
        }
        done.wait()
    }
}
