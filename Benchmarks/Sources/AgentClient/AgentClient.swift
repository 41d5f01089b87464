import Dialect
import Measuring

/// `run|stream STEPS RUNS`: runs of an agent of so many steps, whose model and tool take no time; prints what a step
/// takes.
///
/// `heeding|stubborn TRIALS`: runs that are cancelled at random moments, with tools that end then or do not; prints how
/// long that took.
@main
enum AgentClient {
    static func main() {
        let words = CommandLine.arguments
        let numbers = words.dropFirst(2).compactMap { Int($0) }
        switch (words.dropFirst().first, numbers.count) {
        case ("run"?, 2), ("stream"?, 2):
            let steps = Steps(count: numbers[0], runs: numbers[1], streams: words[1] == "stream")
            ThisProcess.wait { try await steps.run() }
        case ("heeding"?, 1), ("stubborn"?, 1):
            let cancellations = Cancellations(trials: numbers[0], isStubborn: words[1] == "stubborn")
            ThisProcess.wait { try await cancellations.run() }
        default:
            ThisProcess.fail("usage: AgentClient run|stream STEPS RUNS | AgentClient heeding|stubborn TRIALS")
        }
    }
}
