import Dialect
import DialectTransport
import DialectWire
import Logging

/// The events of one request over a WebSocket. It does what its ``ResponsesTurn`` says.
///
/// Released before the terminal event, it closes the socket, since there is no other way to cancel a response.
final class ResponsesWebSocketSource: EventSource {
    private let transport: ResponsesWebSocketTransport
    private let request: EncodedResponsesRequest
    private let provider: String
    private let deadline: ContinuousClock.Instant?
    private let isWarmUp: Bool

    private var connection: WebSocketConnection?
    private var exchange: WebSocketExchange?
    private var plan = ContinuationPlanner.Plan.full(.firstTurn)
    private var turn: ResponsesTurn
    private var isReplay = false

    init(
        transport: ResponsesWebSocketTransport, request: EncodedResponsesRequest, provider: String,
        deadline: ContinuousClock.Instant?, isWarmUp: Bool
    ) {
        self.transport = transport
        self.request = request
        self.provider = provider
        self.deadline = deadline
        self.isWarmUp = isWarmUp
        turn = ResponsesTurn(plan: plan, isWarmUp: isWarmUp)
    }

    var metadata: ResponseMetadata {
        let continuation = if case .full(let reason) = plan { reason.rawValue } else { "incremental" }
        var metadata = ResponseMetadata()
        metadata.provider[raw: provider] = ["transport": "websocket", "continuation": .string(continuation)]
        return metadata
    }

    func complete() {
        // The connection was given back with the terminal event, also if that was an error.
    }

    /// Sends the request.
    func begin(on lease: ResponsesWebSocketTransport.Lease) async throws {
        do {
            try send(lease.plan, on: lease.connection)
        } catch let error as LanguageModelError {
            try await recover(from: error)
        }
    }

    func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        while true {
            guard let exchange else { return false }
            var replayPlace: ResponsesTurn.Place?
            var isAtEnd = false
            do {
                let hasMore = try await exchange.next { event in
                    guard replayPlace == nil, !turn.isFinished else {
                        isAtEnd = isAtEnd || ResponsesTurn.isFailure(Array(event))
                        return
                    }
                    switch turn.received(event) {
                    case .deliver: receive(event)
                    case .replay(let place): replayPlace = place
                    }
                }
                if turn.isFinished {
                    finishTurn(
                        keepsConnection: replayPlace == .sameConnection,
                        isAtEnd: isAtEnd || replayPlace == .newConnection)
                }
                guard let replayPlace else { return hasMore && !turn.isFinished }
                try await replay(on: replayPlace)
            } catch let error as LanguageModelError {
                try await recover(from: error)
            }
        }
    }

    // MARK: Sending

    private func send(_ plan: ContinuationPlanner.Plan, on connection: WebSocketConnection) throws {
        self.plan = plan
        self.connection = connection
        turn = ResponsesTurn(plan: plan, isWarmUp: isWarmUp, mayReplay: !isReplay)
        let exchange = try connection.beginExchange(timeouts: transport.timeouts, deadline: deadline)
        self.exchange = exchange
        let message =
            switch plan {
            case .full:
                request.createEvent(
                    items: request.input[...], previousResponseID: request.previousResponseID, generate: !isWarmUp)
            case .incremental(let id, let firstNewItem):
                request.createEvent(
                    items: request.input[firstNewItem...], previousResponseID: id, generate: !isWarmUp)
            }
        transport.sent(plan, bytes: message.count, isReplay: isReplay)
        exchange.send(message)
    }

    /// The terminal event was seen.
    ///
    /// - Parameter isAtEnd: Whether the server announced that the connection is of no more use.
    private func finishTurn(keepsConnection: Bool, isAtEnd: Bool) {
        exchange?.complete()
        exchange = nil
        guard !keepsConnection, let connection else { return }
        if !isAtEnd { transport.release(connection, memory: turn.memory(of: request)) }
        self.connection = nil
    }

    private func recover(from error: LanguageModelError) async throws {
        guard case .replay(let place) = turn.failed(error, isWarranted: transport.options.replaysUnanswered) else {
            throw error
        }
        try await replay(on: place)
    }

    /// Sends the whole conversation again.
    private func replay(on place: ResponsesTurn.Place) async throws {
        transport.logger.debug("Sending a request again in full", metadata: ["place": "\(place)"])
        isReplay = true
        exchange = nil
        if place == .newConnection || connection?.isOpen != true {
            connection = nil
            connection = try await transport.connect(deadline: deadline)
        }
        guard let connection else { return }
        try send(.full(.chainLost), on: connection)
    }
}
