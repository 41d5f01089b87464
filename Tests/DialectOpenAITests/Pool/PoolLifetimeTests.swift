import Dialect
@testable import DialectOpenAI
import DialectWire
import Testing

@Suite("A connection of a pool")
struct PoolLifetimeTests {
    // MARK: Draining

    @Test("keeps the lane of an abandoned response until that has ended")
    func draining() throws {
        var bench = PoolBench(lanes: .init(maximumInFlight: 1)) { $0.connectionsPerKey = 1 }
        let lease = try bench.place()
        bench.change { $0.abandoned(lease, at: $1) }
        #expect(bench.pool.busyLanes == 0)
        let waiting = try bench.ask()
        #expect(waiting.isWaiting)
        bench.change { $0.drained(lease.connection, lane: "no such lane", at: $1) }
        #expect(bench.news(for: waiting).isWaiting || bench.pool.connections[lease.connection]?.lanes.count == 1)
        bench.change { $0.drained(lease.connection, lane: lease.laneName, at: $1) }
        #expect(bench.pool.busyLanes == 1)
        #expect(bench.pool.waiting.isEmpty)
    }

    @Test("frees an abandoned lane that lost its name meanwhile")
    func drainingWithoutName() throws {
        var bench = PoolBench(support: nil)
        let lease = try bench.place()
        #expect(lease.laneName == "1")
        bench.change { $0.abandoned(lease, at: $1) }
        bench.change { $0.learned(.absent, at: $1) }
        bench.change { $0.drained(lease.connection, lane: "1", at: $1) }
        #expect(try bench.ask().lease?.connection == lease.connection)
    }

    @Test("is given up when an abandoned response does not end, once nobody else uses it")
    func drainTimeout() throws {
        var bench = PoolBench()
        let (stuck, going) = (try bench.place(), try bench.place())
        #expect(stuck.connection == going.connection)
        bench.change { $0.abandoned(stuck, at: $1) }
        bench.pass(.seconds(119))
        #expect(try bench.place().connection == stuck.connection)
        bench.pass(.seconds(1))
        #expect(try bench.ask().dialed != nil)
        #expect(bench.closed.isEmpty)
        for lease in [going.lane, 2] {
            let held = ResponsesPool.Lease(
                connection: stuck.connection, lane: lease, laneName: nil, plan: going.plan, isReused: true)
            bench.finish(held)
        }
        #expect(bench.closed == [stuck.connection])
    }

    @Test("closes with the last that anybody waits for, if it is to close")
    func retiring() throws {
        var bench = PoolBench()
        let leases = [try bench.place(), try bench.place()]
        bench.finish(leases[0], isSpent: true)
        #expect(bench.closed.isEmpty)
        #expect(try bench.ask().dialed != nil)
        bench.change { $0.abandoned(leases[1], at: $1) }
        #expect(bench.closed == [leases[0].connection])
    }

    // MARK: Idling

    @Test(
        "closes when nobody used it for long, later with a scope",
        arguments: [(ResponsesPoolKey.a, 300), (.scoped, 3000)])
    func idle(_ key: ResponsesPoolKey, _ seconds: Int) throws {
        var bench = PoolBench { $0.lifetime = .seconds(86_400) }
        let lease = try bench.place(key: key)
        bench.pass(.seconds(seconds / 2))
        bench.finish(lease)
        #expect(bench.pool.nextTimer() == bench.now + .seconds(seconds))
        bench.pass(.seconds(seconds - 1))
        #expect(bench.closed.isEmpty)
        bench.pass(.seconds(1))
        #expect(bench.closed == [lease.connection])
        #expect(bench.pool.nextTimer() == nil)
    }

    @Test("takes nothing when it was idle for too long, even if no timer said so yet")
    func idleWithoutTimer() throws {
        var bench = PoolBench()
        let lease = try bench.place()
        bench.finish(lease)
        let late = bench.now + .seconds(301)
        let caller = ResponsesPool.Caller(id: 99, key: .a, request: try Conversation().encoded())
        let decision = bench.change { pool, _ in pool.requested(caller, at: late) }
        guard case .dial = decision else {
            Issue.record("\(decision)")
            return
        }
    }

    // MARK: Rotation

