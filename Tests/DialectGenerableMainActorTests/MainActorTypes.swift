import DialectGenerable

// In a module whose declarations belong to the main actor, and which calls its own what the macros' code speaks of.

struct Encoder {}
struct Decoder {}
struct DecodingError {}
struct CodingKey {}
struct ArraySlice {}
enum Dialect {}

/// A dish.
@Generable
struct Dish {
    @Guide(.minimumLength(1))
    var title: String
    var course: Course?
    var level: Level = .low
    var unit: Unit?
    var servings: Int? = 4
    var parts: [Self] = []
    var shapes: [Shape] = []
}

@Generable
enum Course { case starter, main }

@Generable
enum Level: Int { case low = 0x10, high }

@Generable
enum Unit: String { case gram = "g" }

@Generable
indirect enum Shape {
    case circle(radius: Double? = 1)
    case group([Self])
    case nothing
}

@Generable
struct Page<Item: Generable> {
    var items: [Item]
    var next: String?
}

@Generable
struct Nothing {}

enum Kitchen {}

extension Kitchen {
    @Generable
    struct Appliance {
        var name: String
    }
}
