public import Dialect

/// The laws that the parts of every response obey, for tests of models and of what wraps models.
///
/// ```swift
/// let parts = try await model.stream("Hi").parts()
/// #expect(StreamLaws.violations(in: parts) == [])
/// ```
public enum StreamLaws {
    /// What breaks the laws in the parts of a whole response, in sentences; empty if nothing does.
    ///
    /// A response begins once, before everything else; a block has an id of its own, a start, deltas that are not empty,
    /// and an end; the response finishes once, at its end, with no block left open, and for `toolCalls` if it calls a
    /// tool of the app.
    ///
    /// - Parameter isWhole: Whether the response came to its end. One that failed must have no finish.
    public static func violations(in parts: [StreamPart], isWhole: Bool = true) -> [String] {
        var check = Check()
        for (index, part) in parts.enumerated() { check.take(part, at: index) }
        check.end(isWhole: isWhole)
        return check.violations
    }

    private struct Check {
        private enum Kind: String { case text, reasoning, toolInput = "tool input" }

        private(set) var violations: [String] = []
        /// Blocks by kind and id, as texts and calls have ids of their own.
        private var open: Set<String> = []
        private var ids: Set<String> = []
        private var hasStarted = false
        private var hasFinished = false
        private var hasClientCall = false

        private mutating func expect(_ holds: Bool, _ index: Int, _ violation: @autoclosure () -> String) {
            if !holds { violations.append("Part \(index): \(violation())") }
        }

        mutating func take(_ part: StreamPart, at index: Int) {
            expect(!hasFinished, index, "something follows the finish.")
            if case .responseMetadata = part {
                expect(!hasStarted, index, "the response starts again.")
                hasStarted = true
                return
            }
            expect(hasStarted || index > 0, index, "something comes before the response starts.")
            hasStarted = true
            switch part {
            case .textStart(let id): start(id, .text, index)
            case .reasoningStart(let id): start(id, .reasoning, index)
            case .toolInputStart(let id, _): start(id, .toolInput, index)
            case .textDelta(let id, let text): delta(id, .text, text, index)
            case .reasoningDelta(let id, let text): delta(id, .reasoning, text, index)
            case .toolInputDelta(let id, let text): delta(id, .toolInput, text, index)
            case .textEnd(let id, _): end(id, .text, index)
            case .reasoningEnd(let id, _): end(id, .reasoning, index)
            case .toolInputEnd(let id): end(id, .toolInput, index)
            case .toolCall(let call):
                hasClientCall = hasClientCall || !call.isProviderExecuted
                expect(
                    !open.contains(Self.key(.toolInput, call.id)), index,
                    "the call \(call.id) comes before its input has ended.")
            case .finish(let reason, _, _):
                hasFinished = true
                let left = open.sorted().joined(separator: ", ")
                expect(left.isEmpty, index, "blocks are left open: \(left).")
                expect(
                    !hasClientCall || reason.kind == .toolCalls, index,
                    "it finishes with \(reason) although it calls a tool of the app.")
            default: break
            }
        }

        private static func key(_ kind: Kind, _ id: String) -> String { "\(kind.rawValue) \(id)" }

        private mutating func start(_ id: String, _ kind: Kind, _ index: Int) {
            let key = Self.key(kind, id)
            expect(ids.insert(key).inserted, index, "the \(key) starts again.")
            open.insert(key)
        }

        private mutating func delta(_ id: String, _ kind: Kind, _ text: String, _ index: Int) {
            expect(open.contains(Self.key(kind, id)), index, "a delta belongs to no open \(kind.rawValue): \(id).")
            expect(!text.isEmpty, index, "a delta of \(id) is empty.")
        }

        private mutating func end(_ id: String, _ kind: Kind, _ index: Int) {
            let wasOpen = open.remove(Self.key(kind, id)) != nil
            expect(wasOpen, index, "what ends was no open \(kind.rawValue): \(id).")
        }

        mutating func end(isWhole: Bool) {
            if isWhole, !hasFinished { violations.append("The response does not finish.") }
            if !isWhole, hasFinished { violations.append("The response has failed and finished as well.") }
        }
    }
}

extension ResponseStream {
    /// All parts of a response.
    ///
    /// - Throws: What the stream throws; ``partsAndError()`` keeps the parts that came before.
    public func parts() async throws -> [StreamPart] {
        var parts: [StreamPart] = []
        for try await part in self { parts.append(part) }
        return parts
    }

    /// All parts of a response, and what ended it if it failed.
    public func partsAndError() async -> (parts: [StreamPart], error: (any Error)?) {
        var parts: [StreamPart] = []
        do {
            for try await part in self { parts.append(part) }
            return (parts, nil)
        } catch {
            return (parts, error)
        }
    }
}
