import Dialect
@testable import DialectOpenAI
import DialectWire
import Testing

@Suite("Those who wait for a place in a pool")
struct PoolWaitingTests {
    private static func oneAtATime(_ adjust: (inout ResponsesPool.Limits) -> Void = { $0.connectionsPerKey = 1 })
        -> PoolBench
    {
        PoolBench(lanes: nil, adjust)
    }

    @Test("are served in the order in which they came")
    func order() throws {
        var bench = Self.oneAtATime()
        var lease = try bench.place()
        let waiting = try (0..<3).map { _ in try bench.ask() }
        #expect(waiting.map(\.isWaiting) == [true, true, true])
        for asked in waiting {
            bench.finish(lease)
            lease = try #require(bench.news(for: asked).lease)
        }
        #expect(bench.pool.waiting.isEmpty)
    }

    @Test("are not overtaken by others of their key, but by those of other keys")
    func overtaking() throws {
        var bench = Self.oneAtATime()
        let lease = try bench.place()
        let first = try bench.ask()
        #expect(try bench.ask(key: .b).dialed != nil)
        bench.finish(lease)
        let second = try bench.ask()
        #expect(bench.news(for: first).lease != nil)
        #expect(second.isWaiting)
    }

    @Test("get the room of an idle connection of another key")
    func makesRoom() throws {
        var bench = Self.oneAtATime { $0.connections = 2 }
        let one = try bench.place(key: .a)
        let two = try bench.place(key: .b)
        let waiting = try bench.ask(key: .scoped)
        #expect(waiting.isWaiting)
        bench.finish(two)
        #expect(bench.closed == [two.connection])
        #expect(bench.news(for: waiting).dialed != nil)
        #expect(bench.pool.connections[one.connection] != nil)
        #expect(bench.pool.connections.count == 2)
    }

    @Test("do not take the room of the connection used last")
    func makesRoomByAge() throws {
        var bench = Self.oneAtATime { $0.connections = 2 }
        let one = try bench.place(key: .a)
        let two = try bench.place(key: .b)
        bench.finish(two)
        bench.pass(.seconds(1))
        bench.finish(one)
        #expect(try bench.ask(key: .scoped).dialed != nil)
        #expect(bench.closed == [two.connection])
    }

    @Test("get the room of as many idle connections as it takes while a replacement exceeds the limit")
    func makesRoomBesideReplacement() throws {
        var bench = Self.oneAtATime { ($0.connections, $0.idleTimeout) = (2, .seconds(36_000)) }
        let one = try bench.place(key: .a)
        let two = try bench.place(key: .b)
        bench.finish(one)
        bench.pass(.seconds(3001))
        let replacement = bench.change { $0.rotate(at: $1) }
        #expect(replacement != nil)
        let waiting = try bench.ask(key: .scoped)
        #expect(waiting.isWaiting)
        #expect(bench.closed == [], "One connection less would not have been enough.")
        bench.finish(two)
        #expect(bench.news(for: waiting).dialed != nil)
        #expect(bench.closed == [one.connection, two.connection])
        #expect(bench.pool.connections.count == 2)
    }

    @Test("are told to open a connection when that of another could not be opened")
    func failedDial() throws {
        var bench = Self.oneAtATime()
        let dialing = try bench.ask()
        let waiting = [try bench.ask(), try bench.ask()]
        let lease = try bench.notOpened(dialing)
        #expect(lease == nil)
        let next = bench.news(for: waiting[0])
        #expect(next.dialed != nil)
        #expect(bench.news(for: waiting[1]).isWaiting)
        _ = try bench.notOpened(next)
        #expect(bench.news(for: waiting[1]).dialed != nil)
    }

    @Test("wait for the lanes of a connection that is being opened, and open another if these are too few")
    func coming() throws {
        var bench = PoolBench()
        let dialing = try bench.ask()
        let waiting = try (0..<20).map { _ in try bench.ask() }
        // The first connection has room for 15 more; the next one asks for another.
        #expect(waiting.map { $0.dialed != nil } == (0..<20).map { $0 == 15 })
        _ = try bench.opened(dialing)
        let served = waiting.map { bench.news(for: $0).lease != nil }
        #expect(served == (0..<20).map { $0 < 15 })
        _ = try bench.opened(waiting[15])
        let rest = waiting[16...].map { bench.news(for: $0).lease != nil }
        #expect(rest == [true, true, true, true])
    }

