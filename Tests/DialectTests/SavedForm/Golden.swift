import Dialect
import Foundation
import Testing

/// Checks that `value` is saved as `golden` and read from it, so that what people saved can always be read.
///
/// The golden text may be laid out freely, but its keys must be sorted.
func expectGolden<Value: Codable & Equatable>(
    _ value: Value, _ golden: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let saved = String(decoding: try encoder.encode(value), as: UTF8.self)
    #expect(saved == (try JSONValue(parsing: golden).jsonText), sourceLocation: sourceLocation)
    let read = try JSONDecoder().decode(Value.self, from: Data(golden.utf8))
    #expect(read == value, sourceLocation: sourceLocation)
}

/// A provider that exists only here.
enum Toy: ProviderNamespace {
    static let name = "toy"

    struct Options: ProviderValue {
        var tier: String?
        var limit: Int?
        init() {}
    }

    struct Metadata: ProviderValue {
        var itemID: String?
        init() {}
    }

    static func metadata(_ itemID: String) -> ProviderMetadata {
        var metadata = ProviderMetadata()
        metadata[Toy.self].itemID = itemID
        return metadata
    }
}
