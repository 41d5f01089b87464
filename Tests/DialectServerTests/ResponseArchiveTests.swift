import Dialect
import Testing

@testable import DialectServer

struct ResponseArchiveTests {
    private func response(_ number: Int, weight: Int = 1) -> StoredResponse {
        StoredResponse(id: "resp_\(number)", items: [.integer(number)], weight: weight)
    }

    @Test func oldestMakeRoomByCount() {
        var archive = ResponseArchive(maximumCount: 3)
        for number in 0..<5000 { archive.insert(response(number)) }
        #expect(archive.count == 3)
        #expect(archive["resp_4996"] == nil)
        #expect((4997..<5000).allSatisfy { archive["resp_\($0)"] == response($0) })
    }

    @Test func oldestMakeRoomByWeight() {
        var archive = ResponseArchive(maximumWeight: 10)
        archive.insert(response(1, weight: 4))
        archive.insert(response(2, weight: 4))
        archive.insert(response(3, weight: 4))
        #expect(archive["resp_1"] == nil)
        #expect(archive["resp_2"] != nil)
        // One that is too heavy alone is kept alone, so that it can be continued.
        archive.insert(response(4, weight: 50))
        #expect(archive.count == 1)
        #expect(archive["resp_4"] != nil)
    }
}
