import Testing

@testable import DialectMCP

/// When a server's list is asked for again.
@Suite struct ListCacheTests {
    @Test func aListIsKeptAsLongAsTheSameConnectionIsListenedTo() async throws {
        let cache = ListCache<Int>()
        var fetches = 0
        func elements(_ listening: Int?) async throws -> [Int] {
            try await cache.elements(listening: listening) {
                fetches += 1
                return [fetches]
            }
        }
        #expect(try await elements(1) == [1])
        #expect(try await elements(1) == [1])
        #expect(try await elements(2) == [2], "what was told between two connections, nobody heard")
        #expect(try await elements(nil) == [3])
        #expect(try await elements(nil) == [4])
        #expect(try await elements(2) == [5], "the last list was asked for while nobody listened")
        cache.changed()
        #expect(try await elements(2) == [6])
    }

    @Test func aChangeThatCrossesTheAnswerMakesItOld() async throws {
        let cache = ListCache<Int>()
        let first = try await cache.elements(listening: 1) {
            cache.changed()
            return [1]
        }
        let second = try await cache.elements(listening: 1) { [2] }
        #expect(first == [1] && second == [2])
    }

    @Test func theLastListIsKnownUntilItHasChanged() async throws {
        let cache = ListCache<Int>()
        #expect(cache.lastKnown == nil)
        _ = try await cache.elements(listening: nil) { [1] }
        #expect(cache.lastKnown == [1])
        cache.changed()
        #expect(cache.lastKnown == nil)
    }
}
