import Dialect
import DialectOpenAI
import DialectOpenAICompatible
import DialectTransport
import DialectWire

extension CheckDialect {
    /// OpenAI's Responses API.
    static let responses = CheckDialect(name: "responses", keyVariable: "OPENAI_API_KEY") { target in
        var endpoint = ResponsesEndpoint.openAI(apiKey: target.apiKey, baseURL: target.baseURL)
        if target.apiKey.isEmpty { endpoint.headers["Authorization"] = nil }
        endpoint.headers.merge(target.headers) { _, last in last }
        let dialect = endpoint.dialect
        let provider = OpenAIProvider(
            .init(endpoint: endpoint, security: target.transport.security, httpClient: target.transport.httpClient))
        return CheckedServer(
            model: { provider.model($0) },
            wholeAnswers: { [headers = endpoint.headers] name in
                WholeAnswers(
                    ModelID(provider: dialect.provider, model: name),
                    at: BaseURL(target.baseURL).appending("/responses"), headers: headers, target.transport
                ) {
                    ResponsesEventParser(dialect: dialect)
                } encode: {
                    try ResponsesRequestEncoder(dialect: dialect).encode($0, model: name).body(stream: false)
                }
            },
            withoutWebSocket: provider)
    }

    /// Chat Completions, as a plain server speaks it or by the profile of a vendor.
    static let chat = CheckDialect(
        name: "chat", keyVariable: "OPENAI_API_KEY", leftOut: [.webSocket("Chat Completions has no WebSocket")]
    ) { target in
        let profile = (target.profile ?? CompatibleProfile(provider: "chat", baseURL: "")).at(target.baseURL)
        let key = target.apiKey.isEmpty ? nil : target.apiKey
        let provider = OpenAICompatibleProvider(
            .init(profile: profile, apiKey: key, headers: target.headers, transport: target.transport))
        let headers = (key.map { ["Authorization": "Bearer \($0)"] } ?? [:])
            .merging(profile.headers) { _, last in last }
            .merging(target.headers) { _, last in last }
        return CheckedServer(
            model: { provider.model($0) },
            wholeAnswers: { name in
                WholeAnswers(
                    ModelID(provider: profile.dialect.provider, model: name),
                    at: BaseURL(target.baseURL).appending(profile.chatPath),
                    headers: headers, target.transport
                ) {
                    ChatCompletionsParser(dialect: profile.dialect)
                } encode: {
                    try ChatCompletionsRequestEncoder(dialect: profile.dialect)
                        .encode($0, model: name, stream: false).body
                }
            })
    }
}
