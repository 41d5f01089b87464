import Metrics

/// What a transport reports to the process's metrics system; docs/guides/websocket.md lists the names.
struct ResponsesTransportMetrics: Sendable {
    private let factory: any MetricsFactory
    private let provider: (String, String)
    private let connectionsOpened: Counter
    private let connectionsRotated: Counter
    private let connectionsOpen: Meter
    private let lanesInUse: Meter
    private let requestsOnReusedConnections: Counter
    private let bytesSent: Counter
    private let bytesReceived: Counter
    private let timeToFirstEvent: Timer

    /// - Parameter factory: Nil is the process's own.
    init(provider: String, factory: (any MetricsFactory)?) {
        let factory = factory ?? MetricsSystem.factory
        self.factory = factory
        self.provider = ("provider", provider)
        let dimensions = [self.provider]
        connectionsOpened = Counter(label: Self.label("connections.opened"), dimensions: dimensions, factory: factory)
        connectionsRotated = Counter(label: Self.label("connections.rotated"), dimensions: dimensions, factory: factory)
        connectionsOpen = Meter(label: Self.label("connections.open"), dimensions: dimensions, factory: factory)
        lanesInUse = Meter(label: Self.label("lanes.in_use"), dimensions: dimensions, factory: factory)
        requestsOnReusedConnections = Counter(
            label: Self.label("requests.reused"), dimensions: dimensions, factory: factory)
        bytesSent = Counter(label: Self.label("bytes.sent"), dimensions: dimensions, factory: factory)
        bytesReceived = Counter(label: Self.label("bytes.received"), dimensions: dimensions, factory: factory)
        timeToFirstEvent = Timer(label: Self.label("time_to_first_event"), dimensions: dimensions, factory: factory)
    }

    private static func label(_ name: String) -> String { "dialect.websocket.\(name)" }

    func opened(isRotation: Bool) {
        connectionsOpened.increment()
        connectionsOpen.increment()
        if isRotation { connectionsRotated.increment() }
    }

    func closed() { connectionsOpen.decrement() }

    func placed(isReused: Bool) {
        lanesInUse.increment()
        if isReused { requestsOnReusedConnections.increment() }
    }

    func left() { lanesInUse.decrement() }

    /// - Parameter continuation: `incremental`, or why everything was sent.
    func sent(continuation: String, bytes: Int) {
        count("requests", ("continuation", continuation))
        bytesSent.increment(by: bytes)
    }

    func received(bytes: Int) { bytesReceived.increment(by: bytes) }
    func receivedFirstEvent(after time: Duration) { timeToFirstEvent.record(duration: time) }
    func willReplay(_ reason: String) { count("replays", ("reason", reason)) }
    func fellBack() { count("fallbacks") }

    /// Rare enough to look its counter up each time.
    private func count(_ name: String, _ dimension: (String, String)? = nil) {
        let dimensions = [provider] + (dimension.map { [$0] } ?? [])
        Counter(label: Self.label(name), dimensions: dimensions, factory: factory).increment()
    }
}
