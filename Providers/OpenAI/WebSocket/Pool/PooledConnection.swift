import DialectWire

/// One connection as the pool's machine sees it: its age, and what each of its lanes does and remembers.
struct PooledConnection: Sendable {
    typealias Instant = ContinuousClock.Instant

    enum Phase: Hashable, Sendable {
        /// A caller opens it.
        case dialing
        case open
        /// It gets no further request and is closed after the last.
        case retiring
    }

    /// One line of requests that are answered in order.
    struct Lane: Sendable {
        enum State: Hashable, Sendable {
            case idle
            case busy
            /// Its response was abandoned and is still coming.
            case draining(since: Instant)
        }

        /// The `stream_id`; nil for the unnamed lane.
        var name: String?
        fileprivate(set) var state = State.idle
        /// What can be continued here; while busy, what was continued.
        var memory: ResponsesLaneMemory?
        /// Whether a conversation of several turns goes on here, which is worth keeping.
        var isConversation = false
        var lastUsed: Instant

        var isIdle: Bool { state == .idle }
    }

    /// Superseded responses that are kept for forks, for each connection.
    private static let maximumSuperseded = 16

    let id: Int
    let key: ResponsesPoolKey
    var phase = Phase.dialing
    var lanes: [Lane] = []
    /// Responses that their lanes have gone on from, but that the server has stored; the latest at the end.
    private(set) var superseded: [ResponsesLaneMemory] = []
    var openedAt: Instant
    /// From here on another connection should take its place.
    var rotatesAt: Instant
    /// From here on it gets no request.
    var endsAt: Instant
    var idleSince: Instant?
    /// The connection that is opened to take its place.
    var successor: Int?
    /// The connection whose place this one takes.
    var predecessor: Int?

    init(id: Int, key: ResponsesPoolKey, at now: Instant) {
        self.id = id
        self.key = key
        openedAt = now
        lastUsed = now
        rotatesAt = now
        endsAt = now
    }

    /// Responses that somebody waits for.
    private(set) var busyCount = 0
    /// Responses that are still coming, and nobody waits for.
    private(set) var drainingCount = 0
    private(set) var lastUsed: Instant

    /// Responses under way.
    var inFlight: Int { busyCount + drainingCount }
    var isIdle: Bool { inFlight == 0 }

    /// Since when the oldest abandoned response is awaited.
    var drainingSince: Instant? {
        guard drainingCount > 0 else { return nil }
        return lanes.compactMap { lane in
            if case .draining(let since) = lane.state { since } else { nil }
        }.min()
    }

    func isUsable(at now: Instant) -> Bool { phase == .open && now < endsAt }

    /// The idle lane whose last response has this id; if another lane made it, any that is free.
    func lane(thatMade responseID: String, else free: Int?) -> Int? {
        if let lane = lanes.firstIndex(where: { $0.isIdle && $0.memory?.responseID == responseID }) { return lane }
        let isKnown =
            lanes.contains { $0.memory?.responseID == responseID }
            || superseded.contains { $0.responseID == responseID }
        return isKnown ? free : nil
    }

    /// The lane whose abandoned response was sent under this name.
    func drainingLane(_ name: String?) -> Int? {
        func isDraining(_ lane: Lane) -> Bool { if case .draining = lane.state { true } else { false } }
        if let lane = lanes.firstIndex(where: { $0.name == name && isDraining($0) }) { return lane }
        // It may have lost its name meanwhile, when the server turned out to know none.
        return lanes.count == 1 && isDraining(lanes[0]) ? 0 : nil
    }

    /// A lane begins or ends something.
    mutating func change(_ lane: Int, to state: Lane.State, at now: Instant) {
        switch lanes[lane].state {
        case .idle: break
        case .busy: busyCount -= 1
        case .draining: drainingCount -= 1
        }
        lanes[lane].state = state
        lanes[lane].lastUsed = now
        lastUsed = now
        switch state {
        case .idle: break
        case .busy: busyCount += 1
        case .draining: drainingCount += 1
        }
        idleSince = isIdle ? now : nil
    }

    /// A lane goes on from what it remembers; keeps it for forks if the server does.
    mutating func supersede(_ memory: ResponsesLaneMemory?) {
        guard let memory, memory.isStored else { return }
        superseded.append(memory)
        if superseded.count > Self.maximumSuperseded { superseded.removeFirst() }
    }

    /// The server may have forgotten a response.
    mutating func forget(_ memory: ResponsesLaneMemory?) {
        guard let memory else { return }
        superseded.removeAll { $0.responseID == memory.responseID }
    }

    /// The server has shown that it knows no lanes: what was sent with a name is the unnamed lane.
    ///
    /// - Returns: False if there is more than one lane, which cannot be told apart.
    mutating func forgetLanes() -> Bool {
        guard lanes.count <= 1 else { return false }
        if !lanes.isEmpty { lanes[0].name = nil }
        return true
    }
}
