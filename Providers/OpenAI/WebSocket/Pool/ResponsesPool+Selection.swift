import Dialect
import DialectWire

/// Where a request goes: first to whoever knows most of its conversation, then to a free lane, then to a new
/// connection, and else it waits.
extension ResponsesPool {
    /// A place that a request could take.
    struct Choice {
        let connection: Int
        /// An index into the connection's lanes; one past the last is a lane to be added.
        let lane: Int
        let plan: ContinuationPlanner.Plan
        /// Whether the lane remembers a conversation of several turns that would be forgotten.
        var forgetsConversation = false
    }

    mutating func decide(_ caller: Caller, at now: Instant) -> Decision {
        let choice = choose(caller, at: now)
        if let choice {
            if let old = connections[choice.connection], old.rotatesAt <= now, old.successor == nil,
                let id = dialIfThereIsRoom(caller.key, replacing: old.id, at: now)
            {
                return .dial(id)
            }
            // A conversation is worth a connection of its own.
            if choice.forgetsConversation, let id = dialIfThereIsRoom(caller.key, at: now) { return .dial(id) }
            if let lease = take(choice, caller, at: now) { return .use(lease) }
        }
        return decide(caller, behind: 0, at: now)
    }

    /// What somebody is to do who gets none of the places that are free.
    ///
    /// - Parameter ahead: How many wait for the same kind of connection and come first.
    mutating func decide(_ caller: Caller, behind ahead: Int, at now: Instant) -> Decision {
        if isPlaceComing(caller.key, behind: ahead) { return .wait }
        return dialIfThereIsRoom(caller.key, at: now).map(Decision.dial) ?? .wait
    }

    /// Occupies a place.
    mutating func take(_ choice: Choice, _ caller: Caller, at now: Instant) -> Lease? {
        guard var connection = connections[choice.connection] else { return nil }
        let isReused = !connection.lanes.isEmpty
        if choice.lane == connection.lanes.count {
            let name = laneSupport == .absent ? nil : String(connection.lanes.count + 1)
            connection.lanes.append(PooledConnection.Lane(name: name, lastUsed: now))
        }
        let old = connection.lanes[choice.lane]
        connection.supersede(old.memory)
        connection.lanes[choice.lane].isConversation = caller.isConversation
        connection.change(choice.lane, to: .busy, at: now)
        connections[choice.connection] = connection
        return Lease(
            connection: choice.connection, lane: choice.lane, laneName: old.name, plan: choice.plan,
            earlierResponse: old.memory?.responseID, isReused: isReused)
    }

    /// A place on one connection, which was opened for the caller.
    mutating func place(
        _ caller: Caller, on id: Int, at now: Instant
    ) -> Lease? {
        guard let connection = connections[id], let lane = freeLane(of: connection) else { return nil }
        return take(Choice(connection: id, lane: lane.index, plan: fullPlan(for: caller)), caller, at: now)
    }

    // MARK: Choosing

    func choose(_ caller: Caller, at now: Instant) -> Choice? {
        var best: (choice: Choice, known: Int)?
        var free: (choice: Choice, rank: (forgets: Bool, hasMemory: Bool, lastUsed: Instant))?
        var related: Choice?
        for connection in connections.values where connection.key == caller.key && connection.id != caller.excluded {
            guard connection.isUsable(at: now), !isForgotten(connection, at: now) else { continue }
            let mayTakeMore = hasRoom(connection)
            if let id = caller.request.previousResponseID, mayTakeMore, best == nil {
                // A response that is not stored can be continued only where it was made.
                best = connection.lane(thatMade: id, else: freeLane(of: connection)?.index).map {
                    (Choice(connection: connection.id, lane: $0, plan: .full(.callerChained)), 0)
                }
            }
            for (index, lane) in connection.lanes.enumerated() {
                let plan = ContinuationPlanner.plan(caller.request, memory: lane.memory)
                switch plan {
                case .incremental(_, let known) where lane.isIdle && mayTakeMore:
                    if known >= best?.known ?? -1 {
                        best = (Choice(connection: connection.id, lane: index, plan: plan), known)
                    }
                case .full(let why) where why.speaksOfSameConversation && lane.isIdle && mayTakeMore:
                    related = Choice(connection: connection.id, lane: index, plan: plan)
                case .incremental, .full: break
                }
            }
            guard mayTakeMore, let lane = freeLane(of: connection) else { continue }
            if let fork = fork(caller, on: connection, lane: lane.index), fork.known > best?.known ?? -1 { best = fork }
            let rank = (lane.forgetsConversation, lane.hasMemory, connection.lastUsed)
            guard free.map({ Self.precedes(rank, $0.rank) }) ?? true else { continue }
            let choice = Choice(
                connection: connection.id, lane: lane.index, plan: .full(.firstTurn),
                forgetsConversation: lane.forgetsConversation)
            free = (choice, rank)
        }
        if let choice = best?.choice { return choice }
        // An edited history is another branch: where a lane is free, both can go on.
        if let related, free?.rank.hasMemory != false { return related }
        guard let free else { return nil }
        return Choice(
            connection: free.choice.connection, lane: free.choice.lane, plan: fullPlan(for: caller),
            forgetsConversation: free.choice.forgetsConversation)
    }

