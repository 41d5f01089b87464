import Dialect
import DialectTransport
import DialectWire
import Synchronization

/// Ties an app that steers a response to the exchange that carries it.
final class ResponsesSteeringLink {
    /// Set by whichever task steers.
    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private let steering: ResponseSteering
    private let dialect: ResponsesDialect
    private let flag = Flag()
    private var responseID: String?

    init(_ steering: ResponseSteering, dialect: ResponsesDialect) {
        self.steering = steering
        self.dialect = dialect
    }

    /// Whether the app has given any input.
    var hasSteered: Bool { flag.isSet.load(ordering: .relaxed) }

    /// The response, or a successor of it, can be steered from now on.
    func began(responseID: String, _ exchange: WebSocketExchange) {
        guard self.responseID != responseID else { return }
        self.responseID = responseID
        let (send, dialect, flag) = (exchange.sender, dialect, flag)
        steering.began(responseID: responseID) { messages, responseID in
            let input = try ResponsesSteer.input(of: messages, dialect: dialect)
            flag.isSet.store(true, ordering: .relaxed)
            send(ResponsesSteer.event(previousResponseID: responseID, input: input))
        }
    }

    /// Passes what the server says of steering on to the app, and hands the event on, completed by what was accepted.
    func relay(_ event: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard hasSteered, let completed = ResponsesSteer.relay(event, to: steering, dialect: dialect) else {
            return body(event)
        }
        completed.withUnsafeBytes(body)
    }
}
