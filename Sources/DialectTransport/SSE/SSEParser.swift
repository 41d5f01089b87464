import Dialect

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#elseif canImport(Glibc)
    import Glibc
#endif

/// Finds the events in a stream of server-sent events, as the HTML standard defines them (WHATWG HTML, section
/// "Server-sent events"): a pure state machine over chunks of bytes, wherever they are split.
///
/// An event whose data is one line within one chunk is handed over as a slice of that chunk; only what is split or
/// spread over lines is copied.
public struct SSEParser: Sendable {
    /// One event; its bytes are valid only while it is received.
    public struct Event {
        /// The `data` lines, joined by a line feed.
        public let data: UnsafeRawBufferPointer
        private let nameBytes: UnsafeRawBufferPointer
        /// The last `id` that the stream set, up to and with this event.
        public let id: String?

        /// The `event` field; nil means `message`.
        public var name: String? { nameBytes.isEmpty ? nil : String(decoding: nameBytes, as: UTF8.self) }

        fileprivate init(data: UnsafeRawBufferPointer, nameBytes: UnsafeRawBufferPointer, id: String?) {
            self.data = data
            self.nameBytes = nameBytes
            self.id = id
        }
    }

    /// The last `retry` field: how long to wait before connecting again.
    public private(set) var retry: Duration?
    private var id: String?

    private let maximumEventSize: Int
    /// The beginning of a line whose end was not seen yet.
    private var partialLine: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var name: [UInt8] = []
    private var isFirstLine = true
    /// The last chunk ended in a carriage return; a line feed that follows belongs to it.
    private var maySkipLineFeed = false

    /// - Parameter maximumEventSize: In bytes; a longer event is an error, so that a server cannot fill the memory.
    public init(maximumEventSize: Int = 256 << 20) {
        self.maximumEventSize = maximumEventSize
    }

    /// Reads the next bytes, and hands over the events that are complete with them.
    ///
    /// - Throws: ``LanguageModelError`` with code `protocolViolation` for an event beyond the maximum.
    public mutating func parse(
        _ chunk: UnsafeRawBufferPointer, _ receive: (borrowing Event) throws -> Void
    ) throws {
        var lines = LineEnds(chunk)
        var start = 0
        if maySkipLineFeed, let first = chunk.first {
            maySkipLineFeed = false
            if first == Byte.lineFeed { start = 1 }
        }
        // The single data line of the event so far, while it lies in this chunk.
        var slice: UnsafeRawBufferPointer?
        while let end = lines.next(from: start) {
            let line = UnsafeRawBufferPointer(rebasing: chunk[start..<end])
            if partialLine.isEmpty {
                try process(line, isStable: true, slice: &slice, receive)
            } else {
                try append(line)
                try processPartialLine(&slice, receive)
            }
            start = end + 1
            guard chunk[end] == Byte.carriageReturn else { continue }
            if start == chunk.count {
                maySkipLineFeed = true
            } else if chunk[start] == Byte.lineFeed {
                start += 1
            }
        }
        if start < chunk.count { try append(UnsafeRawBufferPointer(rebasing: chunk[start...])) }
        if let slice { data.append(contentsOf: slice) }
    }

    /// The stream has ended: what it held of an event is handed over, since some servers leave out the last empty
    /// line or even the line's end.
    public mutating func finish(_ receive: (borrowing Event) throws -> Void) throws {
        var slice: UnsafeRawBufferPointer?
        if !partialLine.isEmpty { try processPartialLine(&slice, receive) }
        try dispatch(slice, receive)
    }

    // MARK: Lines

    private mutating func append(_ part: UnsafeRawBufferPointer) throws {
        try checkSize(partialLine.count + data.count + part.count)
        partialLine.append(contentsOf: part)
    }

    private mutating func processPartialLine(
        _ slice: inout UnsafeRawBufferPointer?, _ receive: (borrowing Event) throws -> Void
    ) throws {
        var line: [UInt8] = []
        swap(&line, &partialLine)
        try line.withUnsafeBytes { try process($0, isStable: false, slice: &slice, receive) }
        line.removeAll(keepingCapacity: line.count < 65_536)
        swap(&line, &partialLine)
    }

