import DialectGenerable
import Testing

@Suite("A value that a model wrote")
struct CodingTests {
    /// Values of each type, as a model might write them.
    static let written: [(any Generable.Type, JSONValue)] = [
        (Course.self, "main"), (Level.self, 2), (Unit.self, "°F"), (Nothing.self, [:]),
        (Shape.self, ["type": "circle", "radius": 2]), (Shape.self, ["type": "box", "width": 1, "height": 3]),
        (Shape.self, ["type": "text", "value": "hi"]), (Shape.self, ["type": "pair", "value1": 3]),
        (Shape.self, ["type": "nothing"]), (Shape.self, ["type": "inside", "in": 10, "name": "x"]),
        (Incident.self, ["kind": "began", "type": "rain"]),
        (Comment.self, ["text": "a", "replies": [["text": "b", "replies": []]]]),
        (
            Expression.self,
            [
                "type": "sum", "left": ["type": "number", "value": 1],
                "right": ["type": "call", "value": ["name": "f", "arguments": [["type": "number", "value": 2]]]],
            ]
        ),
        (Page<Int>.self, ["items": [1, 2], "next": "x"]), (Renamed.self, ["zip_code": "9000"]),
        (Kitchen.Appliance.self, ["name": "oven", "parts": [["name": "door", "parts": []]]]),
        (Limits.self, ["most": 1, "reason": nil]), (Limits.self, ["most": nil, "reason": "x"]),
        (Tree.self, ["type": "leaf", "weight": nil]), (Tree.self, ["type": "leaf", "weight": 1]),
        (
            Tree.self,
            ["type": "node", "left": ["type": "leaf", "weight": nil], "others": [["type": "leaf", "weight": 2]]]
        ),
        (Either<Int, Bool>.self, ["type": "second", "value1": true, "next": [["type": "first", "value": 1]]]),
        (Code.self, 17), (Code.self, -7), (Loaded.self, ["name": "x"]), (Answer.self, "y"),
        (Outer.Inner.self, ["written": ["letter": "a"], "all": [["letter": "b"]]]),
    ]

    @Test("is decoded, and encoded as it was", arguments: written)
    func roundTrip(_ type: any Generable.Type, _ value: JSONValue) throws {
        #expect(try Self.encoded(type, value) == value)
    }

    @Test("may leave out what is optional or has a default, or say null")
    func absence() throws {
        let recipe = try (["title": "Soup", "ingredients": [], "saltiness": 1, "course": nil] as JSONValue)
            .decode(Recipe.self)
        #expect(recipe == Recipe(title: "Soup", ingredients: [], saltiness: 1))
        #expect(try (["type": "box", "width": 1] as JSONValue).decode(Shape.self) == .box(width: 1, height: 2))
    }

    @Test("may say null where that is not absence, and then it is not the default")
    func absenceAndNull() throws {
        #expect(try ([:] as JSONValue).decode(Limits.self) == Limits(most: 5, reason: "none"))
        #expect(try (["most": nil, "reason": nil] as JSONValue).decode(Limits.self) == Limits(most: nil, reason: nil))
        #expect(try (["type": "leaf"] as JSONValue).decode(Tree.self) == .leaf(weight: 5))
        #expect(try (["type": "leaf", "weight": nil] as JSONValue).decode(Tree.self) == .leaf(weight: nil))
    }

    @Test("is read and written as its type says, where that says so")
    func ownCoding() throws {
        #expect(try ("yeah" as JSONValue).decode(Answer.self) == .yes)
        #expect(try (7 as JSONValue).decode(Reading.self) == .value(7))
        #expect(try JSONValue(encoding: Reading.value(7)) == ["type": "value", "value": 7])
    }

    @Test("of an unknown case is refused in words that name the known")
    func unknownCase() {
        #expect(Self.complaint(Shape.self, ["type": "hexagon"])?.contains("circle, box, text") == true)
        #expect(Self.complaint(Course.self, "soup")?.contains("must be one of starter, main, dessert, is soup") == true)
        #expect(Self.complaint(Shape.self, ["radius": 2]) != nil)
    }

    private static func encoded<Value: Generable>(_ type: Value.Type, _ value: JSONValue) throws -> JSONValue {
        try JSONValue(encoding: value.decode(type))
    }

    private static func complaint(_ type: (some Generable).Type, _ value: JSONValue) -> String? {
        do {
            _ = try value.decode(type)
            return nil
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        } catch {
            return "\(error)"
        }
    }
}
