import ArgumentParser
import DialectOpenAI
import Foundation

/// A provider that the tool can talk to, and where its key is found.
struct ChatProvider {
    let name: String
    let keyVariable: String
    let endpoint: @Sendable (_ apiKey: String, _ baseURL: String?) -> ResponsesEndpoint

    private static let all = [
        ChatProvider(name: "openai", keyVariable: "OPENAI_API_KEY") { key, url in
            url.map { .openAI(apiKey: key, baseURL: $0) } ?? .openAI(apiKey: key)
        },
        ChatProvider(name: "xai", keyVariable: "XAI_API_KEY") { key, url in
            url.map { .xAI(apiKey: key, baseURL: $0) } ?? .xAI(apiKey: key)
        },
    ]

    static func named(_ name: String) throws -> ChatProvider {
        guard let provider = all.first(where: { $0.name == name }) else {
            let known = all.map(\.name).joined(separator: ", ")
            throw ValidationError("There is no provider \"\(name)\"; known are \(known).")
        }
        return provider
    }

    func make(baseURL: String?) throws -> OpenAIProvider {
        let key = ProcessInfo.processInfo.environment[keyVariable] ?? ""
        // A server of one's own may want no key at all.
        guard !key.isEmpty || baseURL != nil else {
            throw CleanExit.message(
                """
                No key for \(name): the environment variable \(keyVariable) is not set.
                Set it with:  export \(keyVariable)=…
                Or run `dialect demo`, which needs neither a key nor a network.
                """, code: .failure)
        }
        var endpoint = endpoint(key, baseURL)
        if key.isEmpty { endpoint.headers["Authorization"] = nil }
        return OpenAIProvider(OpenAIProvider.Configuration(endpoint: endpoint))
    }
}

extension CleanExit {
    /// A message for people, without usage notes, and an exit code.
    fileprivate static func message(_ text: String, code: ExitCode) -> any Error {
        Terminal.error(text)
        return code
    }
}
