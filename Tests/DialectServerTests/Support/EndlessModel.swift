import Dialect
import NIOConcurrencyHelpers

/// A model that says one word and then falls silent, until its stream is released.
struct EndlessModel: LanguageModel {
    let id = ModelID(provider: "test", model: "endless")
    let released = Signal()

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream { Silence(released: released) }
    }

    private final class Silence: PartSource {
        private let released: Signal
        private var hasSpoken = false

        init(released: Signal) { self.released = released }
        deinit { released.raise() }

        func next(into parts: inout [StreamPart]) async throws -> Bool {
            if hasSpoken { try await Task.sleep(for: .seconds(3600)) }
            hasSpoken = true
            parts += [
                .responseMetadata(ResponseMetadata()), .textStart(id: "0"), .textDelta(id: "0", text: "Word"),
            ]
            return true
        }
    }
}

/// Something that happens once, and can be waited for.
final class Signal: Sendable {
    private let state = NIOLockedValueBox((isRaised: false, waiters: [CheckedContinuation<Void, Never>]()))

    func raise() {
        let waiters = state.withLockedValue { state in
            state.isRaised = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLockedValue { state in
                if !state.isRaised { state.waiters.append(continuation) }
                return state.isRaised
            }
            if isRaised { continuation.resume() }
        }
    }
}
