import Testing

@testable import DialectGoogle

/// When a token is used, fetched and waited for.
@Suite struct GoogleTokenMachineTests {
    private let start = ContinuousClock.now

    private func token(_ value: String, lifetime: Duration = .seconds(3600)) -> GoogleAccessToken {
        GoogleAccessToken(value: value, fetchedAt: start, lifetime: lifetime)
    }

    @Test func theFirstFetchesAndTheOthersWait() {
        var machine = GoogleTokenMachine()
        #expect(machine.requested(now: start) == .fetch)
        #expect(machine.requested(now: start) == .wait)
        machine.fetched(token("a"))
        #expect(machine.requested(now: start) == .use("a"))
    }

    @Test func aTokenIsReplacedBeforeItExpires() {
        var machine = GoogleTokenMachine()
        _ = machine.requested(now: start)
        machine.fetched(token("a"))
        #expect(machine.requested(now: start + .seconds(3299)) == .use("a"))
        #expect(machine.requested(now: start + .seconds(3300)) == .fetch)
        // The old one is good as long as another is on its way.
        #expect(machine.requested(now: start + .seconds(3300)) == .use("a"))
        #expect(machine.requested(now: start + .seconds(3571)) == .wait)
    }

    @Test func aTokenOfAShortLifeServesForHalfOfIt() {
        var machine = GoogleTokenMachine()
        _ = machine.requested(now: start)
        machine.fetched(token("a", lifetime: .seconds(100)))
        #expect(machine.requested(now: start + .seconds(49)) == .use("a"))
        #expect(machine.requested(now: start + .seconds(50)) == .fetch)
    }

    @Test func anOldTokenOutlivesAFetchThatFails() {
        var machine = GoogleTokenMachine()
        _ = machine.requested(now: start)
        #expect(machine.failed(now: start) == nil)
        #expect(machine.requested(now: start) == .fetch)
        machine.fetched(token("a"))
        #expect(machine.requested(now: start + .seconds(3400)) == .fetch)
        #expect(machine.failed(now: start + .seconds(3400)) == "a")
        #expect(machine.requested(now: start + .seconds(3580)) == .fetch)
        #expect(machine.failed(now: start + .seconds(3580)) == nil)
    }

    @Test func aTokenThatIsRefusedIsNotUsedAgain() {
        var machine = GoogleTokenMachine()
        _ = machine.requested(now: start)
        machine.fetched(token("a"))
        machine.rejected()
        #expect(machine.requested(now: start) == .fetch)
    }
}
