/// Decides when a connection's requests begin: in each lane one after another, of all lanes so many at once, and
/// otherwise in the order in which they arrived. A pure state machine.
struct LaneScheduler<Work: Sendable>: Sendable {
    private let maximumInFlight: Int
    /// The lanes with a request in flight, and whether its answer's last event is on its way.
    private var busy: [String: Bool] = [:]
    private(set) var waiting: [(lane: String, work: Work)] = []

    init(maximumInFlight: Int) {
        self.maximumInFlight = max(1, maximumInFlight)
    }

    var inFlightCount: Int { busy.count }

    /// A request has arrived.
    ///
    /// - Returns: The request, if it is to begin now.
    mutating func received(_ work: Work, lane: String) -> Work? {
        guard busy.count < maximumInFlight, busy[lane] == nil else {
            waiting.append((lane, work))
            return nil
        }
        busy[lane] = false
        return work
    }

    /// Whether the last event of a lane's answer is on its way; a successor makes it false again.
    mutating func answered(lane: String, _ isAnswered: Bool = true) {
        if busy[lane] != nil { busy[lane] = isAnswered }
    }

    /// The request in flight of a lane has been answered. At most one other can begin for it: the place is free, and
    /// nobody else waits for anything but the place or the lane.
    mutating func finished(lane: String) -> Work? {
        busy[lane] = nil
        guard let index = waiting.firstIndex(where: { busy[$0.lane] == nil }) else { return nil }
        let (lane, work) = waiting.remove(at: index)
        busy[lane] = false
        return work
    }

    /// Nothing that waits will begin any more.
    ///
    /// - Returns: The lanes of all requests without an answer, once for each.
    mutating func closed() -> [String] {
        defer { waiting = [] }
        return busy.filter { !$0.value }.keys.sorted() + waiting.map(\.lane)
    }
}
