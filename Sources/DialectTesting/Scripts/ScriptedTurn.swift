public import Dialect

/// What a ``ScriptedModel`` answers to one request, step by step.
///
/// ```swift
/// let turn: ScriptedTurn = [
///     .reasoning("The user wants the weather."),
///     .toolCall("weather", arguments: #"{"city":"Ghent"}"#),
/// ]
/// ```
///
/// A string literal is a turn with one text. A turn that does not say how it finishes finishes with `stop`, or with
/// `toolCalls` if it calls a tool.
public struct ScriptedTurn: Sendable {
    /// What the model does, in order.
    public var steps: [Step]
    /// What the turn costs; nil counts one token for every four bytes of text, rounded up, of the request's messages
    /// and of the answer.
    public var usage: Usage?
    /// How long to wait before each delta; nil takes the model's own delay.
    public var delay: Duration?

    public init(_ steps: [Step], usage: Usage? = nil, delay: Duration? = nil) {
        self.steps = steps
        self.usage = usage
        self.delay = delay
    }

    /// One thing that happens in a turn.
    public struct Step: Sendable {
        enum Kind: Sendable {
            case text([String]?, String)
            case reasoning([String]?, String, ProviderMetadata)
            case toolCall(ToolCall)
            case source(Source)
            case pause(Duration)
            case fail(LanguageModelError)
            case finish(FinishReason)
        }

        let kind: Kind

        /// Text, cut into small deltas. Texts that follow one another, or only have sources between them, are one
        /// block.
        public static func text(_ text: String) -> Step { Step(kind: .text(nil, text)) }

        /// Text in the deltas given.
        public static func text(deltas: [String]) -> Step { Step(kind: .text(deltas, deltas.joined())) }

        /// A block of reasoning, cut into small deltas.
        public static func reasoning(_ text: String, metadata: ProviderMetadata = ProviderMetadata()) -> Step {
            Step(kind: .reasoning(nil, text, metadata))
        }

        /// A call of a client's tool, its arguments cut into small deltas.
        ///
        /// - Parameter id: Ties the call to its result; nil makes one.
        public static func toolCall(
            _ name: String, arguments: String, id: String? = nil, kind: ToolKind = .function
        ) -> Step {
            Step(kind: .toolCall(ToolCall(id: id ?? "", name: name, arguments: arguments, kind: kind)))
        }

        /// A source of the text around it.
        public static func source(_ source: Source) -> Step { Step(kind: .source(source)) }

        /// Silence, by the model's clock.
        public static func pause(_ duration: Duration) -> Step { Step(kind: .pause(duration)) }

        /// The response fails here. As the first step it refuses the request: the response never begins.
        public static func error(_ error: LanguageModelError) -> Step { Step(kind: .fail(error)) }

        /// The response ends here; later steps are not played.
        public static func finish(_ reason: FinishReason) -> Step { Step(kind: .finish(reason)) }
    }
}

extension ScriptedTurn: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
    public init(stringLiteral value: String) { self.init([.text(value)]) }
    public init(arrayLiteral elements: Step...) { self.init(elements) }
}
