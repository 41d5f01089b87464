import Dialect
import Foundation
import NIOConcurrencyHelpers
import Testing
import TestSupport

@testable import DialectBedrock

@Suite(.throttled, .timeLimit(.minutes(10))) struct CredentialCacheTests {
    /// A clock that a test turns, and a source that counts.
    private final class Bench: Sendable {
        private let state = NIOLockedValueBox(
            (now: Date(timeIntervalSince1970: 1_000_000), fetches: 0, failure: LanguageModelError?.none))
        let lifetime: TimeInterval?

        init(lifetime: TimeInterval?) { self.lifetime = lifetime }

        var fetches: Int { state.withLockedValue { $0.fetches } }
        func pass(_ seconds: TimeInterval) { state.withLockedValue { $0.now += seconds } }
        func fail(_ error: LanguageModelError?) { state.withLockedValue { $0.failure = error } }

        var cache: CredentialCache {
            CredentialCache(now: { self.state.withLockedValue { $0.now } }) {
                try self.state.withLockedValue { state in
                    state.fetches += 1
                    if let failure = state.failure { throw failure }
                    return AWSCredentials(
                        accessKeyID: "\(state.fetches)", secretAccessKey: "s",
                        expiration: self.lifetime.map { state.now + $0 })
                }
            }
        }
    }

    @Test func keepsThemUntilShortlyBeforeTheirEnd() async throws {
        let bench = Bench(lifetime: 3_600)
        let cache = bench.cache
        for _ in 0..<3 { #expect(try await cache.credentials().accessKeyID == "1") }
        bench.pass(3_299)
        #expect(try await cache.credentials().accessKeyID == "1")
        bench.pass(2)
        #expect(try await cache.credentials().accessKeyID == "2")
        #expect(bench.fetches == 2)
    }

    @Test func keepsThemForEverIfTheyHaveNoEnd() async throws {
        let bench = Bench(lifetime: nil)
        let cache = bench.cache
        _ = try await cache.credentials()
        bench.pass(1e9)
        #expect(try await cache.credentials().accessKeyID == "1")
        cache.forget()
        #expect(try await cache.credentials().accessKeyID == "2")
    }

    @Test func goesOnWithTheOldOnesWhileTheyAreGood() async throws {
        let bench = Bench(lifetime: 3_600)
        let cache = bench.cache
        _ = try await cache.credentials()
        bench.fail(LanguageModelError(.timeout, "Too late."))
        bench.pass(3_400)
        #expect(try await cache.credentials().accessKeyID == "1")
        #expect(try await cache.credentials().accessKeyID == "1")
        // The next attempt waits a little.
        #expect(bench.fetches == 2)
        bench.pass(11)
        #expect(try await cache.credentials().accessKeyID == "1")
        #expect(bench.fetches == 3)
        bench.pass(600)
        await #expect(throws: LanguageModelError.self) { try await cache.credentials() }
        bench.fail(nil)
        #expect(try await cache.credentials().accessKeyID == "5")
    }

    @Test func oneTaskFetchesForAll() async throws {
        let gate = Gate()
        let cache = CredentialCache(now: { Date() }) {
            try await gate.pass()
            return AWSCredentials(accessKeyID: "1", secretAccessKey: "s")
        }
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.credentials().accessKeyID } }
            await gate.waitForVisitor()
            gate.open()
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids == ["1"])
        #expect(gate.visits == 1)
    }

    @Test func aCancelledFetchIsTakenOverByAnother() async throws {
        let gate = Gate()
        let cache = CredentialCache(now: { Date() }) {
            try await gate.pass()
            return AWSCredentials(accessKeyID: "1", secretAccessKey: "s")
        }
        try await withThrowingTaskGroup(of: String.self) { group in
            let first = Task { try await cache.credentials().accessKeyID }
            await gate.waitForVisitor()
            group.addTask { try await cache.credentials().accessKeyID }
            first.cancel()
            await #expect(throws: CancellationError.self) { try await first.value }
            gate.open()
            let id = try await group.next()
            #expect(id == "1")
        }
    }
}

/// Holds whoever comes until it is opened; a cancelled visitor leaves.
private final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var visits = 0
        var visitors: [Int: CheckedContinuation<Void, any Error>] = [:]
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = NIOLockedValueBox(State())

    var visits: Int { state.withLockedValue { $0.visits } }

    func pass() async throws {
        let id = state.withLockedValue { state in
            state.visits += 1
            return state.visits
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (isOpen, watchers) = state.withLockedValue { state in
                    if !state.isOpen { state.visitors[id] = continuation }
                    defer { state.watchers = [] }
                    return (state.isOpen, state.watchers)
                }
                for watcher in watchers { watcher.resume() }
                if isOpen { continuation.resume() } else if Task.isCancelled { leave(id) }
            }
        } onCancel: {
            leave(id)
        }
    }

    private func leave(_ id: Int) {
        state.withLockedValue { $0.visitors.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }

    func waitForVisitor() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLockedValue { state in
                if state.visits == 0 || state.visitors.isEmpty { state.watchers.append(continuation) }
                return !(state.visits == 0 || state.visitors.isEmpty)
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let visitors = state.withLockedValue { state in
            state.isOpen = true
            defer { state.visitors = [:] }
            return state.visitors
        }
        for visitor in visitors.values { visitor.resume() }
    }
}
