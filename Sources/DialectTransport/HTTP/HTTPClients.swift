import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOConcurrencyHelpers

/// The clients of everybody who passed in none: made once for the process, and never shut down.
///
/// AsyncHTTPClient has its connect time-out and its proxy on the client and demands that a client is shut down before it
/// is released. So there is one for each power of two of seconds and each proxy, on the process-wide event loops, and the exact
/// time-out is kept by ``WaitClock``. Trust roots need no client of their own: they go with each request, and the pool
/// keeps connections with different roots apart.
enum HTTPClients {
    private struct Key: Hashable {
        var connectSeconds: Int64
        var proxy: ProxyServer?
    }

    private static let clients = NIOLockedValueBox<[Key: HTTPClient]>([:])

    static func client(connectTimeout: Duration, proxy: ProxyServer?) -> HTTPClient {
        let wanted = min(max(connectTimeout.components.seconds, 0), 3_599) + 1
        var seconds: Int64 = 16
        while seconds < wanted { seconds *= 2 }
        let key = Key(connectSeconds: seconds, proxy: proxy)
        return clients.withLockedValue { clients in
            if let client = clients[key] { return client }
            let client = HTTPClient(
                eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration(key))
            clients[key] = client
            return client
        }
    }

    private static func configuration(_ key: Key) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        // Credentials never follow a redirect.
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(key.connectSeconds))
        configuration.proxy = key.proxy.map { proxy in
            .server(
                host: proxy.host, port: proxy.port,
                authorization: proxy.authorization.map { .basic(username: $0.username, password: $0.password) })
        }
        // A stream holds its connection for minutes: the default of 8 would queue the ninth behind them.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 10_000
        // A refused connection is reported at once; whether to try again is decided further up, within its budget.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = BodyPartJoiner.install
        return configuration
    }
}
