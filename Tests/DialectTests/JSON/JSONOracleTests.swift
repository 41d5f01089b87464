import Dialect
import Foundation
import Testing

/// Our reader against Foundation's: the same texts are JSON, and they mean the same.
///
/// A failure names the seed; put it into `seeds` alone to see it again. Foundation differs in three known points: it
/// allows a comma after the last member, it refuses numbers that no Double holds, and of equal keys (which these
/// seeds do not make) `JSONDecoder` takes the first, while `JSONSerialization` takes the last as we do.
struct JSONOracleTests {
    static let seeds: Range<UInt64> = 0..<24

    @Test(arguments: seeds)
    func readsWhatFoundationReads(_ seed: UInt64) throws {
        var generator = RandomJSON(seed: seed)
        for round in 0..<60 {
            let value = generator.value()
            let text = generator.text(of: value)
            let comment: Comment = "seed \(seed), round \(round): \(text)"
            #expect(try JSONValue(parsing: text) == value, comment)
            let oracle = try JSONDecoder().decode(Oracle.self, from: Data(text.utf8))
            #expect(oracle.agrees(with: value), comment)
        }
    }

    @Test(arguments: seeds)
    func refusesWhatFoundationRefuses(_ seed: UInt64) throws {
        var generator = RandomJSON(seed: seed &+ 1000)
        for round in 0..<60 {
            let text = generator.text(of: generator.value())
            for _ in 0..<5 { compare(generator.mutation(of: text), "seed \(seed), round \(round)") }
        }
    }

    private func compare(_ bytes: [UInt8], _ place: String) {
        let result = Result { () throws(JSONError) in try JSONValue(parsing: bytes) }
        let oracle = try? JSONDecoder().decode(Oracle.self, from: Data(bytes))
        let comment: Comment = "\(place): \(bytes) \(String(decoding: bytes, as: UTF8.self))"
        switch (result, oracle) {
        case (.failure, nil): break
        case (.success(let ours), let oracle?): #expect(oracle.agrees(with: ours), comment)
        case (.failure(let error), _?):
            let isTrailingComma = error.message.hasPrefix("Expected another member")
            #expect(isTrailingComma, "Foundation accepts it; \(error). \(comment)")
        case (.success(let ours), nil):
            // The two documented leniencies give U+FFFD.
            let isLenient = ours.jsonText.contains("\u{FFFD}") || Self.hasImmenseNumber(ours)
            #expect(isLenient, "Foundation refuses it. \(comment)")
        }
    }

    private static func hasImmenseNumber(_ value: JSONValue) -> Bool {
        switch value {
        case .number(let number): !number.doubleValue.isFinite || (number.doubleValue == 0 && number != 0)
        case .array(let elements): elements.contains(where: hasImmenseNumber)
        case .object(let object): object.contains { hasImmenseNumber($0.value) }
        default: false
        }
    }

    @Test func nestingIsBoundedAsFoundationBoundsIt() {
        for depth in [JSONReader.maximumDepth - 1, JSONReader.maximumDepth, JSONReader.maximumDepth + 1] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let ours = (try? JSONValue(parsing: text)) != nil
            let foundation = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
            #expect(ours == foundation, "depth \(depth)")
        }
    }
}

/// JSON as `JSONDecoder` understands it.
private enum Oracle: Decodable {
    case null
    case bool(Bool)
    case number(Double, Int?)
    case string(String)
    case array([Oracle])
    case object([String: Oracle])

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.singleValueContainer() {
            if container.decodeNil() {
                self = .null
                return
            }
            if let value = try? container.decode(Bool.self) {
                self = .bool(value)
                return
            }
            if let value = try? container.decode(Double.self) {
                self = .number(value, try? container.decode(Int.self))
                return
            }
            if let value = try? container.decode(String.self) {
                self = .string(value)
                return
            }
        }
        if var container = try? decoder.unkeyedContainer() {
            var elements: [Oracle] = []
            while !container.isAtEnd { elements.append(try container.decode(Oracle.self)) }
            self = .array(elements)
            return
        }
        self = .object(try decoder.singleValueContainer().decode([String: Oracle].self))
    }

    func agrees(with value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let double, let int), .number(let number)):
            double == number.doubleValue && (int == nil || number.intValue == nil || int == number.intValue)
        case (.string(let left), .string(let right)): Array(left.utf8) == Array(right.utf8)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.agrees(with: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, member in right[key].map { member.agrees(with: $0) } ?? false }
        default: false
        }
    }
}
