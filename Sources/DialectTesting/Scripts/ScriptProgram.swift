import Dialect

/// A turn, cut into what is played at once and the waits in between.
struct ScriptProgram: Sendable {
    enum Action: Sendable {
        case openText
        case openReasoning
        case openCall(id: String, name: String)
        case delta(String)
        case close(ProviderMetadata)
        case call(ToolCall)
        case source(Source)
        case fail(LanguageModelError)
        case finish(FinishReason, Usage)
    }

    struct Batch: Sendable {
        var delay: Duration = .zero
        var actions: [Action] = []
    }

    /// Without delays this many actions are played together, so that a long text is still made as it is read.
    private static let batchSize = 16

    private(set) var batches: [Batch] = [Batch()]
    private var splitter: DeltaSplitter
    private var isTextOpen = false
    private var output = 0
    private var reasoning = 0
    private var callCount = 0
    private let delay: Duration
    private let callIDPrefix: String

    init(_ turn: ScriptedTurn, request: ModelRequest, seed: UInt64, delay: Duration?, callIDPrefix: String) {
        splitter = DeltaSplitter(seed: seed)
        self.delay = delay ?? .zero
        self.callIDPrefix = callIDPrefix
        var reason = FinishReason.stop
        steps: for step in turn.steps {
            switch step.kind {
            case .finish(let given):
                reason = given
                break steps
            case .fail(let error):
                closeText()
                add(.fail(error))
                return
            default: perform(step.kind)
            }
        }
        closeText()
        let counted = Usage(
            input: Usage.Input(total: CrudeTokens.count(request), cacheRead: 0),
            output: Usage.Output(total: output, reasoning: reasoning))
        add(.finish(reason, turn.usage ?? counted))
    }

    private mutating func perform(_ step: ScriptedTurn.Step.Kind) {
        switch step {
        case .text(let deltas, let text):
            if !isTextOpen { add(.openText) }
            isTextOpen = true
            addDeltas(deltas, text)
        case .source(let source): add(.source(source))
        case .pause(let duration): batches.append(Batch(delay: duration))
        case .reasoning(let deltas, let text, let metadata):
            closeText()
            add(.openReasoning)
            addDeltas(deltas, text)
            reasoning += CrudeTokens.count(text)
            add(.close(metadata))
        case .toolCall(let call): perform(call)
        case .fail, .finish: break
        }
    }

    private mutating func perform(_ call: ToolCall) {
        closeText()
        var call = call
        if call.id.isEmpty { call.id = callIDPrefix + String(callCount) }
        callCount += 1
        if call.arguments.isEmpty, call.kind == .function { call.arguments = "{}" }
        add(.openCall(id: call.id, name: call.name))
        addDeltas(nil, call.arguments)
        add(.close(ProviderMetadata()))
        add(.call(call))
    }

    private mutating func addDeltas(_ deltas: [String]?, _ text: String) {
        output += CrudeTokens.count(text)
        for delta in deltas ?? splitter.split(text) {
            if delay > .zero { batches.append(Batch(delay: delay)) }
            add(.delta(delta))
        }
    }

    private mutating func closeText() {
        if isTextOpen { add(.close(ProviderMetadata())) }
        isTextOpen = false
    }

    private mutating func add(_ action: Action) {
        if batches[batches.count - 1].actions.count == Self.batchSize { batches.append(Batch()) }
        batches[batches.count - 1].actions.append(action)
    }
}

/// Counts tokens as nobody's tokenizer does, but always alike: one for every four bytes of text, rounded up.
enum CrudeTokens {
    static func count(_ text: String) -> Int { (text.utf8.count + 3) / 4 }

    static func count(_ request: ModelRequest) -> Int {
        request.messages.reduce(0) { sum, message in sum + message.content.reduce(0) { $0 + count($1) } }
    }

    private static func count(_ part: ContentPart) -> Int {
        switch part {
        case .text(let text, _), .reasoning(let text, _): count(text)
        case .toolCall(let call): count(call.arguments)
        case .toolResult(let result): count(result.output)
        case .image, .file, .audio, .source, .providerItem: 0
        }
    }

    private static func count(_ output: ToolOutput) -> Int {
        switch output {
        case .text(let text), .error(let text): count(text)
        case .json(let value): count(value.jsonText)
        case .content(let parts): parts.reduce(0) { $0 + count($1) }
        }
    }
}
