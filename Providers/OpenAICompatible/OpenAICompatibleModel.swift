public import Dialect
import DialectTransport
import DialectWire

/// A model of a vendor that speaks Chat Completions. Make it with ``OpenAICompatibleProvider/model(_:)``.
public struct OpenAICompatibleModel: LanguageModel {
    public let id: ModelID
    /// Known for models of vendors that have a table; nothing for others.
    public var capabilities: ModelCapabilities { .profile(of: id) }

    private let configuration: OpenAICompatibleProvider.Configuration
    private let http: ModelHTTPClient

    init(name: String, configuration: OpenAICompatibleProvider.Configuration, http: ModelHTTPClient) {
        id = ModelID(provider: configuration.profile.dialect.provider, model: name)
        self.configuration = configuration
        self.http = http
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        let dialect = configuration.profile.dialect
        return http.stream(request, model: id) {
            let options = try? ChatCompletionsOptions(request.providerOptions, dialect: dialect)
            return ChatCompletionsParser(dialect: dialect, audioMediaType: options?.audioMediaType ?? "audio/*")
        } authorized: { [configuration] prepared in
            guard let credentials = configuration.credentials else { return prepared }
            var prepared = prepared
            prepared.set(try await credentials())
            // A header of the request itself wins over the credentials.
            prepared.set(request.headers)
            return prepared
        } refused: { [id] in
            LanguageModelError(
                refusal: $0.status, body: $0.body, headers: $0.headers, requestID: $0.requestID, provider: id.provider)
        } encode: { [configuration, id] in
            let encoded = try ChatCompletionsRequestEncoder(dialect: dialect).encode(request, model: id.model)
            var prepared = HTTPRequest(url: configuration.profile.chatURL, body: encoded.body)
            prepared.set(configuration.allHeaders)
            return ModelHTTPClient.Encoded(prepared, warnings: encoded.warnings, schemas: encoded.schemas)
        }
    }
}

extension OpenAICompatibleProvider.Configuration {
    /// The headers of every request, the key included; later ones win, whatever the letter case of their names.
    fileprivate var allHeaders: [String: String] {
        var fields: [String: (name: String, value: String)] = [:]
        var key: [String: String] = [:]
        if let apiKey { key[profile.authentication.header] = profile.authentication.prefix + apiKey }
        let common = [
            "Accept": "text/event-stream", "Content-Type": "application/json", "User-Agent": "dialect-swift",
        ]
        for source in [common, profile.headers, key, headers] {
            for (name, value) in source { fields[name.lowercased()] = (name, value) }
        }
        return Dictionary(fields.values.map { ($0.name, $0.value) }) { first, _ in first }
    }
}