    /// - Parameter isStable: Whether the bytes stay where they are until the chunk is parsed.
    private mutating func process(
        _ line: UnsafeRawBufferPointer, isStable: Bool, slice: inout UnsafeRawBufferPointer?,
        _ receive: (borrowing Event) throws -> Void
    ) throws {
        var line = line
        if isFirstLine {
            isFirstLine = false
            if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = UnsafeRawBufferPointer(rebasing: line[3...]) }
        }
        guard let first = line.first else {
            defer { slice = nil }
            return try dispatch(slice, receive)
        }
        if first == Byte.colon { return }
        let nameEnd = line.firstIndex(of: Byte.colon) ?? line.count
        var valueStart = min(nameEnd + 1, line.count)
        if valueStart < line.count, line[valueStart] == Byte.space { valueStart += 1 }
        let value = UnsafeRawBufferPointer(rebasing: line[valueStart...])
        switch UnsafeRawBufferPointer(rebasing: line[..<nameEnd]) {
        case "data": try appendData(value, isStable: isStable, slice: &slice)
        case "event":
            name.removeAll(keepingCapacity: true)
            name.append(contentsOf: value)
        case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
        case "retry":
            let isNumber = value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            if isNumber, let milliseconds = Int(String(decoding: value, as: UTF8.self)) {
                retry = .milliseconds(milliseconds)
            }
        default: break  // The standard ignores fields that it does not know.
        }
    }

    private mutating func appendData(
        _ value: UnsafeRawBufferPointer, isStable: Bool, slice: inout UnsafeRawBufferPointer?
    ) throws {
        try checkSize(data.count + (slice?.count ?? 0) + value.count)
        if !hasData, isStable {
            hasData = true
            slice = value
            return
        }
        if let first = slice {
            data.append(contentsOf: first)
            slice = nil
        }
        if hasData { data.append(Byte.lineFeed) }
        hasData = true
        data.append(contentsOf: value)
    }

    private mutating func dispatch(
        _ slice: UnsafeRawBufferPointer?, _ receive: (borrowing Event) throws -> Void
    ) throws {
        defer {
            hasData = false
            name.removeAll(keepingCapacity: true)
            data.removeAll(keepingCapacity: data.count < 65_536)
        }
        guard hasData else { return }
        try name.withUnsafeBytes { name in
            if let slice {
                try receive(Event(data: slice, nameBytes: name, id: id))
            } else {
                try data.withUnsafeBytes { try receive(Event(data: $0, nameBytes: name, id: id)) }
            }
        }
    }

    private func checkSize(_ size: Int) throws {
        if size > maximumEventSize {
            throw LanguageModelError(
                .protocolViolation,
                "The server sent an event of more than \(maximumEventSize) bytes, the most that is accepted.")
        }
    }
}

private enum Byte {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let colon = UInt8(ascii: ":")
    static let space = UInt8(ascii: " ")
}

/// The ends of a chunk's lines. Either byte is looked for again only behind the last find, so that each is searched
/// once over the whole chunk.
private struct LineEnds {
    private let chunk: UnsafeRawBufferPointer
    private var lineFeed = -1
    private var carriageReturn = -1

    init(_ chunk: UnsafeRawBufferPointer) {
        self.chunk = chunk
    }

    mutating func next(from start: Int) -> Int? {
        if lineFeed < start { lineFeed = find(Byte.lineFeed, from: start) }
        if carriageReturn < start { carriageReturn = find(Byte.carriageReturn, from: start) }
        let end = min(lineFeed, carriageReturn)
        return end < chunk.count ? end : nil
    }

    private func find(_ byte: UInt8, from start: Int) -> Int {
        guard start < chunk.count, let base = chunk.baseAddress,
            let found = memchr(base + start, Int32(byte), chunk.count - start)
        else { return chunk.count }
        return UnsafeRawPointer(found) - base
    }
}

/// Lets a field's name be matched by a pattern.
private func ~= (name: StaticString, bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count == name.utf8CodeUnitCount
        && bytes.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
}
