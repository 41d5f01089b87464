import Dialect
import DialectAnthropic
import DialectTransport
import DialectWire

extension CheckDialect {
    /// Anthropic's Messages API. The key travels as `x-api-key`.
    static let messages = CheckDialect(
        name: "messages", keyVariable: "ANTHROPIC_API_KEY", leftOut: [.webSocket("Messages has no WebSocket")]
    ) { target in
        var endpoint = AnthropicEndpoint.anthropic(apiKey: target.apiKey, baseURL: target.baseURL)
        if target.apiKey.isEmpty { endpoint.headers = [:] }
        endpoint.headers.merge(target.headers) { _, last in last }
        let dialect = endpoint.dialect
        let provider = AnthropicProvider(.init(endpoint: endpoint, transport: target.transport))
        return CheckedServer(
            model: { provider.model($0) },
            wholeAnswers: { [headers = endpoint.headers] name in
                var headers = headers
                headers["anthropic-version"] = dialect.versionHeader
                return WholeAnswers(
                    ModelID(provider: dialect.provider, model: name),
                    at: BaseURL(target.baseURL).appending("/messages"), headers: headers, target.transport
                ) {
                    MessagesEventParser(dialect: dialect)
                } encode: {
                    try MessagesRequestEncoder(dialect: dialect).encode($0, model: name).body(stream: false)
                }
            })
    }
}
