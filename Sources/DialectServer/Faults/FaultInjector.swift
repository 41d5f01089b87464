import Dialect

/// Turns the steps of one good answer into those of a bad one. A pure state machine.
struct FaultInjector: Sendable {
    enum Step: Sendable {
        case send(ReplyAction)
        case wait(Duration)
        /// Nothing follows, ever.
        case stall
        /// The answer has failed: the server is to forget it as if it had failed by itself.
        case fail(LanguageModelError)
    }

    private let fault: Fault
    private let lane: String?
    private var eventCount = 0
    private var isOver = false
    /// Whether anything was harmed so far.
    private(set) var hasStruck = false

    init(_ fault: Fault, lane: String?) {
        self.fault = fault
        self.lane = lane
    }

    mutating func apply(_ action: ReplyAction) -> [Step] {
        guard case .message(let bytes) = action else { return isOver ? [] : [.send(action)] }
        guard !isOver else { return [] }
        var steps: [Step] = []
        if eventCount == 0, fault.moment == .start { steps += strike() }
        guard !isOver else { return steps }
        let type = EventType.of(bytes)
        steps += alter(bytes, type: type).map(Step.send)
        eventCount += 1
        if isDue(type) { steps += strike() }
        return steps
    }

    private func isDue(_ type: String) -> Bool {
        guard let count = fault.moment.eventCount else { return EventType.isTerminal(type) }
        return count > 0 && count == eventCount
    }

    /// What happens between two events.
    private mutating func strike() -> [Step] {
        switch fault.kind {
        case .insert(let actions): return struck(actions.map(Step.send))
        case .error(let error):
            isOver = true
            return struck([.send(.message(event(error))), .fail(LanguageModelError(.server, error.message))])
        case .close(let code): return ended(.send(.close(code: code)))
        case .drop(let isReset): return ended(.send(.drop(isReset: isReset)))
        case .freeze: return ended(.send(.freeze))
        case .stall: return ended(.stall)
        case .delay(let duration): return struck([.wait(duration)])
        case .renumber, .mask, .fragment, .pieces, .binary, .omitStreamID, .omit: return []
        }
    }

    private mutating func struck(_ steps: [Step]) -> [Step] {
        hasStruck = true
        return steps
    }

    private mutating func ended(_ step: Step) -> [Step] {
        isOver = true
        return struck([step])
    }

    // MARK: Events

    private mutating func alter(_ bytes: [UInt8], type: String) -> [ReplyAction] {
        let isNext = fault.moment.eventCount.map { $0 == eventCount } ?? EventType.isTerminal(type)
        switch fault.kind {
        case .renumber(let difference) where isNext: return altered([.message(Self.renumber(bytes, by: difference))])
        case .mask where isNext: return altered([.frame(ServerFrame(.text, bytes, isMasked: true))])
        case .fragment(let byteCount, let pings): return altered(Self.fragment(bytes, max(1, byteCount), pings: pings))
        case .pieces(let byteCount): return altered([.pieces(ServerFrame(.text, bytes), byteCount: byteCount)])
        case .binary: return altered([.frame(ServerFrame(.binary, bytes))])
        case .omitStreamID where lane != nil: return altered([.message(Self.withoutLane(bytes))])
        case .omit(let isOmitted) where isOmitted(type): return altered([])
        default: return [.message(bytes)]
        }
    }

    private mutating func altered(_ actions: [ReplyAction]) -> [ReplyAction] {
        hasStruck = true
        return actions
    }

    private static func renumber(_ bytes: [UInt8], by difference: Int) -> [UInt8] {
        guard var event = try? JSONValue(parsing: bytes), let number = event["sequence_number"]?.intValue else {
            return bytes
        }
        event["sequence_number"] = .integer(number + difference)
        return event.jsonBytes()
    }

    private static func withoutLane(_ bytes: [UInt8]) -> [UInt8] {
        guard var event = try? JSONValue(parsing: bytes) else { return bytes }
        event["stream_id"] = nil
        return event.jsonBytes()
    }

    private static func fragment(_ bytes: [UInt8], _ byteCount: Int, pings: Bool) -> [ReplyAction] {
        var actions: [ReplyAction] = []
        for start in stride(from: 0, to: max(1, bytes.count), by: byteCount) {
            let end = min(start + byteCount, bytes.count)
            if pings, start > 0 { actions.append(.frame(ServerFrame(.ping, []))) }
            let opcode: ServerFrame.Opcode = start == 0 ? .text : .continuation
            actions.append(.frame(ServerFrame(opcode, Array(bytes[start..<end]), isFinal: end == bytes.count)))
        }
        return actions
    }

    private func event(_ error: Fault.Error) -> [UInt8] {
        let code = error.code.map(JSONValue.string) ?? .null
        var event: JSONValue = ["type": "error"]
        if error.shape == .nested {
            event["status"] = .integer(error.status)
            event["error"] = [
                "type": error.status < 500 ? "invalid_request_error" : "server_error", "code": code,
                "message": .string(error.message), "param": .null,
            ]
        } else {
            event["code"] = code
            event["message"] = .string(error.message)
            event["param"] = .null
            event["sequence_number"] = .integer(eventCount)
        }
        if let lane { event["stream_id"] = .string(lane) }
        return event.jsonBytes()
    }
}

/// Finds out what an encoded event is.
enum EventType {
    private static let prefix = Array(#"{"type":""#.utf8)
    private static let terminals: Set = [
        "response.completed", "response.incomplete", "response.failed", "response.done", "error",
    ]

    static func isTerminal(_ type: String) -> Bool { terminals.contains(type) }

    /// The server's own encoders write the type first; of other events the whole is read.
    static func of(_ event: [UInt8]) -> String {
        if event.starts(with: prefix) {
            let rest = event[prefix.count...]
            if let end = rest.firstIndex(of: UInt8(ascii: "\"")) {
                return String(decoding: rest[..<end], as: UTF8.self)
            }
        }
        return (try? JSONValue(parsing: event))?["type"]?.stringValue ?? ""
    }
}
