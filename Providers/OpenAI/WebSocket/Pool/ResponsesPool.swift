import Dialect
import DialectWire

/// Decides which request travels over which connection and lane, who waits, and when connections are opened and closed.
///
/// A pure state machine: no sockets, clocks or tasks. Callers open connections themselves when they are told to, so
/// that none is opened for nobody.
struct ResponsesPool: Sendable {
    typealias Instant = ContinuousClock.Instant

    struct Limits: Sendable {
        var connectionsPerKey = 8
        var connections = 64
        /// How long a connection may be idle, without and with a scope of the caller's.
        var idleTimeout: Duration = .seconds(5 * 60)
        var scopedIdleTimeout: Duration = .seconds(50 * 60)
        /// How long the server lets a connection live.
        var lifetime: Duration = .seconds(60 * 60)
        /// How many responses and names a connection may have; nil where the server knows no lanes.
        var lanes: ResponsesEndpoint.Lanes?
        /// A connection whose abandoned response has not ended by then is given up.
        var drainTimeout: Duration = .seconds(120)
    }

    /// Whether the server tells several responses on one connection apart.
    enum LaneSupport: Hashable, Sendable {
        /// Until the first answer, a connection carries one request.
        case unknown
        case absent
        case present
    }

    /// A place for one request.
    struct Lease: Sendable {
        let connection: Int
        let lane: Int
        /// The `stream_id` to send.
        let laneName: String?
        let plan: ContinuationPlanner.Plan
        /// The response that the lane made last, of which events may still arrive.
        var earlierResponse: String?
        /// Whether the connection carried a request before.
        let isReused: Bool
    }

    /// What a caller is to do.
    enum Decision: Sendable {
        case use(Lease)
        /// Open a connection and tell ``opened(_:at:jitter:)`` or ``notOpened(_:at:)``.
        case dial(Int)
        case wait
        case refuse(LanguageModelError)
    }

    enum Action: Sendable {
        /// Tell a caller that waits what to do.
        case resume(Int, Decision)
        /// Close with a handshake.
        case close(Int)
    }

    /// A request that looks for a place.
    struct Caller: Sendable {
        let id: Int
        let key: ResponsesPoolKey
        let request: EncodedResponsesRequest
        /// Whether the request continues a conversation that had answers before.
        var isConversation = false
        /// A connection that must not be used, since the request failed there.
        var excluded: Int?
    }

    var limits: Limits
    private(set) var laneSupport: LaneSupport
    var connections: [Int: PooledConnection] = [:]
    /// Those who wait, longest first.
    private(set) var waiting: [Caller] = []
    private(set) var isShutDown = false
    private var nextConnection = 0
    private var actions: [Action] = []

    init(limits: Limits) {
        self.limits = limits
        laneSupport = limits.lanes == nil ? .absent : .unknown
    }

    var busyLanes: Int { connections.values.reduce(0) { $0 + $1.busyCount } }

    /// What is to be done since the last call, in order.
    mutating func takeActions() -> [Action] {
        defer { actions = [] }
        return actions
    }

    // MARK: Callers

    /// A caller looks for a place. Told to wait, it hears by ``Action/resume(_:_:)``.
    mutating func requested(_ caller: Caller, at now: Instant) -> Decision {
        guard !isShutDown else { return .refuse(Self.shutDownError) }
        // Nobody overtakes those who wait for the same kind of connection.
        let ahead = waiting.count { $0.key == caller.key }
        let decision = ahead == 0 ? decide(caller, at: now) : decide(caller, behind: ahead, at: now)
        if case .wait = decision { waiting.append(caller) }
        return decision
    }

