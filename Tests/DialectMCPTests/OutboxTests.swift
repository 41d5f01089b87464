import Testing

@testable import DialectMCP

/// What waits for a server to read it.
@Suite struct OutboxTests {
    @Test func moreBytesThanMayWaitAreRefused() async {
        let outbox = Outbox(maximumByteCount: 10)
        #expect(outbox.put([1, 2, 3, 4, 5, 6]))
        #expect(!outbox.put([7, 8, 9, 10, 11]))
        #expect(outbox.put([7, 8, 9, 10]))
        #expect(!outbox.put([11]))
        #expect(await outbox.next() == [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10]])
        #expect(outbox.put([11]))
        #expect(await outbox.next() == [[11]])
    }

    @Test func aLargeMessageIsTakenWhereNoneWaits() async {
        let outbox = Outbox(maximumByteCount: 3)
        #expect(outbox.put([1, 2, 3, 4]))
        #expect(!outbox.put([5]))
        #expect(await outbox.next() == [[1, 2, 3, 4]])
    }

    @Test func moreMessagesThanMayWaitAreRefused() {
        let outbox = Outbox(maximumByteCount: .max)
        for _ in 0..<Outbox.maximumMessageCount { #expect(outbox.put([])) }
        #expect(!outbox.put([]))
    }

    @Test func aClosedOutboxTakesNothingAndHandsOutNothing() async {
        let outbox = Outbox(maximumByteCount: 3)
        #expect(outbox.put([1]))
        outbox.close()
        #expect(outbox.put([1, 2, 3]) && outbox.put([4, 5, 6]))
        #expect(await outbox.next() == [])
    }
}
