public import DialectGenerable

// What a user might write, in all the forms that the macros know.

/// A dish, for the
/// home cook.
@Generable
public struct Recipe: Hashable {
    /// What it is called.
    @Guide(.length(1...80))
    public var title: String
    @Guide(description: "In the order of use.", .count(1...20))
    public let ingredients: [Ingredient]
    var course: Course?
    @Guide(.range(0...1))
    var saltiness: Double
    var servings: Int = 4
    var notes: [String: [String]] = [:]
    var `default` = true
    var isLong: Bool { ingredients.count > 10 }
    static let kind = "recipe"
}

@Generable
public struct Ingredient: Hashable {
    var name: String
    /// In grams.
    @Guide(.minimum(0))
    var amount: Double?
}

/// When it is eaten.
@Generable
enum Course: Hashable {
    /// Before all else.
    case starter
    case main, dessert
}

@Generable
enum Level: Int { case low = 1, middle, high = 10 }

@Generable
enum Priority { case low, high, highest }

@Generable
enum Unit: String { case celsius = "°C", fahrenheit = "°F" }

@Generable
enum Shape: Hashable {
    /// Round.
    /// - Parameter radius: In metres.
    case circle(radius: Double)
    case box(width: Double, height: Double = 2)
    case text(String)
    case pair(Int, Int?)
    @Guide(description: "None at all.")
    case nothing
    case inside(in: Level, name: String?)
}

@Generable(description: "Something that happened.", discriminator: "kind")
enum Incident: Hashable {
    case began(type: String)
    case ended
}

@Generable
struct Comment: Hashable {
    var text: String
    /// What others said of it.
    var replies: [Comment]
}

@Generable
indirect enum Expression: Hashable {
    case number(Double)
    case sum(left: Expression, right: Expression)
    case call(Call)
}

@Generable
struct Call: Hashable {
    var name: String
    var arguments: [Expression]
}

@Generable
struct Page<Item: Generable> {
    var items: [Item]
    var next: String?
}

@Generable
struct Nothing: Hashable {}

/// Types within types see what is beside them.
enum Outer {
    struct Written: Generable, Hashable {
        var letter: String
        static let jsonSchema: JSONValue = [
            "type": "object", "properties": ["letter": ["$ref": "#/$defs/Letter"]], "required": ["letter"],
            "$defs": ["Letter": ["type": "string", "maxLength": 1]],
        ]
    }

    @Generable
    struct Inner: Hashable {
        fileprivate var written: Written
        var all: [Written]

        init(letter: String) {
            written = Written(letter: letter)
            all = [written]
        }
    }
}

@Generable
struct Renamed: Hashable {
    var zipCode: String
    var isKnown = false

    enum CodingKeys: String, CodingKey { case zipCode = "zip_code" }
}

/// What stands in an extension has its access.
public enum Kitchen {}

public extension Kitchen {
    @Generable
    struct Appliance: Hashable {
        public var name: String
        var parts: [Self] = []
    }
}

@Generable
struct Limits: Hashable {
    var most: Int? = 5
    @Guide(description: "In words.", .minimumLength(1))
    var reason: String? = "none"
}

@Generable
struct Coffee: Hashable {
    @Guide(.range(0.1...0.7))
    var milk: Float
    @Guide(.range(0.1...1))
    var sugar: Double
}

@Generable
indirect enum Tree: Hashable {
    case leaf(weight: Int? = 5)
    case node(left: Self, others: [Self])
}

@Generable
enum Either<First: Generable, Second: Generable> {
    case first(First)
    case second(Second, next: [Self])
}

@Generable
enum Code: Int { case a = 0x10, b, c = 0b11, d, e = -0o10, f, g = 1_0, h }

/// These take something else than a decoder and an encoder.
@Generable
struct Loaded: Hashable {
    var name: String

    init(from name: String) { self.name = name }
    func encode(to text: inout String) { text = name }
}

/// A word that is read and written in its own way.
@Generable
enum Answer: Hashable {
    case yes, no

    init(from decoder: any Decoder) throws {
        self = try decoder.singleValueContainer().decode(String.self).hasPrefix("y") ? .yes : .no
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self == .yes ? "y" : "n")
    }
}

@Generable
enum Reading: Hashable {
    case value(Int)

    init(from decoder: any Decoder) throws {
        self = .value(try decoder.singleValueContainer().decode(Int.self))
    }
}
