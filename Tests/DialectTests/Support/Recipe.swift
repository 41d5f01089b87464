import Dialect

/// A type that was made generable by hand.
struct Recipe: Generable, Hashable {
    var title: String
    var servings: Int?
    var steps: [Step]

    struct Step: Generable, Hashable {
        var text: String
        var minutes: Int?

        static let jsonSchema: JSONValue = [
            "type": "object",
            "properties": ["text": ["type": "string"], "minutes": ["type": "integer", "minimum": 1]],
            "required": ["text"], "additionalProperties": false,
        ]

        struct PartiallyGenerated: PartialValue, Hashable {
            var text: String?
            var minutes: Int?

            mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
                switch path.first {
                case .key("text")?: text.apply(change, at: path.dropFirst())
                case .key("minutes")?: minutes.apply(change, at: path.dropFirst())
                default: break
                }
            }
        }
    }

    static let jsonSchema: JSONValue = [
        "type": "object",
        "properties": [
            "title": ["type": "string"], "servings": ["type": "integer"],
            "steps": ["type": "array", "items": Step.jsonSchema],
        ],
        "required": ["title", "steps"], "additionalProperties": false,
    ]

    struct PartiallyGenerated: PartialValue, Hashable {
        var title: String?
        var servings: Int?
        var steps: [Step.PartiallyGenerated]?

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            switch path.first {
            case .key("title")?: title.apply(change, at: path.dropFirst())
            case .key("servings")?: servings.apply(change, at: path.dropFirst())
            case .key("steps")?: steps.apply(change, at: path.dropFirst())
            default: break
            }
        }
    }

    static let soup = Recipe(
        title: "Soup", servings: 2, steps: [Step(text: "Cut", minutes: 5), Step(text: "Boil", minutes: nil)])
    static let soupText = #"{"title":"Soup","servings":2,"steps":[{"text":"Cut","minutes":5},{"text":"Boil"}]}"#
}

/// One of a few words.
enum Mood: String, Generable, CaseIterable {
    case happy, sad

    static let jsonSchema: JSONValue = ["type": "string", "enum": ["happy", "sad"]]
}
