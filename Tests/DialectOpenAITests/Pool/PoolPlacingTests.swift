import Dialect
@testable import DialectOpenAI
import DialectWire
import Testing

@Suite("A pool places a request")
struct PoolPlacingTests {
    @Test("on a connection that its caller opens, if there is none")
    func first() throws {
        var bench = PoolBench()
        let asked = try bench.ask()
        let opened = try bench.opened(asked)
        let lease = try #require(opened)
        #expect(lease.laneName == "1")
        #expect(lease.reason == .firstTurn)
        #expect(!lease.isReused)
        #expect(bench.pool.busyLanes == 1)
        bench.finish(lease)
        #expect(bench.pool.busyLanes == 0)
        #expect(try bench.place().isReused)
    }

    @Test("where most of its conversation is known")
    func longest() throws {
        var bench = PoolBench()
        var short = Conversation("Weather?")
        let one = try bench.place(short)
        let two = try bench.place(short)
        #expect(one.lane != two.lane)
        bench.finish(one, try short.answered("r1"))
        var long = short
        bench.finish(two, try long.answered("r2"))
        #expect(try bench.place(long).continued == "r2")
        #expect(try bench.place(short).continued == "r1")
    }

    @Test("beside a conversation that it does not know, in a lane of its own")
    func freeLane() throws {
        var bench = PoolBench()
        var talk = Conversation("Weather?")
        let first = try bench.place(talk)
        bench.finish(first, try talk.answered("r1"))
        let other = try bench.place(Conversation("Time?"))
        #expect(other.connection == first.connection)
        #expect(other.laneName == "2")
        #expect(other.reason == .firstTurn)
        #expect(try bench.place(talk).continued == "r1")
    }

    @Test("again in a lane that remembers nothing")
    func emptyLane() throws {
        var bench = PoolBench()
        bench.finish(try bench.place())
        #expect(try bench.place().laneName == "1")
    }

    @Test("on a connection of its own key only")
    func keys() throws {
        var bench = PoolBench()
        let one = try bench.place(key: .a)
        let two = try bench.place(key: .b)
        let three = try bench.place(key: .scoped)
        #expect(Set([one.connection, two.connection, three.connection]).count == 3)
        #expect(try bench.place(key: .b).connection == two.connection)
    }

    @Test("not on a connection that is excluded")
    func excluded() throws {
        var bench = PoolBench()
        let lease = try bench.place()
        bench.finish(lease)
        #expect(try bench.place(excluded: lease.connection).connection != lease.connection)
    }

    @Test("of a caller who chains by id where the response was made")
    func callerChained() throws {
        var bench = PoolBench { $0.connectionsPerKey = 2 }
        var (one, two) = (Conversation("One"), Conversation("Two"))
        let first = try bench.place(one)
        bench.finish(first, try one.answered("r1"))
        let second = try bench.place(two, excluded: first.connection)
        bench.finish(second, try two.answered("r2"))
        #expect(second.connection != first.connection)
        for (id, lease) in [("r1", first), ("r2", second)] {
            let chained = bench.ask(try Conversation("Next").encoded(previousResponseID: id)).lease
            #expect(chained?.connection == lease.connection)
            #expect(chained?.lane == lease.lane)
            #expect(chained?.reason == .callerChained)
        }
        // The lanes that made them are busy now, and a fork takes another.
        let fork = bench.ask(try Conversation("Next").encoded(previousResponseID: "r1")).lease
        #expect(fork?.connection == first.connection)
        #expect(fork?.lane != first.lane)
    }

    // MARK: Forks

    @Test("that forks a stored response in another lane of the same connection")
    func storedFork() throws {
        var bench = PoolBench()
        var talk = Conversation()
        let first = try bench.place(talk)
        bench.finish(first, try talk.answered("r1"))
        let going = try bench.place(talk)
        let fork = try bench.place(talk)
        #expect(going.lane == first.lane)
        #expect(fork.connection == first.connection)
        #expect(fork.lane != first.lane)
        #expect(going.continued == "r1")
        #expect(fork.continued == "r1")
    }

    @Test("that forks a response which nobody stored, in full")
    func unstoredFork() throws {
        var bench = PoolBench()
        var talk = Conversation(isStored: false)
        let first = try bench.place(talk)
        bench.finish(first, try talk.answered("r1"))
        #expect(try bench.place(talk).continued == "r1")
        let fork = try bench.place(talk)
        #expect(fork.lane != first.lane)
        #expect(fork.reason == .forked)
    }

    @Test("that goes back to a response which its lane has gone on from")
    func superseded() throws {
        var bench = PoolBench()
        var talk = Conversation()
        bench.finish(try bench.place(talk), try talk.answered("r1"))
        var further = talk
        let going = try bench.place(further)
        bench.finish(going, try further.answered("r2"))
        let back = try bench.place(talk)
        #expect(back.continued == "r1")
        #expect(back.lane != going.lane)
    }

