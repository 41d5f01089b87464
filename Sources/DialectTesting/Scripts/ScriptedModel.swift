public import Dialect
import Synchronization

/// A model that is not a model: it answers from a script, the same every time.
///
/// ```swift
/// let model = ScriptedModel(["Hello!", [.toolCall("weather", arguments: "{}")], "It rains."])
/// ```
public struct ScriptedModel: LanguageModel {
    /// Named in errors; the model's half is what responses say who answered.
    public let id: ModelID
    private let script: @Sendable (ModelRequest) throws -> ScriptedTurn
    private let counter = TurnCounter()
    private let seed: UInt64
    private let delay: Duration?
    private let clock: any Clock<Duration>

    /// A model that answers one request after another with these turns, and then fails.
    ///
    /// - Parameters:
    ///   - seed: Decides where texts are cut into deltas; equal seeds cut equally.
    ///   - delay: How long to wait before each delta.
    ///   - clock: Measures delays and pauses.
    public init(
        _ turns: [ScriptedTurn], id: ModelID = ModelID(provider: "simulator", model: "scripted"), seed: UInt64 = 0,
        delay: Duration? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        let position = TurnCounter()
        self.init(id: id, seed: seed, delay: delay, clock: clock) { _ in
            let index = position.next()
            guard index < turns.count else {
                throw LanguageModelError(
                    .misuse,
                    "The script of \(id) is at its end: it has \(turns.count) turns, and this is request "
                        + "\(index + 1). Give it more turns, or answer with a closure.")
            }
            return turns[index]
        }
    }

    /// A model that makes up its answer from the request.
    ///
    /// - Parameter respond: Called when the first part is asked for. What it throws fails the response.
    public init(
        id: ModelID = ModelID(provider: "simulator", model: "scripted"), seed: UInt64 = 0, delay: Duration? = nil,
        clock: any Clock<Duration> = ContinuousClock(),
        respond: @escaping @Sendable (ModelRequest) throws -> ScriptedTurn
    ) {
        self.id = id
        self.seed = seed
        self.delay = delay
        self.clock = clock
        script = respond
    }

    /// A model that repeats the text of the last user message.
    public static func echo(delay: Duration? = nil) -> ScriptedModel {
        ScriptedModel(id: ModelID(provider: "simulator", model: "echo"), delay: delay) { request in
            ScriptedTurn([.text(request.messages.last { $0.role == .user }?.text ?? "")])
        }
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            let turnNumber = counter.next()
            let result = Result { try script(request) }
            let turn = (try? result.get()) ?? ScriptedTurn([])
            let program = ScriptProgram(
                turn, request: request, seed: seed &+ UInt64(turnNumber), delay: turn.delay ?? delay,
                callIDPrefix: "call_\(turnNumber)_")
            return DrivenPartSource(
                parser: ScriptPlayer(program, model: id.model), model: id, deadline: request.deadline
            ) {
                _ = try result.get()
                return ScriptEvents(program, clock: clock)
            }
        }
    }
}

/// Counts requests across the copies of a model.
private final class TurnCounter: Sendable {
    private let count = Atomic(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