    /// Everything is sent; says why, if a lane knows the conversation.
    func fullPlan(for caller: Caller) -> ContinuationPlanner.Plan {
        let plan = ContinuationPlanner.plan(caller.request, memory: nil)
        guard plan == .full(.firstTurn) else { return plan }
        for connection in connections.values where connection.key == caller.key {
            for lane in connection.lanes {
                switch ContinuationPlanner.plan(caller.request, memory: lane.memory) {
                case .incremental: return .full(lane.isIdle ? .connectionExpired : .forked)
                case .full(let why) where why.speaksOfSameConversation: return .full(why)
                case .full: break
                }
            }
        }
        return plan
    }

    /// A response that its own lane has gone on from, or is going on from, can be continued in another lane if the
    /// server has stored it.
    private func fork(_ caller: Caller, on connection: PooledConnection, lane: Int) -> (choice: Choice, known: Int)? {
        var best: (choice: Choice, known: Int)?
        for memory in connection.superseded {
            let plan = ContinuationPlanner.plan(caller.request, memory: memory)
            guard case .incremental(_, let known) = plan, known > best?.known ?? -1 else { continue }
            best = (Choice(connection: connection.id, lane: lane, plan: plan), known)
        }
        return best
    }

    /// Whether a connection may carry one response more.
    func hasRoom(_ connection: PooledConnection) -> Bool {
        switch laneSupport {
        case .unknown, .absent: connection.inFlight == 0
        case .present: connection.inFlight < limits.lanes?.maximumInFlight ?? 1
        }
    }

    /// The lane of a connection that a conversation which it does not know should take: a new one, or the one that was
    /// used longest ago.
    func freeLane(
        of connection: PooledConnection
    ) -> (index: Int, hasMemory: Bool, forgetsConversation: Bool)? {
        let maximum = laneSupport == .present ? limits.lanes?.maximumNames ?? 1 : 1
        if let index = connection.lanes.firstIndex(where: { $0.isIdle && $0.memory == nil }) {
            return (index, false, false)
        }
        if connection.lanes.count < maximum { return (connection.lanes.count, false, false) }
        let idle = connection.lanes.indices.filter { connection.lanes[$0].isIdle }
        let oldest = idle.min { left, right in
            let (left, right) = (connection.lanes[left], connection.lanes[right])
            return left.isConversation == right.isConversation
                ? left.lastUsed < right.lastUsed : right.isConversation
        }
        return oldest.map { ($0, true, connection.lanes[$0].isConversation) }
    }

    /// Lanes that remember nothing come first, then those of single questions; of equals the connection used last.
    private static func precedes(
        _ left: (forgets: Bool, hasMemory: Bool, lastUsed: Instant),
        _ right: (forgets: Bool, hasMemory: Bool, lastUsed: Instant)
    ) -> Bool {
        if left.forgets != right.forgets { return right.forgets }
        if left.hasMemory != right.hasMemory { return right.hasMemory }
        return left.lastUsed > right.lastUsed
    }

    // MARK: New connections

    /// Whether connections that are being opened will have room for one more than those ahead.
    func isPlaceComing(_ key: ResponsesPoolKey, behind ahead: Int) -> Bool {
        guard laneSupport == .present, let lanes = limits.lanes else { return false }
        let dialing = connections.values.count { $0.key == key && $0.phase == .dialing }
        // Who opens a connection gets a place on it too.
        return ahead < dialing * lanes.maximumInFlight - dialing
    }

    /// - Parameter predecessor: A connection that is closed in exchange, so that the limits may be exceeded by one.
    mutating func dialIfThereIsRoom(
        _ key: ResponsesPoolKey, replacing predecessor: Int? = nil, at now: Instant
    ) -> Int? {
        let extra = predecessor == nil ? 0 : 1
        guard connections.values.count(where: { $0.key == key }) < limits.connectionsPerKey + extra else { return nil }
        guard makeRoom(for: key, atMost: limits.connections + extra) else { return nil }
        return dial(key, replacing: predecessor, at: now)
    }
}

extension ContinuationPlanner.Reason {
    /// Whether a lane knows the conversation, but cannot continue it.
    fileprivate var speaksOfSameConversation: Bool { self != .firstTurn && self != .callerChained }
}
