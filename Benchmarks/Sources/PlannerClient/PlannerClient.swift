import Dialect
import DialectWire
import Measuring

/// `ITEMS BYTES TURNS shared|rebuilt`: turns that add two items each to a history of so many, with so many bytes in
/// each result of a tool. `rebuilt` makes all messages anew for each turn, as an app does that loads them from a database.
///
/// Prints the median of each step of a turn in nanoseconds.
@main
enum PlannerClient {
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 5, let items = Int(words[1]), let size = Int(words[2]), let turns = Int(words[3]) else {
            ThisProcess.fail("usage: PlannerClient ITEMS BYTES TURNS shared|rebuilt")
        }
        do {
            try measure(items: items, size: size, turns: turns, rebuilds: words[4] == "rebuilt")
        } catch {
            ThisProcess.fail("\(error)")
        }
    }

    private static func measure(items: Int, size: Int, turns: Int, rebuilds: Bool) throws {
        var cache = ResponsesEncodingCache(maximumBytes: 1 << 30)
        var history = History(items: items, size: size)
        var memory: ResponsesLaneMemory?
        var (encoding, planning, writing) = ([Int](), [Int](), [Int]())
        for turn in 0...turns {
            let request = ModelRequest(messages: rebuilds ? history.rebuilt() : history.messages)
            let start = ThisProcess.nanoseconds
            let encoded = try measuredEncoding(request, &cache)
            let encodedAt = ThisProcess.nanoseconds
            let plan = measuredPlanning(encoded, memory)
            let plannedAt = ThisProcess.nanoseconds
            // The first turn sends everything; it is not counted.
            if turn > 0 {
                guard case .incremental(let id, let known) = plan, encoded.input.count == known + 1 else {
                    ThisProcess.fail("turn \(turn) was planned as \(plan), of \(encoded.input.count) items")
                }
                guard !measuredWriting(encoded, known, id).isEmpty else { ThisProcess.fail("nothing to send") }
                encoding.append(encodedAt - start)
                planning.append(plannedAt - encodedAt)
                writing.append(ThisProcess.nanoseconds - plannedAt)
            }
            memory = ResponsesLaneMemory(responseID: "resp_\(turn)", request: encoded, output: [history.nextCallItem])
            history.goOn()
        }
        func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
        ThisProcess.report("encode_ns=\(median(encoding)) plan_ns=\(median(planning)) write_ns=\(median(writing))")
    }

    // Functions of their own, so that callgrind can count what they cost and nothing else.

    @inline(never)
    private static func measuredEncoding(
        _ request: ModelRequest, _ cache: inout ResponsesEncodingCache
    ) throws -> EncodedResponsesRequest {
        try ResponsesRequestEncoder().encode(request, model: "model", cache: &cache)
    }

    @inline(never)
    private static func measuredPlanning(
        _ request: EncodedResponsesRequest, _ memory: ResponsesLaneMemory?
    ) -> ContinuationPlanner.Plan {
        ContinuationPlanner.plan(request, memory: memory)
    }

    @inline(never)
    private static func measuredWriting(_ request: EncodedResponsesRequest, _ known: Int, _ id: String) -> [UInt8] {
        request.createEvent(items: request.input[known...], previousResponseID: id, streamID: "1")
    }
}
