import Dialect
import DialectOpenAI
import Foundation
import Measuring

/// `ws|deflate|http|new SETTINGS CERTIFICATE SINGLE PORT…`: tool loops against each port in turn, with as many bytes of
/// tools and instructions as SETTINGS says; `new` opens a connection for each turn.
///
/// The first SINGLE ports see one loop, the others two: one that begins without a connection, and one that finds the
/// connection open. Prints the CPU time and the total time of each loop in microseconds.
@main
enum LoopClient {
    static func main() {
        // A synchronous main that waits: valgrind cannot run an asynchronous one.
        let isDone = DispatchSemaphore(value: 0)
        Task.detached {
            await measure()
            isDone.signal()
        }
        isDone.wait()
    }

    private static func measure() async {
        let words = CommandLine.arguments
        guard words.count > 5, let settings = Int(words[2]), let single = Int(words[4]) else {
            ThisProcess.fail("usage: LoopClient ws|deflate|http|new SETTINGS_BYTES CERTIFICATE SINGLE PORT…")
        }
        guard let certificate = try? String(contentsOfFile: words[3], encoding: .utf8) else {
            ThisProcess.fail("\(words[3]) cannot be read")
        }
        let conversation = Conversation(settingsSize: settings)
        let headers = words[1] == "new" ? ["Connection": "close"] : [:]
        for (index, port) in words.dropFirst(5).enumerated() {
            let provider = provider(words[1], certificate: certificate, port: port)
            do {
                for isKept in index < single ? [false] : [false, true] {
                    let (cpu, start) = (ThisProcess.cpuMicroseconds, ThisProcess.nanoseconds)
                    let turns = try await conversation.run(with: provider.model("loop"), headers: headers)
                    let time = (ThisProcess.nanoseconds - start) / 1000
                    ThisProcess.report(
                        "turns=\(turns) kept=\(isKept ? 1 : 0) cpu_us=\(ThisProcess.cpuMicroseconds - cpu) "
                            + "time_us=\(time)")
                }
            } catch {
                ThisProcess.fail("\(error)")
            }
            await provider.shutDown()
        }
    }

    private static func provider(_ kind: String, certificate: String, port: String) -> OpenAIProvider {
        let http = OpenAIProvider(
            OpenAIProvider.Configuration(
                endpoint: .openAI(apiKey: "none", baseURL: "https://127.0.0.1:\(port)/v1"),
                security: TransportSecurity(additionalTrustRoots: [certificate])))
        guard kind == "ws" || kind == "deflate" else { return http }
        var options = ResponsesWebSocketTransport.Options(fallback: .never)
        if kind == "ws" { options.compression = .off }
        return http.withWebSocket(options)
    }
}
