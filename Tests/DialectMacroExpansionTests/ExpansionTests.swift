import SwiftDiagnostics
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@Suite("What @Generable writes")
struct ExpansionTests {
    @Test("A structure gets its schema, a type for half-written values, and Codable")
    func structure() {
        expectExpansion(
            of: #"""
                /// A city.
                @Generable
                public struct City {
                    /// As it is written there.
                    @Guide(.minimumLength(1))
                    public var name: String
                    var people: Int?
                    var mayors: [Mayor] = []
                    var size: Int { name.count }
                }
                """#,
            #"""
            /// A city.
            public struct City {
                /// As it is written there.
                public var name: String
                var people: Int?
                var mayors: [Mayor] = []
                var size: Int { name.count }

                /// What there is of a value while it is being written.
                public nonisolated struct PartiallyGenerated: DialectGenerable.PartialValue {
                    public var name: String?
                    var people: Int?
                    var mayors: [Mayor.PartiallyGenerated]?

                    public init() {
                    }

                    public mutating func apply(_ change: DialectGenerable.PartialChange, at path: Swift.ArraySlice<DialectGenerable.PartialStep>) {
                        guard case .key(let key)? = path.first else {
                            if case .beganObject = change {
                                self = Self()
                            }
                            return
                        }
                        switch key {
                        case "name":
                            self.name.apply(change, at: path.dropFirst())
                        case "people":
                            self.people.apply(change, at: path.dropFirst())
                        case "mayors":
                            self.mayors.apply(change, at: path.dropFirst())
                        default:
                            break
                        }
                    }
                }

                public nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                    DialectGenerable.SchemaDefinitions.schema(of: Self.self)
                }

                public nonisolated static func jsonSchema(in definitions: inout DialectGenerable.SchemaDefinitions) -> DialectGenerable.JSONValue {
                    definitions.define(Self.self, name: "City") { definitions in
                        var object = DialectGenerable.ObjectSchema(description: "A city.")
                        object.add("name", String.self, description: "As it is written there.", guides: [.minimumLength(1)], in: &definitions)
                        object.add("people", Int.self, isRequired: false, in: &definitions)
                        object.add("mayors", [Mayor].self, isRequired: false, default: [], in: &definitions)
                        return object.jsonSchema
                    }
                }
            }

            extension City: nonisolated DialectGenerable.Generable, nonisolated Swift.Decodable, nonisolated Swift.Encodable {
                private nonisolated enum CodingKeys: Swift.String, Swift.CodingKey {
                    case name
                    case people
                    case mayors
                }

                public nonisolated init(from decoder: any Swift.Decoder) throws {
                    let properties = try DialectGenerable.PropertyReader(decoder, keyedBy: CodingKeys.self)
                    self.name = try properties.value(.name)
                    self.people = try properties.optional(.people)
                    self.mayors = try properties.optional(.mayors) ?? self.mayors
                }

                public nonisolated func encode(to encoder: any Swift.Encoder) throws {
                    var container = encoder.container(keyedBy: CodingKeys.self)
                    try container.encode(self.name, forKey: .name)
                    try container.encodeIfPresent(self.people, forKey: .people)
                    try container.encode(self.mayors, forKey: .mayors)
                }
            }
            """#)
    }

    @Test("An enumeration without associated values is known by the names of its cases")
    func choice() {
        expectExpansion(
            of: #"""
                @Generable
                enum Course {
                    /// Before all else.
                    case starter
                    case none
                }
                """#,
            #"""
            enum Course {
                /// Before all else.
                case starter
                case none

                /// What there is of a value while it is being written.
                nonisolated struct PartiallyGenerated: DialectGenerable.PartialValue {
                    private var written = ""
                    private var whole: Swift.String?

                    /// The case, once all of it is written.
                    var value: Course? {
                        switch whole {
                        case "starter":
                            Course.starter
                        case "none":
                            Course.none
                        default:
                            nil
                        }
                    }

                    init() {
                    }

                    mutating func apply(_ change: DialectGenerable.PartialChange, at path: Swift.ArraySlice<DialectGenerable.PartialStep>) {
                        written.apply(change, at: path)
                        // The name of a case may begin another.
                        if case .ended = change {
                            whole = written
                        } else {
                            whole = nil
                        }
                    }
                }

                nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                    ["type": "string", "enum": ["starter", "none"], "description": .string("- `starter`: Before all else.")]
                }
            }

            extension Course: nonisolated DialectGenerable.Generable, nonisolated Swift.Decodable, nonisolated Swift.Encodable {
                nonisolated init(from decoder: any Swift.Decoder) throws {
                    let name = try decoder.singleValueContainer().decode(Swift.String.self)
                    switch name {
                    case "starter":
                        self = .starter
                    case "none":
                        self = .none
                    default:
                        throw Swift.DecodingError.dataCorrupted(
                            Swift.DecodingError.Context(
                                codingPath: decoder.codingPath, debugDescription: "must be one of starter, none, is \(name)"))
                    }
                }

                nonisolated func encode(to encoder: any Swift.Encoder) throws {
                    var container = encoder.singleValueContainer()
                    switch self {
                    case .starter:
                        try container.encode("starter")
                    case .none:
                        try container.encode("none")
                    }
                }
            }
            """#)
    }

    @Test("An enumeration with associated values is an object that names its case")
    func union() {
        expectExpansion(
            of: #"""
                @Generable
                enum Shape {
                    case circle(radius: Double)
                    case nothing
                }
                """#,
            #"""
            enum Shape {
                case circle(radius: Double)
                case nothing

