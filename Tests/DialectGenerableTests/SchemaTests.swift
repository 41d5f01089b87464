import DialectGenerable
import Testing

@Suite("The schema of a generable type")
struct SchemaTests {
    @Test("says what the properties are, which are required, and what is said of them")
    func structure() {
        #expect(
            Recipe.jsonSchema == [
                "type": "object", "description": "A dish, for the home cook.",
                "properties": [
                    "title": [
                        "type": "string", "minLength": 1, "maxLength": 80, "description": "What it is called.",
                    ],
                    "ingredients": [
                        "type": "array", "minItems": 1, "maxItems": 20, "description": "In the order of use.",
                        "items": [
                            "type": "object",
                            "properties": [
                                "name": ["type": "string"],
                                "amount": ["type": "number", "minimum": 0, "description": "In grams."],
                            ],
                            "required": ["name"], "additionalProperties": false,
                        ],
                    ],
                    "course": [
                        "type": "string", "enum": ["starter", "main", "dessert"],
                        "description": "When it is eaten.\n- `starter`: Before all else.",
                    ],
                    "saltiness": ["type": "number", "minimum": 0, "maximum": 1],
                    "servings": ["type": "integer", "default": 4],
                    "notes": [
                        "type": "object", "default": [:],
                        "additionalProperties": ["type": "array", "items": ["type": "string"]],
                    ],
                    "default": ["type": "boolean", "default": true],
                ],
                "required": ["title", "ingredients", "saltiness"], "additionalProperties": false,
            ])
    }

    @Test("keeps the order of the source, in which models write")
    func order() {
        #expect(Recipe.jsonSchema["properties"]?.objectValue?.keys.prefix(3) == ["title", "ingredients", "course"])
    }

    @Test("has raw values where there are some")
    func rawValues() {
        #expect(Level.jsonSchema == ["type": "integer", "enum": [1, 2, 10]])
        #expect(Unit.jsonSchema == ["type": "string", "enum": ["°C", "°F"]])
        #expect(Code.jsonSchema == ["type": "integer", "enum": [16, 17, 3, 4, -8, -7, 10, 11]])
    }

    @Test("allows null where that is not the same as absence")
    func nullability() {
        #expect(
            Limits.jsonSchema["properties"] == [
                "most": ["anyOf": [["type": "integer"], ["type": "null"]], "default": 5],
                "reason": [
                    "anyOf": [["type": "string", "minLength": 1], ["type": "null"]], "description": "In words.",
                    "default": "none",
                ],
            ])
        #expect(Limits.jsonSchema["required"] == nil)
        let weight: JSONValue = ["anyOf": [["type": "integer"], ["type": "null"]], "default": 5]
        #expect(Tree.jsonSchema["anyOf"]?[0]?["properties"]?["weight"] == weight)
    }

    @Test("is one object for each case with associated values")
    func union() {
        #expect(
            Shape.jsonSchema["anyOf"]?[0] == [
                "type": "object", "description": "Round.",
                "properties": [
                    "type": ["type": "string", "const": "circle"],
                    "radius": ["type": "number", "description": "In metres."],
                ],
                "required": ["type", "radius"], "additionalProperties": false,
            ])
        #expect(Shape.jsonSchema["anyOf"]?[1]?["required"] == ["type", "width"])
        #expect(Shape.jsonSchema["anyOf"]?[1]?["properties"]?["height"] == ["type": "number", "default": 2])
        #expect(Shape.jsonSchema["anyOf"]?[2]?["required"] == ["type", "value"])
        #expect(Shape.jsonSchema["anyOf"]?[3]?["required"] == ["type", "value1"])
        #expect(Shape.jsonSchema["anyOf"]?[4]?["description"] == "None at all.")
        #expect(Incident.jsonSchema["anyOf"]?[0]?["required"] == ["kind", "type"])
        #expect(Incident.jsonSchema["description"] == "Something that happened.")
    }

    @Test("refers to itself by name, and is whole without that")
    func recursion() {
        let reference: JSONValue = ["$ref": "#/$defs/Comment"]
        let properties: JSONValue = [
            "text": ["type": "string"],
            "replies": ["type": "array", "items": reference, "description": "What others said of it."],
        ]
        let body: JSONValue = [
            "type": "object", "properties": properties, "required": ["text", "replies"], "additionalProperties": false,
        ]
        var whole = body
        whole["$defs"] = ["Comment": body]
        #expect(Comment.jsonSchema == whole)
        #expect([Comment].jsonSchema == ["type": "array", "items": reference, "$defs": ["Comment": body]])
        #expect(Page<Comment>.jsonSchema["$defs"]?.objectValue?.keys == ["Comment"])
        #expect(Set(Expression.jsonSchema["$defs"]?.objectValue?.keys ?? []) == ["Expression", "Call"])
    }

    @Test("takes in the definitions of a schema by hand")
    func handWritten() {
        let letter: JSONValue = [
            "type": "object", "properties": ["letter": ["type": "string", "maxLength": 1]], "required": ["letter"],
        ]
        #expect(Outer.Inner.jsonSchema["properties"]?["written"] == letter)
        #expect(Outer.Inner.jsonSchema["properties"]?["all"] == ["type": "array", "items": letter])
        #expect(Outer.Inner.jsonSchema["$defs"] == nil)
    }

    @Test("has the names and the choice of coding keys")
    func codingKeys() {
        #expect(
            Renamed.jsonSchema == [
                "type": "object", "properties": ["zip_code": ["type": "string"]], "required": ["zip_code"],
                "additionalProperties": false,
            ])
    }

    @Test("has the bounds of numbers as they were written")
    func bounds() {
        #expect(
            Coffee.jsonSchema["properties"] == [
                "milk": ["type": "number", "minimum": 0.1, "maximum": 0.7],
                "sugar": ["type": "number", "minimum": 0.1, "maximum": 1],
            ])
    }

    @Test("of whole numbers has their bounds")
    func integers() {
        #expect(UInt8.jsonSchema == ["type": "integer", "minimum": 0, "maximum": 255])
        #expect(UInt64.jsonSchema == ["type": "integer", "minimum": 0])
        #expect(Int64.jsonSchema == ["type": "integer"])
    }
}
