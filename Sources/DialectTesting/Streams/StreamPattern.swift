public import Dialect

/// What a response is expected to bring, in order, whatever pieces it comes in.
///
/// ```swift
/// let pattern: StreamPattern = [.text("Let me see."), .toolCall("weather", arguments: ["city": "Ghent"]), .finish(.toolCalls)]
/// #expect(pattern.mismatch(in: parts) == nil)
/// ```
///
/// Text and reasoning are compared block by block, put together. What no expectation is about, such as metadata and
/// warnings, is passed over, unless an expectation is about its kind.
public struct StreamPattern: Sendable, ExpressibleByArrayLiteral {
    /// Something that is expected next.
    public struct Expectation: Sendable {
        let description: String
        let isAbout: @Sendable (Event) -> Bool
        let holds: @Sendable (Event) -> Bool
    }

    /// What a matcher sees: parts, with blocks put together.
    public enum Event: Hashable, Sendable {
        /// A whole block of text, or what came of it.
        case text(String)
        /// A whole block of reasoning, or what came of it.
        case reasoning(String)
        /// Any other part, starts, deltas and ends of tool input excepted.
        indirect case part(StreamPart)
    }

    private let expectations: [Expectation]

    public init(_ expectations: [Expectation]) {
        self.expectations = expectations
    }

    public init(arrayLiteral elements: Expectation...) { self.init(elements) }

    /// How the parts differ from what is expected, in a sentence; nil if they do not.
    public func mismatch(in parts: [StreamPart]) -> String? {
        let events = Self.events(in: parts)
        // An event counts if some expectation is about such events; so kinds that nobody asks for are passed over.
        let relevant = events.filter { event in
            expectations.contains { $0.isAbout(event) } || event.isAlwaysRelevant
        }
        for (index, expectation) in expectations.enumerated() {
            guard index < relevant.count else {
                return "Expected \(expectation.description), but nothing more came after \(index) of "
                    + "\(expectations.count) expectations."
            }
            guard expectation.isAbout(relevant[index]), expectation.holds(relevant[index]) else {
                return "Expected \(expectation.description) in place \(index), but found \(relevant[index])."
            }
        }
        guard relevant.count > expectations.count else { return nil }
        return
            "Nothing more was expected after \(expectations.count) events, but found \(relevant[expectations.count])."
    }

    /// Whether the parts are what is expected.
    public func matches(_ parts: [StreamPart]) -> Bool { mismatch(in: parts) == nil }

    /// The parts as a matcher sees them; a block stands where it began.
    public static func events(in parts: [StreamPart]) -> [Event] {
        var events: [Event] = []
        var positions: [String: Int] = [:]
        var texts: [Int: String] = [:]
        func open(_ key: String) {
            positions[key] = events.count
            texts[events.count] = ""
        }
        for part in parts {
            switch part {
            case .textStart(let id):
                open("text \(id)")
                events.append(.text(""))
            case .reasoningStart(let id):
                open("reasoning \(id)")
                events.append(.reasoning(""))
            case .textDelta(let id, let delta):
                if let position = positions["text \(id)"] { texts[position]?.append(delta) }
            case .reasoningDelta(let id, let delta):
                if let position = positions["reasoning \(id)"] { texts[position]?.append(delta) }
            case .textEnd, .reasoningEnd, .toolInputStart, .toolInputDelta, .toolInputEnd: break
            default: events.append(.part(part))
            }
        }
        for (position, text) in texts {
            if case .text = events[position] {
                events[position] = .text(text)
            } else {
                events[position] = .reasoning(text)
            }
        }
        return events
    }
}

extension StreamPattern.Event {
    /// What a model says or does must be expected; what is told about it need not be.
    fileprivate var isAlwaysRelevant: Bool {
        switch self {
        case .text: true
        case .reasoning: false
        case .part(let part):
            switch part {
            case .toolCall, .toolResult, .file, .finish: true
            default: false
            }
        }
    }
}

