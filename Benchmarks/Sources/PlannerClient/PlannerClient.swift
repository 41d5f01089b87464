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
        let encoder = ResponsesRequestEncoder()
        var cache = ResponsesEncodingCache(maximumBytes: 1 << 30)
        var history = History(items: items, size: size)
        var memory: ResponsesLaneMemory?
        var (encoding, planning, writing) = ([Int](), [Int](), [Int]())
        for turn in 0...turns {
            let request = ModelRequest(messages: rebuilds ? history.rebuilt() : history.messages)
            let start = ThisProcess.nanoseconds
            let encoded = try encoder.encode(request, model: "model", cache: &cache)
            let encodedAt = ThisProcess.nanoseconds
            let plan = ContinuationPlanner.plan(encoded, memory: memory)
            let plannedAt = ThisProcess.nanoseconds
            let new = encoded.input[plan.knownItems...]
            // The first turn sends everything; it is not counted.
            if turn > 0 {
                guard case .incremental(let id, _) = plan, new.count == 1 else {
                    ThisProcess.fail("turn \(turn) was planned as \(plan), with \(new.count) new items")
                }
                let message = encoded.createEvent(items: new, previousResponseID: id, streamID: "1")
                encoding.append(encodedAt - start)
                planning.append(plannedAt - encodedAt)
                writing.append(ThisProcess.nanoseconds - plannedAt)
                if message.isEmpty { ThisProcess.fail("nothing to send") }
            }
            memory = ResponsesLaneMemory(responseID: "resp_\(turn)", request: encoded, output: [history.nextCallItem])
            history.goOn()
        }
        func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
        ThisProcess.report(
            "encode_ns=\(median(encoding)) plan_ns=\(median(planning)) write_ns=\(median(writing))")
    }
}
