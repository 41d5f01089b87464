import Dialect

/// A small generator that gives the same values for the same seed everywhere (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Random JSON: values, texts of values with all the freedom that spelling leaves, and texts with faults.
struct RandomJSON {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    mutating func value(depth: Int = 0) -> JSONValue {
        switch chance(depth > 4 ? 5 : 8) {
        case 0: return .null
        case 1: return .bool(chance(2) == 0)
        case 2: return .integer(Int(truncatingIfNeeded: random.next()) >> chance(64))
        case 3: return .number(JSONNumber(Double.random(in: -1e6...1e6, using: &random)))
        case 4: return .string(string())
        case 5: return .array((0..<chance(5)).map { _ in value(depth: depth + 1) })
        default:
            var object = JSONObject()
            for index in 0..<chance(chance(10) == 0 ? 30 : 5) {
                // The number keeps keys apart, whatever the text before it is.
                object["\(string())\(index)"] = value(depth: depth + 1)
            }
            return .object(object)
        }
    }

    private mutating func string() -> String {
        let alphabet: [Character] = ["a", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{1}", "é", "ß", "漢", "😀", "\u{7F}"]
        return String((0..<chance(12)).map { _ in alphabet[chance(alphabet.count)] })
    }

    /// A JSON text of `value`, with random white space, escapes and spellings of numbers.
    mutating func text(of value: JSONValue) -> String {
        func joined(_ parts: [String]) -> String { parts.joined(separator: ",") }
        let core: String
        switch value {
        case .string(let text): core = quoted(text)
        case .number(let number) where abs(number.doubleValue) < 1e9 && chance(3) == 0:
            core = "\(number.literal)\(number.intValue == nil ? "" : ".0")"
        case .array(let elements):
            var parts: [String] = []
            for element in elements { parts.append(text(of: element)) }
            core = "[\(space())\(joined(parts))]"
        case .object(let object):
            var parts: [String] = []
            for (key, member) in object { parts.append("\(space())\(quoted(key))\(space()):\(text(of: member))") }
            core = "{\(space())\(joined(parts))}"
        default: core = value.jsonText
        }
        return space() + core + space()
    }

    private mutating func space() -> String {
        chance(4) == 0 ? [" ", "\n", "\t", "\r", "  \r\n"][chance(5)] : ""
    }

    private mutating func quoted(_ text: String) -> String {
        var result = "\""
        for unit in text.unicodeScalars {
            if chance(4) == 0 {
                for half in String(unit).utf16 {
                    let digits = String(half, radix: 16, uppercase: chance(2) == 0)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result += JSONValue.string(String(unit)).jsonText.dropFirst().dropLast()
            }
        }
        return result + "\""
    }

    /// The bytes of a text with one to three random faults.
    mutating func mutation(of text: String) -> [UInt8] {
        let spice = Array("{}[]:,\"\\/ \n\u{1}0123456789-+.eEtrufalsn".utf8) + [0x80, 0xC3, 0xFF]
        var bytes = Array(text.utf8)
        for _ in 0...chance(3) where !bytes.isEmpty {
            let place = chance(bytes.count)
            switch chance(5) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(spice[chance(spice.count)], at: place)
            case 2: bytes[place] = spice[chance(spice.count)]
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + chance(6)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + chance(8))], at: place)
            }
        }
        return bytes
    }
}
