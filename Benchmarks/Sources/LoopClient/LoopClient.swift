import Dialect
import DialectOpenAI
import Foundation
import Measuring

/// `ws|deflate|http|new SETTINGS CERTIFICATE PORT…`: a tool loop against each port in turn, with as many bytes of tools
/// and instructions as SETTINGS says; `new` opens a connection for each turn.
///
/// Prints the CPU time and the total time of each loop in microseconds.
@main
enum LoopClient {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count > 4, let settings = Int(words[2]) else {
            ThisProcess.fail("usage: LoopClient ws|deflate|http|new SETTINGS_BYTES CERTIFICATE PORT…")
        }
        let certificate = try String(contentsOfFile: words[3], encoding: .utf8)
        let conversation = Conversation(settingsSize: settings)
        for port in words.dropFirst(4) {
            let provider = provider(words[1], certificate: certificate, port: port)
            let (cpu, start) = (ThisProcess.cpuMicroseconds, ThisProcess.nanoseconds)
            do {
                let turns = try await conversation.run(
                    with: provider.model("loop"), headers: words[1] == "new" ? ["Connection": "close"] : [:])
                let time = (ThisProcess.nanoseconds - start) / 1000
                ThisProcess.report("turns=\(turns) cpu_us=\(ThisProcess.cpuMicroseconds - cpu) time_us=\(time)")
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
