import Dialect
import Dispatch
import Foundation

/// Where lines come from.
protocol LineInput: Sendable {
    /// The next line without its end; nil after the last, and when the task is cancelled.
    func next() async -> String?
    /// From now on there are no lines.
    func close()
}

/// The process's standard input, read by a thread of its own: the threads that tasks share may not block.
///
/// Only one task may ask at a time. A line that came when nobody waited any more is given to the next who asks.
final class StandardInput: LineInput {
    private struct State {
        var waiting: CheckedContinuation<String?, Never>?
        /// Lines that nobody has taken; nil is the end.
        var lines: [String?] = []
        var isReading = false
        var isClosed = false
    }

    private let state = LockedValue(State())
    private let thread = DispatchQueue(label: "dialect.input")
    private let read: @Sendable () -> String?

    /// - Parameter read: Waits for a line; nil at the end.
    init(read: @escaping @Sendable () -> String? = { readLine() }) { self.read = read }

    func next() async -> String? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (known, starts) = state.withLock { state -> (String??, Bool) in
                    if state.isClosed { return (.some(nil), false) }
                    if !state.lines.isEmpty { return (.some(state.lines.removeFirst()), false) }
                    state.waiting = continuation
                    defer { state.isReading = true }
                    return (nil, !state.isReading)
                }
                if let known { return continuation.resume(returning: known) }
                if starts { thread.async { self.received(self.read()) } }
                // Whoever was cancelled before it waited is not woken by the handler.
                if Task.isCancelled { wake() }
            }
        } onCancel: {
            wake()
        }
    }

    func close() {
        state.withLock { $0.isClosed = true }
        wake()
    }

    private func wake() {
        state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }?.resume(returning: nil)
    }

    private func received(_ line: String?) {
        state.withLock { state -> CheckedContinuation<String?, Never>? in
            state.isReading = false
            defer { state.waiting = nil }
            if state.waiting == nil { state.lines.append(line) }
            return state.waiting
        }?.resume(returning: line)
    }
}

extension StandardInput {
    /// The whole of it as one text.
    ///
    /// - Throws: If it is longer than the limit, in bytes, or no text in UTF-8.
    static func all(limit: Int) async throws -> String {
        let bytes = try await Blocking.run { try FileHandle.standardInput.read(upToCount: limit + 1) ?? Data() }
        guard bytes.count <= limit else { throw CommandFailure("The input is longer than \(limit >> 20) MB.") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("The input is no text in UTF-8.")
        }
        return text
    }
}

/// What may wait for a disk or a pipe, kept away from the threads that tasks share.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// What a person is told when a command cannot do what it should.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
