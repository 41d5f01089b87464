public import Dialect

/// What a run of an agent is expected to bring, in order, whatever pieces it comes in.
///
/// ```swift
/// let pattern: AgentPattern = [.toolFinished("weather", output: "rain"), .text("Take a coat."), .finished()]
/// #expect(pattern.mismatch(in: try await agent.stream("What to wear in Oslo?").events()) == nil)
/// ```
///
/// Text and reasoning are compared block by block, put together. Text, results of tools, calls that wait for a
/// decision, handovers and the end must be expected. What else happens, such as the beginnings of steps, is passed
/// over, unless an expectation is about its kind.
public struct AgentPattern: Sendable, ExpressibleByArrayLiteral {
    /// Something that is expected next.
    public struct Expectation: Sendable {
        struct Member: Sendable {
            let description: String
            let isAbout: @Sendable (Event) -> Bool
            let holds: @Sendable (Event) -> Bool
        }

        /// More than one where their order does not matter.
        let members: [Member]
    }

    /// What a matcher sees: events, with blocks of the model's answer put together.
    public enum Event: Sendable {
        /// Something that the model said or did.
        case model(StreamPattern.Event)
        /// Any other event.
        indirect case event(AgentEvent)
    }

    private let expectations: [Expectation]

    public init(_ expectations: [Expectation]) {
        self.expectations = expectations
    }

    public init(arrayLiteral elements: Expectation...) { self.init(elements) }

    /// How the events differ from what is expected, in a sentence; nil if they do not.
    public func mismatch(in events: [AgentEvent]) -> String? {
        let members = expectations.flatMap(\.members)
        // An event counts if some expectation is about such events; so kinds that nobody asks for are passed over.
        let relevant = Self.events(in: events).filter { event in
            event.isAlwaysRelevant || members.contains { $0.isAbout(event) }
        }
        var position = 0
        for expectation in expectations {
            let found = relevant[position...].prefix(expectation.members.count)
            guard !Self.fits(expectation.members, found) else {
                position += found.count
                continue
            }
            let wanted = expectation.members.map(\.description).joined(separator: " and ")
            guard found.count == expectation.members.count else {
                return "Expected \(wanted), but nothing more came after \(relevant.count) events."
            }
            return "Expected \(wanted) in place \(position), but found "
                + found.map(\.description).joined(separator: " and ") + "."
        }
        guard relevant.count > position else { return nil }
        return "Nothing more was expected after \(position) events, but found \(relevant[position])."
    }

    /// Whether the events are what is expected.
    public func matches(_ events: [AgentEvent]) -> Bool { mismatch(in: events) == nil }

    /// Whether each event is what one member expects, and each member another's.
    private static func fits(_ members: [Expectation.Member], _ events: ArraySlice<Event>) -> Bool {
        guard let event = events.first else { return members.isEmpty }
        return members.indices.contains { index in
            guard members[index].isAbout(event), members[index].holds(event) else { return false }
            var rest = members
            rest.remove(at: index)
            return fits(rest, events.dropFirst())
        }
    }

    /// The events as a matcher sees them; an answer stands where it began.
    public static func events(in events: [AgentEvent]) -> [Event] {
        var result: [Event] = []
        var answer: [StreamPart] = []
        var start = 0
        func closeAnswer() {
            result.insert(contentsOf: StreamPattern.events(in: answer).map(Event.model), at: start)
            answer = []
        }
        for event in events {
            switch event {
            case .model(let part):
                if answer.isEmpty { start = result.count }
                answer.append(part)
            case .stepStarted:
                closeAnswer()
                start = result.count
                result.append(.event(event))
            default: result.append(.event(event))
            }
        }
        closeAnswer()
        return result
    }
}

extension AgentPattern.Event {
    /// What a run does in the world, or says, must be expected; how it gets there need not be.
    fileprivate var isAlwaysRelevant: Bool {
        switch self {
        case .model(.text): true
        case .model: false
        case .event(let event):
            switch event {
            case .toolFinished, .approvalNeeded, .handedOver, .finished: true
            default: false
            }
        }
    }
}

extension AgentPattern.Event: CustomStringConvertible {
    public var description: String {
        switch self {
        case .model(let event): event.description
        case .event(let event):
            switch event {
            case .stepStarted(let step): "step \(step.index) of \(step.agent)"
            case .toolStarted(let call): "the start of \(call.name) with \(call.arguments)"
            case .toolProgress(let call, let report): "the report of \(call.name): \(report)"
            case .toolFinished(let result): "the result of \(result.name): \(result.output)"
            case .toolLeftBehind(let call): "\(call.name), left behind"
            case .approvalNeeded(let request): "a question about \(request.call.name) with \(request.call.arguments)"
            case .handedOver(_, let agent): "the handover to \(agent)"
            case .stepFinished(let step): "the end of step \(step.index)"
            case .finished(let result): "the end of the run: \(result.ending)"
            default: "\(event)"
            }
        }
    }
}

extension AgentStream {
    /// All events of a run.
    ///
    /// - Throws: What the run throws; ``eventsAndError()`` keeps the events that came before.
    public func events() async throws -> [AgentEvent] {
        var events: [AgentEvent] = []
        for try await event in self { events.append(event) }
        return events
    }

    /// All events of a run, and what ended it if it failed.
    public func eventsAndError() async -> (events: [AgentEvent], error: (any Error)?) {
        var events: [AgentEvent] = []
        do {
            for try await event in self { events.append(event) }
            return (events, nil)
        } catch {
            return (events, error)
        }
    }
}
