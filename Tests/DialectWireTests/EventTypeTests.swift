import Testing

/// What each type of event becomes, one by one.
@Suite struct EventTypeTests {
    @Test(arguments: EventTypes.cases) func becomesItsParts(_ example: EventCase) {
        #expect(ParsedStream(example.events).lines == example.lines)
    }

    @Test(arguments: EventTypes.cases) func showsTheTypeItIsAbout(_ example: EventCase) {
        let isShown = example.events.split(separator: "\n").contains {
            $0 == example.type || $0.hasPrefix(#"{"type":"\#(example.type)""#)
        }
        #expect(isShown)
    }

    @Test(arguments: EventTypes.all) func everyTypeHasACase(_ type: String) {
        #expect(EventTypes.cases.contains { $0.type == type })
    }

    @Test func everyTypeIsListedOnce() {
        #expect(Set(EventTypes.all).count == EventTypes.all.count)
        #expect(Set(EventTypes.cases.map(\.type)).isSubset(of: EventTypes.all))
    }
}
