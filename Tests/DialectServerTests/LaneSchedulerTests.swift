import Testing

@testable import DialectServer

struct LaneSchedulerTests {
    /// Feeds a scheduler: `a1` is the arrival of a request in lane a, `-a` the end of the one in flight there.
    private func begun(_ steps: [String], maximumInFlight: Int) -> [String] {
        var scheduler = LaneScheduler<String>(maximumInFlight: maximumInFlight)
        return steps.compactMap { step in
            step.hasPrefix("-")
                ? scheduler.finished(lane: String(step.dropFirst()))
                : scheduler.received(step, lane: String(step.prefix(1)))
        }
    }

    @Test(arguments: [
        (2, ["a1", "b1", "c1"], ["a1", "b1"]),
        (2, ["a1", "b1", "c1", "d1", "-b", "-a"], ["a1", "b1", "c1", "d1"]),
        (9, ["a1", "a2", "b1", "a3", "-b", "-a", "-a"], ["a1", "b1", "a2", "a3"]),
        // The place goes to the first that can use it: the lane of the one before it is busy.
        (2, ["a1", "b1", "a2", "c1", "-b", "-a"], ["a1", "b1", "c1", "a2"]),
        (1, ["a1", "b1", "a2", "-a", "-b"], ["a1", "b1", "a2"]),
        (0, ["a1", "b1", "-a", "-b"], ["a1", "b1"]),
    ])
    func beginsInOrder(maximumInFlight: Int, steps: [String], expected: [String]) {
        #expect(begun(steps, maximumInFlight: maximumInFlight) == expected)
    }

    @Test func closingNamesEachRequestWithoutAnAnswer() {
        var scheduler = LaneScheduler<Int>(maximumInFlight: 3)
        for (index, lane) in ["a", "b", "c", "c", "d"].enumerated() { _ = scheduler.received(index, lane: lane) }
        scheduler.answered(lane: "b")
        scheduler.answered(lane: "a")
        // Its successor began.
        scheduler.answered(lane: "a", false)
        scheduler.answered(lane: "nobody")
        #expect(scheduler.closed() == ["a", "c", "c", "d"])
        #expect(scheduler.waiting.isEmpty)
    }
}
