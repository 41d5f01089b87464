/// What a script last found that asks servers which nobody here wrote.
struct ServerResult: Sendable {
    /// The servers, and the dialects in which they are asked.
    var servers: String
    var dialects: String
    /// The script, below the package.
    var script: String
    /// Its last line, when it was run by hand.
    var passed: Int
    var failed: Int
    /// The day of that run, as ISO 8601 has it.
    var date: String

    /// Whoever runs a script by hand notes the figures here.
    static let all = [
        ServerResult(
            servers: "llama.cpp with a small model, LiteLLM's proxy", dialects: "Responses, Chat Completions, Messages",
            script: ".ci/litellm", passed: 115, failed: 0, date: "2026-11-21"),
        ServerResult(
            servers: "A server of AWS's own code (botocore), moto", dialects: "Converse",
            script: ".ci/bedrock", passed: 24, failed: 0, date: "2026-11-21"),
    ]

    /// A line of the page's table.
    var line: String { "| \(servers) | \(dialects) | `\(script)` | \(passed) passed, \(failed) failed (\(date)) |" }
}
