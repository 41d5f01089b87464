import NIOConcurrencyHelpers

/// Counts what a plan's faults may befall, over all connections of a server.
final class FaultSource: Sendable {
    private struct State {
        var requests = 0
        var handshakes = 0
        var connections = 0
    }

    private let plan: FaultPlan?
    private let state = NIOLockedValueBox(State())

    init(_ plan: FaultPlan?) {
        self.plan = plan
    }

    /// A WebSocket was opened.
    ///
    /// - Returns: How many were opened before.
    func opened() -> Int { state.withLockedValue { Self.count(&$0.connections) } }

    func handshakeFault() -> HandshakeFault? {
        guard let plan else { return nil }
        return plan.handshakeFault(state.withLockedValue { Self.count(&$0.handshakes) })
    }

    func fault(connection: Int, requestOnConnection: Int, lane: String?) -> Fault? {
        guard let plan else { return nil }
        let request = state.withLockedValue { Self.count(&$0.requests) }
        return plan.fault(
            for: FaultPlan.Occasion(
                request: request, connection: connection, requestOnConnection: requestOnConnection, lane: lane))
    }

    private static func count(_ counter: inout Int) -> Int {
        defer { counter += 1 }
        return counter
    }
}
