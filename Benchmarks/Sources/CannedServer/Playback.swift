import Foundation
import NIOCore
import Synchronization

/// What a request asks for, told by its model's name: `d1000` is a thousand deltas at once, `p200` two hundred at
/// fifty a second, `l1000` a thousand at once in a lane.
struct Order {
    let deltaCount: Int
    let isPaced: Bool
    let namesLane: Bool

    init?(request: ByteBuffer) {
        let text = String(buffer: request)
        guard let key = text.range(of: #""model""#),
            let model = text[key.upperBound...].split(separator: "\"").dropFirst().first,
            let count = Int(model.dropFirst())
        else { return nil }
        deltaCount = count
        isPaced = model.first == "p"
        namesLane = model.first == "l"
    }
}

/// Scripts that were asked for before.
final class Scripts: Sendable {
    private struct Key: Hashable {
        let deltaCount: Int
        let namesLane: Bool
    }

    private let known = Mutex<[Key: Script]>([:])

    func script(for order: Order) -> Script {
        let key = Key(deltaCount: order.deltaCount, namesLane: order.namesLane)
        return known.withLock { known in
            if let script = known[key] { return script }
            let script = Script(deltaCount: key.deltaCount, namesLane: key.namesLane)
            known[key] = script
            return script
        }
    }
}

/// Plays a script into a connection: `send` writes an event, `flush` pushes what was written.
struct Playback {
    /// Fifty deltas a second, about what a fast model writes.
    static let pace = TimeAmount.milliseconds(20)
    /// Events written before they are pushed, when there is no pace.
    private static let burst = 64

    let script: Script
    let isPaced: Bool
    let notes: Notes

    func play(
        on loop: any EventLoop, send: @escaping (Int) -> Void, flush: @escaping () -> Void, end: @escaping () -> Void
    ) {
        guard isPaced else {
            for index in script.payloads.indices {
                send(index)
                if index % Self.burst == 0 { flush() }
            }
            flush()
            end()
            return
        }
        notes.begin()
        for index in 0..<script.deltas.lowerBound { send(index) }
        flush()
        step(script.deltas.lowerBound, loop.assumeIsolated(), send, flush, end)
    }

    private func step(
        _ index: Int, _ loop: NIOIsolatedEventLoop, _ send: @escaping (Int) -> Void, _ flush: @escaping () -> Void,
        _ end: @escaping () -> Void
    ) {
        loop.scheduleTask(in: Self.pace) {
            guard index < script.deltas.upperBound else {
                for index in index..<script.payloads.count { send(index) }
                flush()
                end()
                return
            }
            notes.sending(index - script.deltas.lowerBound)
            send(index)
            flush()
            step(index + 1, loop, send, flush, end)
        }
    }
}

/// Whether the consumer had each delta before the next one was sent.
final class Notes: Sendable {
    private struct State {
        var consumed = 0
        var sent = 0
        var late = 0
    }

    private let state = Mutex(State())

    func begin() { state.withLock { $0 = State() } }
    func consumed(_ count: Int) { state.withLock { $0.consumed += count } }

    func sending(_ index: Int) {
        state.withLock {
            $0.sent = index + 1
            if $0.consumed < index { $0.late += 1 }
        }
    }

    var summary: String { state.withLock { "late \($0.late) of \($0.sent)\n" } }
}
