import Dialect

/// What the macros make of a type, by hand: this package does without them.
struct Plan: Generable {
    var title: String
    var steps: [Step]

    struct Step: Generable {
        var text: String
        var minutes: Int

        static let jsonSchema: JSONValue = [
            "type": "object", "properties": ["text": ["type": "string"], "minutes": ["type": "integer"]],
            "required": ["text", "minutes"], "additionalProperties": false,
        ]

        struct PartiallyGenerated: PartialValue {
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
        "properties": ["title": ["type": "string"], "steps": ["type": "array", "items": Step.jsonSchema]],
        "required": ["title", "steps"], "additionalProperties": false,
    ]

    struct PartiallyGenerated: PartialValue {
        var title: String?
        var steps: [Step.PartiallyGenerated]?

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            switch path.first {
            case .key("title")?: title.apply(change, at: path.dropFirst())
            case .key("steps")?: steps.apply(change, at: path.dropFirst())
            default: break
            }
        }
    }
}

/// The same without a partial type of its own: its snapshots are trees.
struct LoosePlan: Generable {
    var title: String
    var steps: [Plan.Step]

    static let jsonSchema = Plan.jsonSchema
}

/// An enumeration with associated values, whose case is known when its name was written.
enum Document: Generable {
    case plan(title: String, steps: [Plan.Step])
    case note(text: String)

    static let jsonSchema: JSONValue = [
        "anyOf": [
            [
                "type": "object",
                "properties": [
                    "type": ["type": "string", "enum": ["plan"]], "title": ["type": "string"],
                    "steps": ["type": "array", "items": Plan.Step.jsonSchema],
                ],
                "required": ["type", "title", "steps"], "additionalProperties": false,
            ],
            [
                "type": "object",
                "properties": ["type": ["type": "string", "enum": ["note"]], "text": ["type": "string"]],
                "required": ["type", "text"], "additionalProperties": false,
            ],
        ]
    ]

    private enum CodingKeys: String, CodingKey { case type, title, steps, text }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self =
            try container.decode(String.self, forKey: .type) == "plan"
            ? .plan(
                title: try container.decode(String.self, forKey: .title),
                steps: try container.decode([Plan.Step].self, forKey: .steps))
            : .note(text: try container.decode(String.self, forKey: .text))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .plan(let title, let steps):
            try container.encode("plan", forKey: .type)
            try container.encode(title, forKey: .title)
            try container.encode(steps, forKey: .steps)
        case .note(let text):
            try container.encode("note", forKey: .type)
            try container.encode(text, forKey: .text)
        }
    }

    enum PartiallyGenerated: PartialValue {
        case undetermined(JSONValue)
        case plan(title: String?, steps: [Plan.Step.PartiallyGenerated]?)
        case note(text: String?)

        init() { self = .undetermined([:]) }

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            guard case .key(let key)? = path.first else {
                if case .beganObject = change { self = Self() }
                return
            }
            switch self {
            case .undetermined(var written):
                self = .undetermined(.null)
                written.apply(change, at: path)
                self = .undetermined(written)
                if key == "type", case .ended = change { determine(written) }
            case .plan(var title, var steps):
                self = .undetermined(.null)
                switch key {
                case "title": title.apply(change, at: path.dropFirst())
                case "steps": steps.apply(change, at: path.dropFirst())
                default: break
                }
                self = .plan(title: title, steps: steps)
            case .note(var text):
                self = .undetermined(.null)
                if key == "text" { text.apply(change, at: path.dropFirst()) }
                self = .note(text: text)
            }
        }

        /// The name comes first here, so that nothing else was written yet.
        private mutating func determine(_ written: JSONValue) {
            self = written["type"] == "plan" ? .plan(title: nil, steps: nil) : .note(text: nil)
        }
    }
}

/// An object with one long text.
struct Story: Generable {
    var title: String
    var text: String

    static let jsonSchema: JSONValue = [
        "type": "object", "properties": ["title": ["type": "string"], "text": ["type": "string"]],
        "required": ["title", "text"], "additionalProperties": false,
    ]

    struct PartiallyGenerated: PartialValue {
        var title: String?
        var text: String?

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            switch path.first {
            case .key("title")?: title.apply(change, at: path.dropFirst())
            case .key("text")?: text.apply(change, at: path.dropFirst())
            default: break
            }
        }
    }
}