extension StreamPattern.Event: CustomStringConvertible {
    public var description: String {
        switch self {
        case .text(let text): "text \"\(text)\""
        case .reasoning(let text): "reasoning \"\(text)\""
        case .part(.toolCall(let call)): "a call of \(call.name) with \(call.arguments)"
        case .part(.finish(let reason, _, _)): "the finish \(reason)"
        case .part(let part): "\(part)"
        }
    }
}

extension StreamPattern.Expectation {
    private static func text(
        _ description: String, _ holds: @escaping @Sendable (String) -> Bool
    ) -> Self {
        Self(description: description) {
            if case .text = $0 { true } else { false }
        } holds: {
            if case .text(let text) = $0 { holds(text) } else { false }
        }
    }

    /// A block of text, word for word.
    public static func text(_ expected: String) -> Self { text("text \"\(expected)\"") { $0 == expected } }

    /// A block of text that contains something.
    public static func text(containing expected: String) -> Self {
        text("text with \"\(expected)\"") { $0.contains(expected) }
    }

    /// A block of text, whatever it says.
    public static var anyText: Self { text("text") { _ in true } }

    /// A block of reasoning; nil is any.
    public static func reasoning(_ expected: String? = nil) -> Self {
        Self(description: expected.map { "reasoning \"\($0)\"" } ?? "reasoning") {
            if case .reasoning = $0 { true } else { false }
        } holds: {
            if case .reasoning(let text) = $0 { expected == nil || text == expected } else { false }
        }
    }

    /// A complete call of a tool.
    ///
    /// - Parameter arguments: Compared as JSON; nil is any.
    public static func toolCall(_ name: String, arguments: JSONValue? = nil) -> Self {
        part("a call of \(name)\(arguments.map { " with \($0)" } ?? "")") {
            if case .toolCall = $0 { true } else { false }
        } holds: {
            guard case .toolCall(let call) = $0, call.name == name else { return false }
            return arguments == nil || (try? call.argumentsJSON) == arguments
        }
    }

    /// The result of a tool that the provider runs.
    public static func toolResult(_ name: String) -> Self {
        part("a result of \(name)") {
            if case .toolResult = $0 { true } else { false }
        } holds: {
            if case .toolResult(let result) = $0 { result.name == name } else { false }
        }
    }

    /// A source with this URL.
    public static func source(url: String) -> Self {
        part("the source \(url)") {
            if case .source = $0 { true } else { false }
        } holds: {
            if case .source(let source) = $0 { source.url == url } else { false }
        }
    }

    /// A warning of this kind.
    public static func warning(_ kind: ModelWarning.Kind) -> Self {
        part("a warning \(kind)") {
            if case .warning = $0 { true } else { false }
        } holds: {
            if case .warning(let warning) = $0 { warning.kind == kind } else { false }
        }
    }

    /// The end of the response; nil is for any reason.
    public static func finish(_ kind: FinishReason.Kind? = nil) -> Self {
        part("the finish\(kind.map { " \($0)" } ?? "")") {
            if case .finish = $0 { true } else { false }
        } holds: {
            if case .finish(let reason, _, _) = $0 { kind == nil || reason.kind == kind } else { false }
        }
    }

    /// A part of the app's choice.
    ///
    /// - Parameters:
    ///   - description: Named when it is missing.
    ///   - isAbout: Which parts it is about: those may not be passed over.
    ///   - holds: Whether such a part is as expected.
    public static func part(
        _ description: String, where isAbout: @escaping @Sendable (StreamPart) -> Bool,
        holds: @escaping @Sendable (StreamPart) -> Bool = { _ in true }
    ) -> Self {
        Self(description: description) {
            if case .part(let part) = $0 { isAbout(part) } else { false }
        } holds: {
            if case .part(let part) = $0 { holds(part) } else { false }
        }
    }
}
