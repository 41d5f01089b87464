/// What all connections of a server share.
struct ServerService: Sendable {
    let backend: any ResponsesBackend
    let configuration: ResponsesServer.Configuration
    let store = ResponseStore()
    let connections = ConnectionRegistry()
    let observer: ServerObserver
    let router: Router
    let faults: FaultSource

    init(backend: any ResponsesBackend, configuration: ResponsesServer.Configuration) {
        self.backend = backend
        self.configuration = configuration
        observer = ServerObserver(recordsRequests: configuration.recordsRequests)
        faults = FaultSource(configuration.faults)
        router = Router(apiKey: configuration.apiKey, replaysEveryPath: backend is any ReplayingBackend)
    }

    /// Waits for as long as the server takes to read so many bytes of a request.
    func read(_ byteCount: Int) async throws {
        let time = configuration.readingTimePerByte * byteCount
        if time > .zero { try await configuration.clock.sleep(for: time) }
    }
}
