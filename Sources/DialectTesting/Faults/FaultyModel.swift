public import Dialect

/// A model whose answers go wrong as the test wants it.
///
/// ```swift
/// let model = FaultyModel(ScriptedModel(["Hello!"]), faults: [0: .failure(overloaded)])
/// ```
public struct FaultyModel<Base: LanguageModel>: LanguageModel {
    private let base: Base
    private let clock: any Clock<Duration>
    private let fault: @Sendable (Int, ModelRequest) -> ModelFault?
    private let asked = LockedValue(0)

    /// - Parameters:
    ///   - base: Answers; its parts are handed out until the fault strikes.
    ///   - clock: Measures pauses.
    ///   - fault: What befalls a request, given how many came before it; nil leaves it alone.
    public init(
        _ base: Base, clock: any Clock<Duration> = ContinuousClock(),
        fault: @escaping @Sendable (Int, ModelRequest) -> ModelFault?
    ) {
        self.base = base
        self.clock = clock
        self.fault = fault
    }

    /// - Parameter faults: What befalls which request, counted from 0.
    public init(_ base: Base, clock: any Clock<Duration> = ContinuousClock(), faults: [Int: ModelFault]) {
        self.init(base, clock: clock) { index, _ in faults[index] }
    }

    public var id: ModelID { base.id }
    public var capabilities: ModelCapabilities { base.capabilities }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        let answer = base.stream(request)
        return ResponseStream(steering: answer.steering) {
            let index = asked.withLock { count in
                defer { count += 1 }
                return count
            }
            return FaultyPartSource(answer.makeAsyncIterator(), fault: fault(index, request), clock: clock)
        }
    }
}

/// Hands out a stream's parts until the fault strikes.
private final class FaultyPartSource: PartSource {
    /// Nil while it is being asked, and after the fault.
    private var parts: ResponseStream.AsyncIterator?
    private var fault: ModelFault?
    private let clock: any Clock<Duration>
    private var partCount = 0

    init(_ parts: ResponseStream.AsyncIterator, fault: ModelFault?, clock: any Clock<Duration>) {
        self.parts = parts
        self.fault = fault
        self.clock = clock
    }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        if let fault, fault.partCount <= partCount, try await !strike(fault.kind) { return false }
        guard var iterator = self.parts.take() else { return false }
        guard let part = try await iterator.next() else {
            // An answer shorter than the test expected goes wrong all the same.
            if let fault { _ = try await strike(fault.kind) }
            return false
        }
        self.parts = iterator
        partCount += 1
        parts.append(part)
        return true
    }

    /// Whether the answer goes on.
    private func strike(_ kind: ModelFault.Kind) async throws -> Bool {
        fault = nil
        switch kind {
        case .pause(let duration):
            try await clock.sleep(for: duration)
            return true
        case .fail(let error):
            parts = nil
            throw error
        case .cutOff:
            parts = nil
            return false
        case .stall:
            parts = nil
            while true { try await Task.sleep(for: .seconds(3600)) }
        }
    }
}
