import Dialect
@testable import DialectOpenAI
import DialectWire
import Testing

/// A pool's machine with a clock that tests set, and with what it has told whom.
struct PoolBench {
    /// Somebody who asked for a place, and the last that he was told.
    struct Asked {
        let caller: ResponsesPool.Caller
        var decision: ResponsesPool.Decision

        var lease: ResponsesPool.Lease? { if case .use(let lease) = decision { lease } else { nil } }
        var dialed: Int? { if case .dial(let id) = decision { id } else { nil } }
        var isWaiting: Bool { if case .wait = decision { true } else { false } }
        var refusal: LanguageModelError? { if case .refuse(let error) = decision { error } else { nil } }
    }

    private(set) var pool: ResponsesPool
    private(set) var now = ContinuousClock.now
    /// The connections that were told to close, in order.
    private(set) var closed: [Int] = []
    private var told: [Int: ResponsesPool.Decision] = [:]
    private var nextCaller = 0

    init(
        lanes: ResponsesEndpoint.Lanes? = ResponsesEndpoint.Lanes(), support: ResponsesPool.LaneSupport? = .present,
        _ adjust: (inout ResponsesPool.Limits) -> Void = { _ in }
    ) {
        var limits = ResponsesPool.Limits(lanes: lanes)
        adjust(&limits)
        pool = ResponsesPool(limits: limits)
        if let support { pool.learned(support, at: now) }
    }

    // MARK: Callers

    mutating func ask(
        _ conversation: Conversation = Conversation(), key: ResponsesPoolKey = .a, excluded: Int? = nil
    ) throws -> Asked {
        try ask(
            conversation.encoded(), key: key, isConversation: conversation.isContinued, excluded: excluded)
    }

    mutating func ask(
        _ request: EncodedResponsesRequest, key: ResponsesPoolKey = .a, isConversation: Bool = false,
        excluded: Int? = nil
    ) -> Asked {
        let caller = ResponsesPool.Caller(
            id: nextCaller, key: key, request: request, isConversation: isConversation, excluded: excluded)
        nextCaller += 1
        let decision = change { $0.requested(caller, at: $1) }
        return Asked(caller: caller, decision: decision)
    }

    /// Asks, opens a connection if told to, and has a place.
    mutating func place(
        _ conversation: Conversation = Conversation(), key: ResponsesPoolKey = .a, excluded: Int? = nil
    ) throws -> ResponsesPool.Lease {
        let asked = try ask(conversation, key: key, excluded: excluded)
        if let lease = asked.lease { return lease }
        let lease = try opened(asked)
        return try #require(lease)
    }

    /// The connection that somebody was told to open is open.
    mutating func opened(_ asked: Asked, jitter: Double = 0) throws -> ResponsesPool.Lease? {
        let id = try #require(asked.dialed)
        return change { $0.opened(id, by: asked.caller, at: $1, jitter: jitter) }
    }

    /// The connection that somebody was told to open is not to be had.
    mutating func notOpened(_ asked: Asked) throws -> ResponsesPool.Lease? {
        let id = try #require(asked.dialed)
        return change { $0.notOpened(id, by: asked.caller, at: $1) }
    }

    /// What somebody who waits was told meanwhile.
    mutating func news(for asked: Asked) -> Asked {
        var asked = asked
        if let decision = told.removeValue(forKey: asked.caller.id) { asked.decision = decision }
        return asked
    }

    // MARK: Events

    mutating func finish(
        _ lease: ResponsesPool.Lease, _ memory: ResponsesLaneMemory? = nil, isSpent: Bool = false
    ) {
        change { $0.finished(lease, memory: memory, isSpent: isSpent, at: $1) }
    }

    mutating func pass(_ duration: Duration) {
        now += duration
        if let next = pool.nextTimer(), next <= now { change { $0.timerFired(at: $1) } }
    }

    /// Calls the machine and does what it asks for.
    @discardableResult mutating func change<Result>(
        _ body: (inout ResponsesPool, ResponsesPool.Instant) -> Result
    ) -> Result {
        let result = body(&pool, now)
        for action in pool.takeActions() {
            switch action {
            case .close(let id): closed.append(id)
            case .resume(let caller, let decision): told[caller] = decision
            }
        }
        return result
    }
}

extension ResponsesPoolKey {
    static let a = ResponsesPoolKey(url: "wss://host/v1/responses", headers: ["key": "a"], scope: nil)
    static let b = ResponsesPoolKey(url: "wss://host/v1/responses", headers: ["key": "b"], scope: nil)
    static let scoped = ResponsesPoolKey(url: "wss://host/v1/responses", headers: ["key": "a"], scope: "one")
}

/// A conversation that grows turn by turn.
struct Conversation {
    private var messages: [Message]
    private let isStored: Bool

    init(_ question: String = "Hello", isStored: Bool = true) {
        messages = [.user(question)]
        self.isStored = isStored
    }

    var isContinued: Bool { messages.count > 1 }

    func encoded(previousResponseID: String? = nil) throws -> EncodedResponsesRequest {
        var request = ModelRequest(messages: messages)
        request.providerOptions[OpenAI.self].store = isStored
        request.providerOptions[OpenAI.self].previousResponseID = previousResponseID
        return try ResponsesRequestEncoder().encode(request, model: "m")
    }

    /// The answer has come, and the next question with it.
    ///
    /// - Returns: What the lane remembers.
    mutating func answered(_ id: String, next question: String = "And then?") throws -> ResponsesLaneMemory {
        let item: JSONValue = [
            "id": .string("msg_\(id)"), "type": "message", "role": "assistant", "status": "completed",
            "content": [["type": "output_text", "text": .string("Answer \(id)"), "annotations": []]],
        ]
        let memory = ResponsesLaneMemory(responseID: id, request: try encoded(), output: [item])
        let answer = ProviderItem(provider: "openai", type: "message", json: item)
        messages += [Message(role: .assistant, content: [.providerItem(answer)]), .user(question)]
        return memory
    }
}

extension ResponsesPool.Lease {
    /// The response that is continued; nil if everything is sent.
    var continued: String? { if case .incremental(let id, _) = plan { id } else { nil } }
    var reason: ContinuationPlanner.Reason? { if case .full(let reason) = plan { reason } else { nil } }
}
