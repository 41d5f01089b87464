import DialectTransport

/// The messages in a stream of server-sent events, and where to go on if it breaks off.
struct EventReader {
    /// However long a server asks us to wait before we come back.
    private static let longestRetry = Duration.seconds(60)
    private static let usualRetry = Duration.seconds(1)

    private var parser: SSEParser
    private let maximumEventSize: Int
    /// The id of the last event, to resume behind it.
    private(set) var lastEventID: String?
    /// How many messages came.
    private(set) var messageCount = 0
    private var lastRetry: Duration?

    init(maximumEventSize: Int) {
        self.maximumEventSize = maximumEventSize
        parser = SSEParser(maximumEventSize: maximumEventSize)
    }

    /// How long to wait before coming back.
    var retry: Duration { min(parser.retry ?? lastRetry ?? Self.usualRetry, Self.longestRetry) }

    /// Another connection goes on with the same stream; an event that was cut off comes anew.
    mutating func resumed() {
        lastRetry = parser.retry ?? lastRetry
        parser = SSEParser(maximumEventSize: maximumEventSize)
    }

    mutating func received(_ chunk: UnsafeRawBufferPointer, _ receive: (UnsafeRawBufferPointer) -> Void) throws {
        var lastEventID = lastEventID
        var messageCount = messageCount
        try parser.parse(chunk) { event in
            if let id = event.id { lastEventID = id }
            // The first event of a stream that can be resumed has an id and no data.
            guard !event.data.isEmpty, event.name == nil || event.name == "message" else { return }
            messageCount += 1
            receive(event.data)
        }
        self.lastEventID = lastEventID
        self.messageCount = messageCount
    }
}