                /// What there is of a value while it is being written.
                nonisolated enum PartiallyGenerated: DialectGenerable.PartialValue {
                    /// Which case it will be is not known yet; what is written so far.
                    case undetermined(DialectGenerable.JSONValue)
                    case circle(radius: Double?)
                    case nothing

                    init() {
                        self = .undetermined([:])
                    }

                    mutating func apply(_ change: DialectGenerable.PartialChange, at path: Swift.ArraySlice<DialectGenerable.PartialStep>) {
                        guard case .key(let key)? = path.first else {
                            if case .beganObject = change {
                                self = Self()
                            }
                            return
                        }
                        switch self {
                        case .undetermined(var written):
                            // Nothing else may hold what grows, or every piece would copy it.
                            self = .undetermined(.null)
                            written.apply(change, at: path)
                            self = .undetermined(written)
                            if key == "type", case .ended = change {
                                determine(written)
                            }
                        case .circle(var value0):
                            self = .undetermined(.null)
                            switch key {
                            case "radius":
                                value0.apply(change, at: path.dropFirst())
                            default:
                                break
                            }
                            self = .circle(radius: value0)
                        case .nothing:
                            break
                        }
                    }

                    private mutating func determine(_ written: DialectGenerable.JSONValue) {
                        switch written["type"]?.stringValue {
                        case "circle":
                            self = .circle(radius: nil)
                        case "nothing":
                            self = .nothing
                        default:
                            return
                        }
                        for (key, value) in written.objectValue ?? [:] {
                            apply(written: value, at: [.key(key)])
                        }
                    }
                }

                nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                    DialectGenerable.SchemaDefinitions.schema(of: Self.self)
                }

                nonisolated static func jsonSchema(in definitions: inout DialectGenerable.SchemaDefinitions) -> DialectGenerable.JSONValue {
                    definitions.define(Self.self, name: "Shape") { definitions in
                        var case0 = DialectGenerable.ObjectSchema()
                        case0.add("type", constant: "circle")
                        case0.add("radius", Double.self, in: &definitions)
                        var case1 = DialectGenerable.ObjectSchema()
                        case1.add("type", constant: "nothing")
                        return ["anyOf": [case0.jsonSchema, case1.jsonSchema]]
                    }
                }
            }

            extension Shape: nonisolated DialectGenerable.Generable, nonisolated Swift.Decodable, nonisolated Swift.Encodable {
                private nonisolated enum CodingKeys: Swift.String, Swift.CodingKey {
                    case _case = "type"
                    case radius
                }

                nonisolated init(from decoder: any Swift.Decoder) throws {
                    let properties = try DialectGenerable.PropertyReader(decoder, keyedBy: CodingKeys.self)
                    let name: Swift.String = try properties.value(._case)
                    switch name {
                    case "circle":
                        self = .circle(radius: try properties.value(.radius))
                    case "nothing":
                        self = .nothing
                    default:
                        throw properties.unknownCase(name, ._case, expected: ["circle", "nothing"])
                    }
                }

                nonisolated func encode(to encoder: any Swift.Encoder) throws {
                    var container = encoder.container(keyedBy: CodingKeys.self)
                    switch self {
                    case .circle(let value0):
                        try container.encode("circle", forKey: ._case)
                        try container.encode(value0, forKey: .radius)
                    case .nothing:
                        try container.encode("nothing", forKey: ._case)
                    }
                }
            }
            """#)
    }

    @Test("A constant is not the model's to write, and a warning says so")
    func constants() {
        expectExpansion(
            of: "@Generable\nstruct City {\n    let version = 1\n}",
            #"""
            struct City {
                let version = 1

                /// What there is of a value while it is being written.
                nonisolated struct PartiallyGenerated: DialectGenerable.PartialValue {
                    init() {
                    }

                    mutating func apply(_ change: DialectGenerable.PartialChange, at path: Swift.ArraySlice<DialectGenerable.PartialStep>) {
                        guard case .key(_)? = path.first else {
                            if case .beganObject = change {
                                self = Self()
                            }
                            return
                        }
                    }
                }

                nonisolated static var jsonSchema: DialectGenerable.JSONValue {
                    DialectGenerable.SchemaDefinitions.schema(of: Self.self)
                }

                nonisolated static func jsonSchema(in definitions: inout DialectGenerable.SchemaDefinitions) -> DialectGenerable.JSONValue {
                    definitions.define(Self.self, name: "City") { definitions in
                        let object = DialectGenerable.ObjectSchema()
                        return object.jsonSchema
                    }
                }
            }

            extension City: nonisolated DialectGenerable.Generable, nonisolated Swift.Decodable, nonisolated Swift.Encodable {
                private nonisolated enum CodingKeys: Swift.CodingKey {
                }

                nonisolated init(from decoder: any Swift.Decoder) throws {
                    _ = try DialectGenerable.PropertyReader(decoder, keyedBy: CodingKeys.self)
                }

                nonisolated func encode(to encoder: any Swift.Encoder) throws {
                    _ = encoder.container(keyedBy: CodingKeys.self)
                }
            }
            """#,
            diagnostics: [
                DiagnosticSpec(
                    message: "version is always the same, so that a model does not write it", line: 3, column: 5,
                    severity: .warning,
                    fixIts: [FixItSpec(message: "make it a default value"), FixItSpec(message: "make it static")])
            ],
            fixed: "@Generable\nstruct City {\n    var version = 1\n}")
    }
}