    /// A caller does not wait any more.
    ///
    /// - Returns: False if it was told what to do before.
    mutating func gaveUp(_ caller: Int, at now: Instant) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.id == caller }) else { return false }
        waiting.remove(at: index)
        // Those behind it may have other connections to choose from.
        serve(at: now)
        return true
    }

    /// A place was given to a caller who was gone; nothing was sent.
    mutating func unused(_ lease: Lease, at now: Instant) {
        finished(lease, memory: connections[lease.connection]?.lanes[lease.lane].memory, isSpent: false, at: now)
    }

    /// A connection was opened by a caller, who gets the first place on it.
    ///
    /// - Parameter jitter: 0 to 1; spreads the ends of connections that were opened together.
    mutating func opened(_ id: Int, by caller: Caller?, at now: Instant, jitter: Double) -> Lease? {
        guard var connection = connections[id] else { return nil }
        guard !isShutDown else {
            connections[id] = nil
            actions.append(.close(id))
            return nil
        }
        connection.phase = .open
        connection.openedAt = now
        // Of 60 minutes the last ten are left; turns that are under way need them.
        connection.rotatesAt = now + limits.lifetime * (5.0 / 6.0 + jitter / 12.0)
        connection.endsAt = now + limits.lifetime * 0.95
        connection.idleSince = now
        connections[id] = connection
        let lease = caller.flatMap { place($0, on: id, at: now) }
        if let predecessor = connection.predecessor { retire(predecessor) }
        serve(at: now)
        return lease
    }

    /// A connection could not be opened, or was closed as soon as it was.
    ///
    /// - Returns: A place on the connection that was to be replaced, if there is one.
    mutating func notOpened(_ id: Int, by caller: Caller?, at now: Instant) -> Lease? {
        guard let connection = connections.removeValue(forKey: id) else { return nil }
        var lease: Lease?
        if let predecessor = connection.predecessor, var old = connections[predecessor] {
            old.successor = nil
            // The server cannot be reached just now: the old connection serves on, and the next attempt waits.
            old.rotatesAt = now + .seconds(30)
            connections[predecessor] = old
            if let caller, old.isUsable(at: now) {
                lease = choose(caller, at: now).flatMap { take($0, caller, at: now) }
            }
        }
        serve(at: now)
        return lease
    }

    /// A response is complete, or its connection failed.
    ///
    /// - Parameters:
    ///   - memory: What the lane can continue from.
    ///   - isSpent: Whether the connection is of no more use.
    mutating func finished(_ lease: Lease, memory: ResponsesLaneMemory?, isSpent: Bool, at now: Instant) {
        guard var connection = connections[lease.connection] else { return }
        // A failed continuation evicts the response that it referred to.
        if memory == nil { connection.forget(connection.lanes[lease.lane].memory) }
        connection.lanes[lease.lane].memory = memory
        connection.change(lease.lane, to: .idle, at: now)
        if isSpent { connection.phase = .retiring }
        connections[lease.connection] = connection
        closeIfDone(lease.connection)
        serve(at: now)
    }

    /// A response was abandoned; the server goes on sending it.
    mutating func abandoned(_ lease: Lease, at now: Instant) {
        connections[lease.connection]?.change(lease.lane, to: .draining(since: now), at: now)
        connections[lease.connection]?.lanes[lease.lane].memory = nil
        closeIfDone(lease.connection)
        serve(at: now)
    }

    // MARK: Connections

    /// An abandoned response has ended.
    mutating func drained(_ id: Int, lane name: String?, at now: Instant) {
        guard var connection = connections[id], let lane = connection.drainingLane(name) else { return }
        connection.change(lane, to: .idle, at: now)
        connections[id] = connection
        closeIfDone(id)
        serve(at: now)
    }

    /// The socket is closed.
    mutating func closed(_ id: Int, at now: Instant) {
        // Who opens a connection tells of its end too: until then there is one to tell.
        guard let connection = connections[id], connection.phase != .dialing else { return }
        connections[id] = nil
        serve(at: now)
    }

    /// The connection is at its end, as the server announced or a failure has shown.
    mutating func spent(_ id: Int, at now: Instant) {
        retire(id)
        serve(at: now)
    }

    /// The first answer has shown whether the server knows lanes.
    mutating func learned(_ support: LaneSupport, at now: Instant) {
        guard laneSupport == .unknown else { return }
        change(support, at: now)
    }

    /// The server refused a lane's name as one too many: it allows fewer than was believed.
    mutating func exhaustedLanes(of lease: Lease) {
        guard let maximum = limits.lanes?.maximumNames else { return }
        limits.lanes?.maximumNames = max(1, min(maximum, lease.lane))
    }

    /// Several responses are under way on a connection, and the server does not say which an event is of.
    mutating func lanesWereMixedUp(at now: Instant) {
        if laneSupport == .present { change(.absent, at: now) }
    }

    private mutating func change(_ support: LaneSupport, at now: Instant) {
        laneSupport = support
        if support == .absent {
            for id in connections.keys.sorted() where connections[id]?.forgetLanes() == false { retire(id) }
        }
        serve(at: now)
    }

    // MARK: Time

    /// When ``timerFired(at:)`` is to be called next.
    func nextTimer() -> Instant? {
        connections.values.compactMap { connection in
            switch connection.phase {
            case .dialing, .retiring: return nil
            case .open:
                let idle = connection.idleSince.map { $0 + idleTimeout(of: connection.key) }
                let drain = connection.drainingSince.map { $0 + limits.drainTimeout }
                return [connection.isIdle ? idle : nil, drain, connection.endsAt].compactMap(\.self).min()
            }
        }.min()
    }

    mutating func timerFired(at now: Instant) {
        for (id, connection) in connections.sorted(by: { $0.key < $1.key }) where connection.phase == .open {
            let isStuck = connection.drainingSince.map { now >= $0 + limits.drainTimeout } ?? false
            guard isForgotten(connection, at: now) || isStuck || now >= connection.endsAt else { continue }
            retire(id)
        }
        serve(at: now)
    }

    /// When a connection is next to be replaced.
    func nextRotation() -> Instant? {
        connections.values.filter { $0.phase == .open && $0.successor == nil }.map(\.rotatesAt).min()
    }

    /// The connection to open in place of one that has grown old; nil if there is none. For as long as that takes, the
    /// limits are exceeded by one.
    mutating func rotate(at now: Instant) -> Int? {
        let old = connections.values.filter { $0.phase == .open && $0.successor == nil && $0.rotatesAt <= now }
        guard !isShutDown, let oldest = old.min(by: { $0.rotatesAt < $1.rotatesAt }) else { return nil }
        return dial(oldest.key, replacing: oldest.id, at: now)
    }

    /// No request is taken any more; connections close after those under way.
    mutating func shutDown() {
        isShutDown = true
        actions += waiting.map { Action.resume($0.id, .refuse(Self.shutDownError)) }
        waiting = []
        for id in connections.keys.sorted() { retire(id) }
    }

    // MARK: Details

    private static let shutDownError = LanguageModelError(
        .misuse, "The WebSocket transport was shut down.", replaySafety: .safe)

    private func idleTimeout(of key: ResponsesPoolKey) -> Duration {
        key.scope == nil ? limits.idleTimeout : limits.scopedIdleTimeout
    }

    /// Whether a connection has been idle for too long.
    func isForgotten(_ connection: PooledConnection, at now: Instant) -> Bool {
        connection.idleSince.map { now >= $0 + idleTimeout(of: connection.key) } ?? false
    }

    /// Gives a connection no further request. What becomes free by that is for the caller to ``serve(at:)``.
    private mutating func retire(_ id: Int) {
        guard connections[id]?.phase == .open else { return }
        connections[id]?.phase = .retiring
        closeIfDone(id)
    }

    /// Closes a connection that is to be closed and has nothing under way that anybody waits for.
    private mutating func closeIfDone(_ id: Int) {
        guard let connection = connections[id], connection.phase == .retiring, connection.busyCount == 0 else { return }
        connections[id] = nil
        actions.append(.close(id))
    }

    /// Gives those who wait what has become free, in order.
    private mutating func serve(at now: Instant) {
        var passedOver: [ResponsesPoolKey: Int] = [:]
        var blocked: Set<ResponsesPoolKey> = []
        var index = 0
        while index < waiting.count {
            let caller = waiting[index]
            guard !blocked.contains(caller.key) else {
                index += 1
                continue
            }
            let ahead = passedOver[caller.key, default: 0]
            let decision = ahead == 0 ? decide(caller, at: now) : decide(caller, behind: ahead, at: now)
            if case .wait = decision {
                if !isPlaceComing(caller.key, behind: ahead) { blocked.insert(caller.key) }
                passedOver[caller.key] = ahead + 1
                index += 1
            } else {
                waiting.remove(at: index)
                actions.append(.resume(caller.id, decision))
            }
        }
    }

    /// Makes room for one connection more by closing those of other keys that were idle longest. More than one, where a
    /// replacement exceeds the limit; none, if that would not be enough.
    ///
    /// - Returns: Whether there is room.
    mutating func makeRoom(for key: ResponsesPoolKey, atMost maximum: Int) -> Bool {
        let excess = connections.count + 1 - maximum
        guard excess > 0 else { return true }
        let idle = connections.values.filter { $0.key != key && $0.phase == .open && $0.isIdle }
        guard idle.count >= excess else { return false }
        for connection in idle.sorted(by: { $0.lastUsed < $1.lastUsed }).prefix(excess) { retire(connection.id) }
        return true
    }

    mutating func dial(_ key: ResponsesPoolKey, replacing predecessor: Int? = nil, at now: Instant) -> Int {
        let id = nextConnection
        nextConnection += 1
        var connection = PooledConnection(id: id, key: key, at: now)
        connection.predecessor = predecessor
        connections[id] = connection
        if let predecessor { connections[predecessor]?.successor = id }
        return id
    }
}
