import Dialect
@testable import DialectOpenAI
import DialectServer
import DialectWire
import Foundation
import Testing
import TestSupport

/// Random events, and after each of them what must hold always. `DIALECT_POOL_SEED` sets the seed that a failure names;
/// with `SWIFT_DETERMINISTIC_HASHING=1` set too, choices between equals are the same each time.
@Suite("A pool in random use", .throttled, .timeLimit(.minutes(10)))
struct PoolModelTests {
    @Test(
        "keeps its limits, gives no place twice and leaves nobody waiting who could be served",
        arguments: Array(0..<24))
    func invariants(_ index: Int) throws {
        let base = ProcessInfo.processInfo.environment["DIALECT_POOL_SEED"].flatMap { UInt64($0) }
        try holds(seed: base ?? UInt64.random(in: 0..<1_000_000_000) * 100 + UInt64(index), index)
    }

    @Test("keeps to that where it once did not", arguments: [(43_872_955_819, 19)])
    func regression(_ seed: UInt64, _ index: Int) throws { try holds(seed: seed, index) }

    private func holds(seed: UInt64, _ index: Int) throws {
        print("pool model: seed \(seed)")
        var world = try World(seed: seed, hasLanes: !index.isMultiple(of: 3))
        for step in 0..<600 {
            let event = try world.step()
            let faults = try world.faults()
            guard faults.isEmpty else {
                Issue.record("seed \(seed), step \(step), after \(event): \(faults.joined(separator: "; "))")
                return
            }
        }
        try world.settle()
        let faults = try world.faults()
        #expect(faults.isEmpty, "seed \(seed), at the end")
        #expect(world.pool.connections.isEmpty, "seed \(seed), at the end")
        #expect(world.pool.waiting.isEmpty, "seed \(seed), at the end")
    }
}

/// What a shell knows of its pool.
private struct World {
    struct Held {
        let lease: ResponsesPool.Lease
        let talk: Int
    }

    private(set) var pool: ResponsesPool
    private let limits: ResponsesPool.Limits
    private var generator: SeededGenerator
    private var now = ContinuousClock.now
    private var callers: [Int: (caller: ResponsesPool.Caller, talk: Int)] = [:]
    private var dialing: [Int: Int?] = [:]
    private var open: Set<Int> = []
    private var gone: Set<Int> = []
    private var held: [Held] = []
    private var draining: [(connection: Int, name: String?)] = []
    private var talks: [Conversation]
    private var count = 0
    private var rotations = 0
    private var complaints: [String] = []

    private static let keys = [
        ResponsesPoolKey.a, .b, .scoped,
        ResponsesPoolKey(url: "wss://host/v1/responses", headers: [:], scope: "two"),
    ]

    init(seed: UInt64, hasLanes: Bool) throws {
        generator = SeededGenerator(seed: seed)
        var limits = ResponsesPool.Limits(
            connectionsPerKey: .random(in: 1...3, using: &generator),
            connections: .random(in: 1...6, using: &generator),
            lanes: hasLanes
                ? .init(
                    maximumInFlight: .random(in: 1...4, using: &generator),
                    maximumNames: .random(in: 1...5, using: &generator)) : nil)
        limits.lifetime = .seconds(3600)
        self.limits = limits
        pool = ResponsesPool(limits: limits)
        talks = (0..<12).map { Conversation("Question \($0)", isStored: $0.isMultiple(of: 2)) }
    }