    @Test("is replaced in its last ten minutes, the replacement opened first")
    func rotation() throws {
        var bench = PoolBench(lanes: .init(maximumInFlight: 1)) { $0.idleTimeout = .seconds(7200) }
        let lease = try bench.place()
        bench.finish(lease)
        #expect(bench.pool.nextRotation() == bench.now + .seconds(3000))
        bench.pass(.seconds(2999))
        let early = bench.change { $0.rotate(at: $1) }
        #expect(early == nil)
        bench.pass(.seconds(1))
        let replacement = bench.change { $0.rotate(at: $1) }
        let id = try #require(replacement)
        let second = bench.change { $0.rotate(at: $1) }
        #expect(second == nil)
        // Meanwhile the old one serves.
        let going = try bench.place()
        #expect(going.connection == lease.connection)
        bench.change { _ = $0.opened(id, by: nil, at: $1, jitter: 1) }
        #expect(bench.closed.isEmpty)
        #expect(try bench.place().connection == id)
        bench.finish(going)
        #expect(bench.closed == [lease.connection])
        let next = try #require(bench.pool.nextRotation())
        #expect((next - bench.now - .seconds(3300)) < .milliseconds(1), "by its own age, and with its own jitter")
        #expect((next - bench.now) > .seconds(3299))
    }

    @Test("is replaced by the request that finds it old, beyond the limits by one")
    func rotationByRequest() throws {
        var bench = PoolBench {
            $0.connectionsPerKey = 1
            $0.connections = 1
            $0.idleTimeout = .seconds(7200)
        }
        var talk = Conversation()
        let old = try bench.place(talk)
        bench.finish(old, try talk.answered("r1"))
        bench.pass(.seconds(3000))
        let asked = try bench.ask(talk)
        #expect(asked.dialed != nil)
        #expect(bench.closed.isEmpty)
        let opened = try bench.opened(asked)
        let lease = try #require(opened)
        #expect(lease.reason == .connectionExpired)
        #expect(bench.closed == [old.connection])
        #expect(bench.pool.connections.count == 1)
    }

    @Test("serves on for a while when its replacement could not be opened")
    func failedRotation() throws {
        var bench = PoolBench { $0.idleTimeout = .seconds(7200) }
        var talk = Conversation()
        let old = try bench.place(talk)
        bench.finish(old, try talk.answered("r1"))
        bench.pass(.seconds(3000))
        let asked = try bench.ask(talk)
        let notOpened = try bench.notOpened(asked)
        #expect(notOpened?.connection == old.connection)
        #expect(notOpened?.continued == "r1")
        #expect(bench.pool.nextRotation() == bench.now + .seconds(30))
        bench.finish(try #require(notOpened), try talk.answered("r2"))
        #expect(try bench.place(talk).continued == "r2")
        bench.pass(.seconds(30))
        #expect(try bench.ask().dialed != nil)
    }

    @Test("that was closed as soon as it was open leaves the old one in its place")
    func rotationDeadOnArrival() throws {
        var bench = PoolBench { $0.idleTimeout = .seconds(7200) }
        let old = try bench.place()
        bench.finish(old)
        bench.pass(.seconds(3000))
        let asked = try bench.ask()
        let id = try #require(asked.dialed)
        bench.change { $0.closed(id, at: $1) }
        #expect(bench.pool.connections[id] != nil, "who opens it tells of its end")
        let lease = try bench.notOpened(asked)
        #expect(lease?.connection == old.connection)
        #expect(bench.pool.nextRotation() == bench.now + .seconds(30))
        #expect(bench.pool.connections[id] == nil)
    }

    @Test("takes no request in its last minutes, and closes")
    func end() throws {
        var bench = PoolBench { $0.idleTimeout = .seconds(7200) }
        let (idle, going) = (try bench.place(key: .a), try bench.place(key: .b))
        bench.finish(idle)
        bench.pass(.seconds(3420))
        #expect(bench.closed == [idle.connection])
        #expect(try bench.ask(key: .b).dialed != nil)
        bench.finish(going)
        #expect(bench.closed == [idle.connection, going.connection])
    }

    @Test("that was shut down before its replacement was opened is not replaced")
    func rotationAndShutDown() throws {
        var bench = PoolBench { $0.idleTimeout = .seconds(7200) }
        let lease = try bench.place()
        bench.finish(lease)
        bench.pass(.seconds(3000))
        let replacement = bench.change { $0.rotate(at: $1) }
        let id = try #require(replacement)
        bench.change { pool, _ in pool.shutDown() }
        let opened = bench.change { $0.opened(id, by: nil, at: $1, jitter: 0) }
        #expect(opened == nil)
        #expect(bench.closed == [lease.connection, id])
        let another = bench.change { $0.rotate(at: $1) }
        #expect(another == nil)
    }
}
