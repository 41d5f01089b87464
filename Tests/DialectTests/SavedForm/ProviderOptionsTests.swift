import Dialect
import Foundation
import Testing

/// Options and metadata are typed for those who know the provider, raw JSON for all others.
struct ProviderOptionsTests {
    @Test func typedAndRawAreTheSame() throws {
        var typed = ProviderOptions()
        typed[Toy.self].tier = "flex"
        typed[Toy.self].limit = 3
        var raw = ProviderOptions()
        raw[raw: "toy"] = ["limit": 3, "tier": "flex"]
        #expect(typed == raw)
        #expect(typed.hashValue == raw.hashValue)
        #expect(raw[Toy.self] == typed[Toy.self])
        #expect(typed[raw: "toy"] == ["limit": 3, "tier": "flex"])
        try expectGolden(typed, #"{"toy":{"limit":3,"tier":"flex"}}"#)
        try expectGolden(raw, #"{"toy":{"limit":3,"tier":"flex"}}"#)
    }

    @Test func whatTheTypeDoesNotKnowIsKeptUntilItIsWritten() throws {
        let saved = Data(#"{"other":{"x":[1]},"toy":{"new":true,"tier":"flex"}}"#.utf8)
        var options = try JSONDecoder().decode(ProviderOptions.self, from: saved)
        #expect(options[Toy.self].tier == "flex")
        #expect(options[raw: "toy"]?["new"] == true)
        #expect(options[raw: "other"] == ["x": [1]])
        options[Toy.self].tier = nil
        #expect(options[raw: "toy"] == [:])
        #expect(options[raw: "other"] == ["x": [1]])
    }

    @Test func rawJSONOfAnotherShapeIsAnErrorForTheProvider() throws {
        var options = ProviderOptions()
        #expect(try options.decode(Toy.self) == nil)
        #expect(options.isEmpty)
        options[raw: "toy"] = ["limit": "many"]
        #expect(options[Toy.self] == Toy.Options())
        #expect(throws: DecodingError.self) { try options.decode(Toy.self) }
        #expect(!options.isEmpty)
    }

    @Test func metadataMergesByProviderAndMember() {
        var metadata = Toy.metadata("a")
        metadata[raw: "other"] = 1
        metadata.merge(Toy.metadata("b"))
        #expect(metadata[Toy.self].itemID == "b")
        #expect(metadata[raw: "other"] == 1)
        var more = ProviderMetadata()
        more[raw: "toy"] = ["phase": "final"]
        more[raw: "other"] = ["x": 2]
        metadata.merge(more)
        #expect(metadata[raw: "toy"] == ["itemID": "b", "phase": "final"])
        #expect(metadata[raw: "other"] == ["x": 2])
        metadata[raw: "toy"] = ["itemID": 7]
        #expect(metadata[Toy.self] == Toy.Metadata())
        #expect(metadata.decode(Toy.Metadata.self, named: "toy") == nil)
    }
}
