import Testing

@testable import DialectMCP

@Suite struct EventReaderTests {
    private func read(_ reader: inout EventReader, _ text: String) throws -> [String] {
        var messages: [String] = []
        try Array(text.utf8).withUnsafeBytes { chunk in
            try reader.received(chunk) { messages.append(String(decoding: $0, as: UTF8.self)) }
        }
        return messages
    }

    @Test func theFirstEventOnlyTellsWhereToGoOn() throws {
        var reader = EventReader(maximumEventSize: 100)
        #expect(try read(&reader, "id: 1\nretry: 250\ndata: \n\n") == [])
        #expect(reader.lastEventID == "1" && reader.retry == .milliseconds(250) && reader.messageCount == 0)
        #expect(try read(&reader, "event: message\nid: 2\ndata: {}\n\ndata: []\n\n") == ["{}", "[]"])
        #expect(reader.lastEventID == "2" && reader.messageCount == 2)
    }

    @Test func eventsOfOtherNamesAreLeftOut() throws {
        var reader = EventReader(maximumEventSize: 100)
        #expect(try read(&reader, ": alive\n\nevent: endpoint\ndata: /messages\n\n") == [])
    }

    @Test func anEventThatWasCutOffIsNotMixedWithTheNextConnections() throws {
        var reader = EventReader(maximumEventSize: 100)
        _ = try read(&reader, "id: 7\nretry: 20\ndata: a\n\nid: 8\ndata: b")
        reader.resumed()
        #expect(reader.lastEventID == "7" && reader.retry == .milliseconds(20))
        #expect(try read(&reader, "id: 8\ndata: bc\n\n") == ["bc"])
    }

    @Test func aServerCannotLetUsWaitForEver() throws {
        var reader = EventReader(maximumEventSize: 100)
        _ = try read(&reader, "retry: 99999999\n\n")
        #expect(reader.retry == .seconds(60))
    }

    @Test func attemptsBecomeRarer() {
        var backoff = Backoff()
        let waits = (0..<9).map { _ in backoff.next(hadSuccess: false) }
        #expect(waits == [0, 1, 2, 4, 8, 16, 32, 60, 60].map { Duration.seconds($0) })
        #expect(backoff.next(hadSuccess: true) == .zero)
    }
}
