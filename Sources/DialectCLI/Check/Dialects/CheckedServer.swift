import Dialect
import DialectOpenAI

/// A server that is checked, spoken to in one dialect.
struct CheckedServer: Sendable {
    /// Its models, as the provider under check makes them. Answers are streamed.
    let model: @Sendable (String) -> any LanguageModel
    /// The same models, asked for whole answers; nil where the provider does that by an option or not at all.
    var wholeAnswers: (@Sendable (String) -> any LanguageModel)?
    /// The provider over HTTP, where it knows WebSockets too.
    var withoutWebSocket: OpenAIProvider?
}
