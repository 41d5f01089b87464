import DialectWire
import Logging
import NIOConcurrencyHelpers

/// Counts and logs what a transport does: never bodies, frames, headers or anything that the server said.
final class ResponsesTransportLog: ResponsesPoolObserver {
    private let statistics = NIOLockedValueBox(ResponsesWebSocketTransport.Statistics())
    private let logger: Logger

    init(logger: Logger, endpoint: ResponsesEndpoint) {
        var logger = logger
        logger[metadataKey: "endpoint"] = "\(endpoint)"
        self.logger = logger
    }

    func statistics(busyLanes: Int, open: Int) -> ResponsesWebSocketTransport.Statistics {
        var statistics = statistics.withLockedValue { $0 }
        statistics.lanesInUse = busyLanes
        statistics.connectionsOpen = open
        return statistics
    }

    func opened(isRotation: Bool) {
        statistics.withLockedValue {
            $0.connectionsOpened += 1
            if isRotation { $0.connectionsRotated += 1 }
        }
        logger.debug("Opened a WebSocket", metadata: ["replaces": "\(isRotation)"])
    }

    func placed(_ lease: ResponsesPool.Lease) {
        if lease.isReused { statistics.withLockedValue { $0.requestsOnReusedConnections += 1 } }
    }

    func sent(_ plan: ContinuationPlanner.Plan, bytes: Int, isReplay: Bool) {
        statistics.withLockedValue {
            $0.requests += 1
            $0.bytesSent += bytes
            if case .incremental = plan { $0.incrementalRequests += 1 }
            if isReplay { $0.replays += 1 }
        }
    }

    func willReplay(_ reason: ContinuationPlanner.Reason) {
        logger.debug("Sending a request again in full", metadata: ["reason": "\(reason.rawValue)"])
    }

    func fellBack(_ reason: String) {
        statistics.withLockedValue { $0.fallbacks += 1 }
        logger.info("Falling back from WebSocket to HTTP", metadata: ["reason": "\(reason)"])
    }
}