    @Test("in full after its continuation failed, which evicts the response")
    func evicted() throws {
        var bench = PoolBench()
        var talk = Conversation()
        bench.finish(try bench.place(talk), try talk.answered("r1"))
        let failing = try bench.place(talk)
        #expect(failing.continued == "r1")
        bench.finish(failing)
        #expect(try bench.place(talk).continued == nil)
    }

    @Test("in the old lane again after a place was not used")
    func unused() throws {
        var bench = PoolBench()
        var talk = Conversation()
        bench.finish(try bench.place(talk), try talk.answered("r1"))
        let lease = try bench.place(talk)
        bench.change { $0.unused(lease, at: $1) }
        let again = try bench.place(talk)
        #expect(again.continued == "r1")
        #expect(again.lane == lease.lane)
    }

    // MARK: Lanes

    @Test("on a connection of its own until it is known whether there are lanes")
    func unknown() throws {
        var bench = PoolBench(support: nil) { $0.connectionsPerKey = 2 }
        let one = try bench.place()
        let two = try bench.place()
        #expect(one.connection != two.connection)
        #expect(one.laneName == "1")
        #expect(two.laneName == "1")
        let waiting = try bench.ask()
        #expect(waiting.isWaiting)
        bench.change { $0.learned(.present, at: $1) }
        #expect(bench.news(for: waiting).lease?.laneName == "2")
    }

    @Test("on a connection of its own, without a name, where there are no lanes")
    func absent() throws {
        var bench = PoolBench(support: nil) { $0.connectionsPerKey = 2 }
        let one = try bench.place()
        bench.change { $0.learned(.absent, at: $1) }
        let two = try bench.place()
        #expect(two.connection != one.connection)
        #expect(two.laneName == nil)
        bench.finish(one)
        #expect(try bench.place().laneName == nil)
        #expect(try bench.ask().isWaiting)
        #expect(PoolBench(lanes: nil, support: nil).pool.laneSupport == .absent)
    }

    @Test("no more on connections whose lanes turned out to be none")
    func mixedUp() throws {
        var bench = PoolBench()
        let leases = [try bench.place(), try bench.place()]
        let other = try bench.place(key: .b)
        bench.change { $0.lanesWereMixedUp(at: $1) }
        #expect(bench.pool.laneSupport == .absent)
        #expect(try bench.place().connection != leases[0].connection)
        for lease in leases { bench.finish(lease) }
        #expect(bench.closed == [leases[0].connection])
        // A connection with one lane is as good as before.
        bench.finish(other)
        let again = try bench.place(key: .b)
        #expect(again.connection == other.connection)
        #expect(again.laneName == nil)
    }

    @Test("beside 15 others on one connection, and no more")
    func inFlight() throws {
        var bench = PoolBench { $0.connectionsPerKey = 1 }
        let leases = try (0..<16).map { _ in try bench.place() }
        #expect(Set(leases.map(\.connection)).count == 1)
        #expect(leases.map(\.laneName) == (1...16).map(String.init))
        let waiting = try bench.ask()
        #expect(waiting.isWaiting)
        bench.finish(leases[3])
        #expect(bench.news(for: waiting).lease?.laneName == "4")
    }

    @Test("under one of 32 names, and then in the lane that was used longest ago")
    func names() throws {
        var bench = PoolBench { $0.connectionsPerKey = 1 }
        for index in 0..<32 {
            var question = Conversation("Question \(index)")
            let lease = try bench.place(question)
            #expect(lease.laneName == String(index + 1))
            bench.pass(.seconds(1))
            bench.finish(lease, try question.answered("r\(index)"))
        }
        #expect(try bench.place(Conversation("One more")).laneName == "1")
        #expect(bench.pool.connections.values.first?.lanes.count == 32)
    }

    @Test("on a new connection rather than in place of a conversation")
    func protectsConversations() throws {
        var bench = PoolBench(lanes: nil) { $0.connectionsPerKey = 2 }
        var talk = Conversation("Weather?")
        let first = try bench.place(talk)
        bench.finish(first, try talk.answered("r1"))
        // One question and its answer are no conversation yet.
        #expect(try bench.ask(Conversation("Time?")).lease?.connection == first.connection)

        bench = PoolBench(lanes: nil) { $0.connectionsPerKey = 2 }
        talk = Conversation("Weather?")
        bench.finish(try bench.place(talk), try talk.answered("r1"))
        let second = try bench.place(talk)
        bench.finish(second, try talk.answered("r2"))
        let other = try bench.place(Conversation("Time?"))
        #expect(other.connection != second.connection)
        #expect(try bench.place(talk).continued == "r2")
        // No room is left: somebody must be forgotten.
        bench.finish(other)
        #expect(try bench.place(Conversation("Place?")).connection == other.connection)
    }
}
