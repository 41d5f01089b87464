import Dialect

/// What holds for the parts of every response, whoever made it.
struct PartOrder {
    private var count = 0
    private var isFinished = false
    private var open: Set<String> = []
    private var closed: Set<String> = []

    mutating func received(_ part: StreamPart) throws {
        guard !isFinished else { throw CheckFailure("a part follows the finish") }
        defer { count += 1 }
        switch part {
        case .responseMetadata:
            guard count == 0 else { throw CheckFailure("a response starts twice") }
            return
        case .textStart(let id), .reasoningStart(let id), .toolInputStart(let id, _):
            guard !closed.contains(id), open.insert(id).inserted else {
                throw CheckFailure("two blocks have the id \(id)")
            }
        case .textDelta(let id, let text), .reasoningDelta(let id, let text), .toolInputDelta(let id, let text):
            guard open.contains(id) else { throw CheckFailure("a delta belongs to no open block") }
            guard !text.isEmpty else { throw CheckFailure("a delta is empty") }
        case .textEnd(let id, _), .reasoningEnd(let id, _), .toolInputEnd(let id):
            guard open.remove(id) != nil else { throw CheckFailure("a block ends that is not open") }
            closed.insert(id)
        case .finish:
            guard open.isEmpty else { throw CheckFailure("the response finishes before its blocks") }
            isFinished = true
        default: break
        }
        if count == 0 { throw CheckFailure("a response does not start with its metadata") }
    }

    /// The stream is at its end.
    func ended() throws {
        guard isFinished else { throw CheckFailure("a response ends without a finish") }
    }
}