    private mutating func random(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    private mutating func chance(_ percent: Int) -> Bool { random(100) < percent }

    // MARK: Events

    /// Something happens.
    mutating func step() throws -> String {
        count += 1
        now += .milliseconds(random(2000))
        let event: String
        switch random(100) {
        case 0..<35: event = try request()
        case 35..<55: event = try endDial(isOpen: chance(80))
        case 55..<72: event = try finish(isSpent: chance(8))
        case 72..<79: event = abandon(isSpent: chance(30))
        case 79..<85: event = drain()
        case 85..<88: event = giveUp()
        case 88..<91: event = close()
        case 91..<93: event = stray()
        case 93..<96:
            now += .seconds(random(1500))
            event = "time"
            timer()
        case 96..<98: event = rotate()
        case 98: event = learn()
        default:
            if chance(20) { pool.lanesWereMixedUp(at: now) }
            event = "mixed up"
        }
        perform()
        timer()
        return event
    }

    private mutating func request() throws -> String {
        let talk = random(talks.count)
        let caller = ResponsesPool.Caller(
            id: count, key: Self.keys[random(Self.keys.count)], request: try talks[talk].encoded(),
            isConversation: talks[talk].isContinued, excluded: gone.sorted().randomElement(using: &generator))
        callers[caller.id] = (caller, talk)
        told(caller.id, pool.requested(caller, at: now))
        return "request \(caller.id)"
    }

    private mutating func told(_ caller: Int, _ decision: ResponsesPool.Decision) {
        guard let talk = callers[caller]?.talk else { return complaints.append("\(caller) was told twice") }
        switch decision {
        case .use(let lease):
            callers[caller] = nil
            if chance(5) {
                hold(lease, talk)
                held.removeLast()
                pool.unused(lease, at: now)
            } else {
                hold(lease, talk)
            }
        case .dial(let id):
            if dialing[id] != nil || open.contains(id) { complaints.append("connection \(id) is opened twice") }
            dialing[id] = caller
        case .refuse: callers[caller] = nil
        case .wait: break
        }
    }

    private mutating func hold(_ lease: ResponsesPool.Lease, _ talk: Int) {
        let isTaken = held.contains { $0.lease.connection == lease.connection && $0.lease.lane == lease.lane }
        if isTaken { complaints.append("lane \(lease.lane) of \(lease.connection) is given twice") }
        if !open.contains(lease.connection) { complaints.append("a place on \(lease.connection), which is closed") }
        held.append(Held(lease: lease, talk: talk))
    }

    private mutating func endDial(isOpen: Bool) throws -> String {
        guard let (id, caller) = dialing.sorted(by: { $0.key < $1.key }).randomElement(using: &generator) else {
            return "nothing"
        }
        dialing[id] = nil
        // Cancelled, a caller is gone.
        let isThere = isOpen || chance(70)
        let entry = caller.flatMap { callers[$0] }
        if isOpen { open.insert(id) } else if chance(50) { pool.closed(id, at: now) }
        let lease =
            isOpen
            ? pool.opened(id, by: entry?.caller, at: now, jitter: .random(in: 0...1, using: &generator))
            : pool.notOpened(id, by: isThere ? entry?.caller : nil, at: now)
        if let caller { callers[caller] = nil }
        if let lease, let entry {
            hold(lease, entry.talk)
        } else if isOpen, entry != nil, !pool.isShutDown {
            complaints.append("who opened \(id) has no place on it")
        }
        return "\(isOpen ? "opened" : "not opened") \(id)"
    }

    private mutating func finish(isSpent: Bool) throws -> String {
        guard let index = held.indices.randomElement(using: &generator) else { return "nothing" }
        let one = held.remove(at: index)
        let memory = chance(80) ? try talks[one.talk].answered("r\(count)") : nil
        pool.finished(one.lease, memory: memory, isSpent: isSpent, at: now)
        if chance(5) { talks[one.talk] = Conversation("Question \(count)") }
        return "finished \(one.lease.connection).\(one.lease.lane)"
    }

    private mutating func abandon(isSpent: Bool) -> String {
        guard let index = held.indices.randomElement(using: &generator) else { return "nothing" }
        let lease = held.remove(at: index).lease
        pool.abandoned(lease, at: now)
        if isSpent || lease.laneName == nil { pool.spent(lease.connection, at: now) }
        if chance(85) { draining.append((lease.connection, lease.laneName)) }
        return "abandoned \(lease.connection).\(lease.lane)"
    }

    private mutating func drain() -> String {
        guard let index = draining.indices.randomElement(using: &generator) else { return "nothing" }
        let (connection, name) = draining.remove(at: index)
        pool.drained(connection, lane: name, at: now)
        return "drained \(connection)"
    }

    private mutating func giveUp() -> String {
        guard let caller = pool.waiting.randomElement(using: &generator) else { return "nothing" }
        if !pool.gaveUp(caller.id, at: now) { complaints.append("\(caller.id) waited and could not give up") }
        callers[caller.id] = nil
        return "gave up \(caller.id)"
    }

    private mutating func close() -> String {
        guard let id = open.sorted().randomElement(using: &generator) else { return "nothing" }
        forget(id)
        pool.closed(id, at: now)
        return "closed \(id)"
    }

    private mutating func stray() -> String {
        guard let id = open.sorted().randomElement(using: &generator) else { return "nothing" }
        pool.spent(id, at: now)
        return "spent \(id)"
    }

    private mutating func rotate() -> String {
        guard let id = pool.rotate(at: now) else { return "nothing" }
        dialing[id] = .some(nil)
        return "rotate to \(id)"
    }

    private mutating func learn() -> String {
        pool.learned(chance(80) ? .present : .absent, at: now)
        return "learned"
    }

    private mutating func timer() {
        while let next = pool.nextTimer(), next <= now {
            pool.timerFired(at: now)
            perform()
            if pool.nextTimer() == next { return complaints.append("the timer goes off again and again") }
        }
    }

    private mutating func forget(_ id: Int) {
        open.remove(id)
        gone.insert(id)
        held.removeAll { $0.lease.connection == id }
        draining.removeAll { $0.connection == id }
    }

    private mutating func perform() {
        while true {
            let actions = pool.takeActions()
            guard !actions.isEmpty else { return }
            for action in actions {
                switch action {
                case .close(let id):
                    if !open.contains(id) { complaints.append("\(id) is told to close and is not open") }
                    if held.contains(where: { $0.lease.connection == id }) {
                        complaints.append("\(id) is told to close while somebody uses it")
                    }
                    forget(id)
                case .resume(let caller, let decision): told(caller, decision)
                }
            }
        }
    }

    /// Everything ends.
    mutating func settle() throws {
        for _ in 0..<2000 where !(held.isEmpty && dialing.isEmpty && pool.waiting.isEmpty) {
            _ = dialing.isEmpty ? try finish(isSpent: false) : try endDial(isOpen: true)
            // Abandoned responses whose end is never heard of hold their connections until a time-out.
            now += .seconds(1)
            perform()
            timer()
        }
        if !pool.waiting.isEmpty { complaints.append("somebody waits for ever") }
        pool.shutDown()
        perform()
    }

    // MARK: What must hold

    mutating func faults() throws -> [String] {
        var faults = complaints
        let connections = pool.connections.values
        let known = Set(connections.map(\.id))
        if known != open.union(dialing.keys) {
            faults.append(
                "the pool knows \(known.sorted()), open are \(open.sorted()), coming \(dialing.keys.sorted())")
        }
        if pool.busyLanes != held.count { faults.append("\(pool.busyLanes) lanes are busy, \(held.count) are used") }
        for connection in connections {
            let busy = connection.lanes.count { $0.state == .busy }
            let idle = connection.lanes.count { $0.isIdle }
            if busy != connection.busyCount || connection.lanes.count - busy - idle != connection.drainingCount {
                faults.append("connection \(connection.id) has counted wrong")
            }
            let most = limits.lanes.map { ($0.maximumInFlight, $0.maximumNames) } ?? (1, 1)
            if connection.inFlight > most.0 { faults.append("\(connection.inFlight) responses in flight") }
            if connection.lanes.count > most.1 { faults.append("\(connection.lanes.count) names") }
            if connection.phase == .dialing, dialing[connection.id] == nil {
                faults.append("connection \(connection.id) is being opened by nobody")
            }
            if connection.phase == .retiring, connection.busyCount == 0 {
                faults.append("connection \(connection.id) is to be closed and is not")
            }
            if let successor = connection.successor, connection.phase == .open, pool.connections[successor] == nil {
                faults.append("connection \(connection.id) waits for a successor that nobody opens")
            }
        }
        // A replacement may be there beside the one that it replaces.
        for key in Self.keys {
            let own = connections.filter { $0.key == key }
            let extra = own.count { $0.predecessor != nil }
            if own.count > limits.connectionsPerKey + extra { faults.append("\(own.count) connections of a key") }
        }
        if connections.count > limits.connections + connections.count(where: { $0.predecessor != nil }) {
            faults.append("\(connections.count) connections")
        }
        // The first of each key waits only if he must.
        for key in Self.keys {
            guard let first = pool.waiting.first(where: { $0.key == key }) else { continue }
            var copy = pool
            if case .wait = copy.decide(first, at: now) { continue }
            faults.append("caller \(first.id) waits and could be served")
        }
        return faults
    }
}
