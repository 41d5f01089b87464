import Dialect

/// One way in which the answer to a request on a WebSocket goes wrong, as no well-behaved server would have it.
///
/// A ``FaultPlan`` decides which requests it befalls.
public struct Fault: Sendable {
    enum Kind: Sendable {
        case insert([ReplyAction])
        case error(Error)
        case close(UInt16)
        case drop(isReset: Bool)
        case stall
        case freeze
        case delay(Duration)
        case renumber(by: Int)
        case mask
        case fragment(byteCount: Int, pings: Bool)
        case pieces(byteCount: Int)
        case binary
        case omitStreamID
        case omit(@Sendable (_ type: String) -> Bool)
    }

    /// When it happens, counted in events of the answer.
    public struct Moment: Hashable, Sendable, ExpressibleByIntegerLiteral {
        /// Nil is the end.
        let eventCount: Int?

        private init(eventCount: Int?) {
            self.eventCount = eventCount
        }

        /// After so many events.
        public init(integerLiteral eventCount: Int) { self.init(eventCount: eventCount) }

        /// After so many events; after none is before the first.
        public static func after(_ eventCount: Int) -> Moment { Moment(eventCount: eventCount) }

        /// Before the first event.
        public static let start = Moment(eventCount: 0)

        /// Just after the event that ends the response.
        public static let end = Moment(eventCount: nil)
    }

    /// The shape of an `error` event.
    public struct ErrorShape: Hashable, Sendable {
        let isNested: Bool

        /// The error is an object in the event, as at the live service.
        public static let nested = ErrorShape(isNested: true)
        /// Code and message are members of the event itself, as in streams over HTTP.
        public static let flat = ErrorShape(isNested: false)
    }

    struct Error: Sendable {
        var code: String?
        var message: String
        var status: Int
        var shape: ErrorShape
    }

    let kind: Kind
    /// When; a fault of single events befalls the event that comes next, or at the end the last.
    let moment: Moment

    init(_ kind: Kind, at moment: Moment = .start) {
        self.kind = kind
        self.moment = moment
    }
}

/// Connections that end or fall silent.
extension Fault {
    /// The server closes the WebSocket with this code.
    public static func close(_ code: UInt16, at moment: Moment) -> Fault { Fault(.close(code), at: moment) }

    /// TCP ends in order (FIN), without a close frame.
    public static func drop(at moment: Moment) -> Fault { Fault(.drop(isReset: false), at: moment) }

    /// TCP is reset (RST). Events that were sent shortly before may be lost with it.
    public static func reset(at moment: Moment) -> Fault { Fault(.drop(isReset: true), at: moment) }

    /// The response goes on no more. The connection lives: pings and other lanes are answered.
    public static func stall(at moment: Moment) -> Fault { Fault(.stall, at: moment) }

    /// The whole connection falls silent, and stays open: not even pings are answered any more.
    public static func freeze(at moment: Moment) -> Fault { Fault(.freeze, at: moment) }

    /// The response pauses, by the clock of the server's configuration.
    public static func delay(_ duration: Duration, at moment: Moment) -> Fault { Fault(.delay(duration), at: moment) }
}

/// Messages that do not belong there.
extension Fault {
    /// One more message, whatever it is.
    public static func message(_ text: String, at moment: Moment) -> Fault {
        Fault(.insert([.message(Array(text.utf8))]), at: moment)
    }

    /// A message that is not JSON.
    public static func malformedJSON(at moment: Moment) -> Fault { message(#"{"type":"response.outp"#, at: moment) }

    /// A message that is JSON and no object.
    public static func nonObject(at moment: Moment) -> Fault { message(#"["response.completed"]"#, at: moment) }

    /// An event of a type that nobody knows.
    public static func unknownEvent(at moment: Moment) -> Fault {
        message(#"{"type":"simulator.surprise","note":"unknown types are to be ignored"}"#, at: moment)
    }

    /// An event of a lane that the client never named.
    public static func eventOfUnknownLane(_ lane: String = "nobodys-lane", at moment: Moment) -> Fault {
        let event: JSONValue = [
            "type": "response.output_text.delta", "content_index": 0, "delta": "from another lane",
            "item_id": "msg_0", "logprobs": [], "output_index": 0, "sequence_number": 4, "stream_id": .string(lane),
        ]
        return message(event.jsonText, at: moment)
    }

    /// An `error` event, which ends the response.
    ///
    /// - Parameters:
    ///   - code: Nil writes null, as production servers do with faults of their own.
    ///   - status: An HTTP status; in the nested shape only.
    public static func error(
        _ code: String?, _ message: String = "The simulated server failed.", status: Int = 500,
        shape: ErrorShape = .nested, at moment: Moment
    ) -> Fault {
        Fault(.error(Error(code: code, message: message, status: status, shape: shape)), at: moment)
    }

    /// Many pings in a row.
    public static func pings(_ count: Int, at moment: Moment) -> Fault {
        Fault(.insert(Array(repeating: .frame(ServerFrame(.ping, [])), count: count)), at: moment)
    }
}

/// Events that are not as they should be.
extension Fault {
    /// The next event's `sequence_number` is off by so much: by -1 it repeats that of the event before.
    public static func sequenceNumber(offBy difference: Int, at moment: Moment) -> Fault {
        Fault(.renumber(by: difference), at: moment)
    }

    /// The next event comes in a masked frame, which RFC 6455 forbids to servers.
    public static func maskedFrame(at moment: Moment) -> Fault { Fault(.mask, at: moment) }

    /// Every event comes in fragments of so many bytes.
    ///
    /// - Parameter withPings: Whether there is a ping between any two.
    public static func fragments(of byteCount: Int, withPings: Bool = false) -> Fault {
        Fault(.fragment(byteCount: byteCount, pings: withPings))
    }

    /// Every frame leaves in pieces of so many bytes.
    public static func pieces(of byteCount: Int) -> Fault { Fault(.pieces(byteCount: byteCount)) }

    /// Every event comes in a binary frame.
    public static let binaryFrames = Fault(.binary)

    /// No event says to which lane it belongs.
    public static let withoutStreamID = Fault(.omitStreamID)

    /// Events of these types are left out.
    public static func omitting(_ types: String...) -> Fault { Fault(.omit { types.contains($0) }) }

    /// No item is announced: `response.output_item.added` is left out.
    public static let withoutAnnouncements = omitting("response.output_item.added")

    /// No deltas: only events that tell of something done, and the end.
    public static let withoutDeltas = Fault(.omit { $0.hasSuffix(".delta") })
}