    @Test("for the lanes of a connection that is being opened learn of its failure")
    func failedDialWithLanes() throws {
        var bench = PoolBench()
        let dialing = try bench.ask()
        var waiting = try (0..<16).map { _ in try bench.ask() }
        _ = try bench.notOpened(waiting[15])
        #expect(waiting.allSatisfy { bench.news(for: $0).lease == nil })
        _ = try bench.notOpened(dialing)
        waiting[0] = bench.news(for: waiting[0])
        #expect(waiting[0].dialed != nil)
        #expect(bench.pool.waiting.count == 14)
        _ = try bench.opened(waiting[0])
        #expect(bench.pool.waiting.isEmpty)
        #expect(bench.pool.busyLanes == 15)
    }

    @Test("get the place of a caller who was told to open a connection and is gone")
    func cancelledDial() throws {
        var bench = Self.oneAtATime()
        let lease = try bench.place()
        let (first, second) = (try bench.ask(), try bench.ask())
        bench.finish(lease, isSpent: true)
        let told = bench.news(for: first)
        let id = try #require(told.dialed)
        bench.change { _ = $0.notOpened(id, by: nil, at: $1) }
        #expect(bench.news(for: second).dialed != nil)
    }

    @Test("get the place of a caller who was given one and is gone")
    func unusedPlace() throws {
        var bench = Self.oneAtATime()
        let lease = try bench.place()
        let (first, second) = (try bench.ask(), try bench.ask())
        bench.finish(lease)
        let given = try #require(bench.news(for: first).lease)
        bench.change { $0.unused(given, at: $1) }
        #expect(bench.news(for: second).lease != nil)
    }

    @Test("are not held up by one who may not use what is free, once he gives up")
    func gaveUp() throws {
        var bench = Self.oneAtATime()
        let lease = try bench.place()
        let picky = try bench.ask(excluded: lease.connection)
        let other = try bench.ask()
        bench.finish(lease)
        #expect(bench.news(for: picky).isWaiting)
        #expect(bench.news(for: other).isWaiting)
        let hadWaited = bench.change { $0.gaveUp(picky.caller.id, at: $1) }
        #expect(hadWaited)
        #expect(bench.news(for: other).lease != nil)
        let waitsStill = bench.change { $0.gaveUp(other.caller.id, at: $1) }
        #expect(!waitsStill)
    }

    enum End: String, CaseIterable, Sendable {
        case closed, finishedSpent, abandonedSpent, abandonedWhileRetiring, strayFailure, drainTimeout
    }

    @Test("may open a connection as soon as one is gone, however it went", arguments: End.allCases)
    func room(_ end: End) throws {
        var bench = Self.oneAtATime { $0.connections = 1 }
        let lease = try bench.place()
        let (same, other) = (try bench.ask(), try bench.ask(key: .b))
        switch end {
        case .closed: bench.change { $0.closed(lease.connection, at: $1) }
        case .finishedSpent: bench.finish(lease, isSpent: true)
        case .abandonedSpent:
            bench.change {
                $0.abandoned(lease, at: $1)
                $0.spent(lease.connection, at: $1)
            }
        case .abandonedWhileRetiring:
            bench.change { $0.spent(lease.connection, at: $1) }
            #expect(bench.closed.isEmpty)
            bench.change { $0.abandoned(lease, at: $1) }
        case .strayFailure:
            bench.change { $0.abandoned(lease, at: $1) }
            #expect(bench.closed.isEmpty)
            bench.change { $0.spent(lease.connection, at: $1) }
        case .drainTimeout:
            bench.change { $0.abandoned(lease, at: $1) }
            bench.pass(.seconds(120))
        }
        #expect(bench.closed == (end == .closed ? [] : [lease.connection]))
        let next = bench.news(for: same)
        #expect(next.dialed != nil)
        #expect(bench.news(for: other).isWaiting)
        _ = try bench.notOpened(next)
        #expect(bench.news(for: other).dialed != nil)
    }

    @Test("are refused when the pool is shut down, like those who come later")
    func shutDown() throws {
        var bench = Self.oneAtATime()
        let lease = try bench.place()
        let waiting = try bench.ask()
        let dialing = try bench.ask(key: .b)
        bench.change { pool, _ in pool.shutDown() }
        #expect(bench.news(for: waiting).refusal?.code == .misuse)
        #expect(try bench.ask().refusal?.replaySafety == .safe)
        // What is under way is completed.
        #expect(bench.closed.isEmpty)
        bench.finish(lease)
        #expect(bench.closed == [lease.connection])
        let opened = try bench.opened(dialing)
        #expect(opened == nil)
        #expect(bench.closed.last == dialing.dialed)
        #expect(bench.pool.connections.isEmpty)
    }
}
