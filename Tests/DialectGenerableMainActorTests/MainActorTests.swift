import DialectGenerable
import Testing

@Suite("Types of the main actor")
struct MainActorTests {
    @Test("are written and read like others")
    func roundTrip() throws {
        let written: JSONValue = [
            "title": "Soup", "course": "main", "level": 17, "unit": "g", "servings": nil,
            "parts": [["title": "Stock", "level": 16, "servings": 4, "parts": [], "shapes": []]],
            "shapes": [["type": "group", "value": [["type": "circle", "radius": nil], ["type": "nothing"]]]],
        ]
        #expect(try JSONValue(encoding: written.decode(Dish.self)) == written)
        #expect(try JSONValue(encoding: (["items": [[:]]] as JSONValue).decode(Page<Nothing>.self)) == ["items": [[:]]])
        #expect(try (["name": "oven"] as JSONValue).decode(Kitchen.Appliance.self).name == "oven")
    }

    @Test("are shown and described off the main actor")
    func partialValues() async {
        let (title, schema) = await Self.read()
        #expect(title == "Soup")
        #expect(schema["properties"]?["title"]?["minLength"] == 1)
    }

    @concurrent
    private static func read() async -> (String?, JSONValue) {
        let dish = Dish.PartiallyGenerated(written: ["title": "Soup", "course": "main"])
        return (dish.title, Dish.jsonSchema)
    }
}
