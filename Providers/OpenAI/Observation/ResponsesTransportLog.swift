import Dialect
import DialectWire
import Logging
import NIOConcurrencyHelpers

/// Counts, measures and logs what a transport does: never bodies, frames, headers or anything that the server said.
final class ResponsesTransportLog: ResponsesPoolObserver {
    private let statistics = NIOLockedValueBox(ResponsesWebSocketTransport.Statistics())
    private let metrics: ResponsesTransportMetrics
    private let logger: Logger

    init(_ configuration: OpenAIProvider.Configuration) {
        var logger = configuration.logger
        logger[metadataKey: "endpoint"] = "\(configuration.endpoint)"
        self.logger = logger
        metrics = ResponsesTransportMetrics(
            provider: configuration.endpoint.dialect.provider, factory: configuration.metricsFactory)
    }

    func statistics(busyLanes: Int, open: Int) -> ResponsesWebSocketTransport.Statistics {
        var statistics = statistics.withLockedValue { $0 }
        statistics.lanesInUse = busyLanes
        statistics.connectionsOpen = open
        return statistics
    }

    // MARK: Connections

    func opened(_ connection: Int, isRotation: Bool) {
        statistics.withLockedValue {
            $0.connectionsOpened += 1
            if isRotation { $0.connectionsRotated += 1 }
        }
        metrics.opened(isRotation: isRotation)
        logger.debug(
            "Opened a WebSocket", metadata: ["connection": "\(connection)", "replacesOlder": "\(isRotation)"])
    }

    func failedToOpen(_ connection: Int, _ error: any Error) {
        let code = (error as? LanguageModelError)?.code.rawValue ?? "cancelled"
        logger.debug(
            "A WebSocket could not be opened", metadata: ["connection": "\(connection)", "code": "\(code)"])
    }

    func closed(_ connection: Int, code: UInt16) {
        metrics.closed()
        logger.debug("A WebSocket was closed", metadata: ["connection": "\(connection)", "code": "\(code)"])
    }

    func placed(_ lease: ResponsesPool.Lease) {
        if lease.isReused { statistics.withLockedValue { $0.requestsOnReusedConnections += 1 } }
        metrics.placed(isReused: lease.isReused)
    }

    func left() { metrics.left() }

    // MARK: Requests

    func sent(_ plan: ContinuationPlanner.Plan, on lease: ResponsesPool.Lease, bytes: Int, isReplay: Bool) {
        statistics.withLockedValue {
            $0.requests += 1
            $0.bytesSent += bytes
            if case .incremental = plan { $0.incrementalRequests += 1 }
            if isReplay { $0.replays += 1 }
        }
        metrics.sent(continuation: plan.name, bytes: bytes)
        logger.debug(
            "Sent a request over a WebSocket",
            metadata: [
                "connection": "\(lease.connection)", "lane": "\(lease.laneName ?? "")", "continuation": "\(plan.name)",
                "bytes": "\(bytes)",
            ])
    }

    func receivedFirstEvent(after time: Duration) { metrics.receivedFirstEvent(after: time) }

    func received(bytes: Int) {
        statistics.withLockedValue { $0.bytesReceived += bytes }
        metrics.received(bytes: bytes)
    }

    func willReplay(_ reason: ContinuationPlanner.Reason) {
        metrics.willReplay(reason.rawValue)
        logger.debug("Sending a request again in full", metadata: ["reason": "\(reason.rawValue)"])
    }

    func fellBack(_ reason: String) {
        statistics.withLockedValue { $0.fallbacks += 1 }
        metrics.fellBack()
        logger.info("Falling back from WebSocket to HTTP", metadata: ["reason": "\(reason)"])
    }
}

extension ContinuationPlanner.Plan {
    /// `incremental`, or why everything is sent.
    var name: String { if case .full(let reason) = self { reason.rawValue } else { "incremental" } }
}
