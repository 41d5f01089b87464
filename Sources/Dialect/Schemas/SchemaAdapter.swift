/// Writes a schema again in the subset that a provider understands. Its work is linear in what it writes, which is
/// bounded: a schema whose references unfold without end is impossible, not slow.
struct SchemaAdapter {
    /// Where the adapter is in the original schema.
    struct Place {
        var pointer = ""
        var depth = 0
        /// Objects and arrays around this one.
        var nesting = 0
        /// The references whose targets are being written out here.
        var expanding: Set<String> = []

        func below(_ tokens: String...) -> Place {
            var place = self
            place.depth += 1
            for token in tokens { place.pointer += "/" + SchemaPointer.escaped(token) }
            return place
        }
    }

    /// What is counted, for ``SchemaDialect/Limits``.
    struct Counts {
        var nesting = 0
        var properties = 0
        var enumValues = 0
        var optionalProperties = 0
        var unions = 0
    }

    let root: JSONValue
    let dialect: SchemaDialect
    let keywords: Set<String>
    /// Named schemas that contain themselves or lead to one that does.
    let recursive: Set<String>
    var findings: [AdaptedSchema.Finding] = []
    var verdict = AdaptedSchema.Verdict.lossless
    var wrapper: String?
    var counts = Counts()
    /// Definitions that are referred to, in the order of the first reference.
    private var referred: [String] = []
    private var referredNames: Set<String> = []
    private var nodes = 0

    /// The property that holds an answer that is no object.
    static let wrapperName = "value"
    private static let maximumDepth = 64
    private static let maximumNodes = 20_000

    init(root: JSONValue, dialect: SchemaDialect) {
        self.root = root
        self.dialect = dialect
        keywords = dialect.keywords ?? []
        recursive = SchemaReferences.recursiveDefinitions(of: root)
    }

    mutating func run() -> JSONValue {
        var place = Place()
        guard let source = flattenedWhole(root, at: &place) else { return .object(fallback) }
        var result = JSONObject()
        if dialect.wrapsRoot, !Self.isObject(source) {
            wrapper = Self.wrapperName
            result["type"] = "object"
            result["properties"] = [Self.wrapperName: .object(adaptFlat(source, at: place, isNullable: false))]
            result["required"] = [.string(Self.wrapperName)]
            if keywords.contains("additionalProperties") { result["additionalProperties"] = false }
        } else {
            result = adaptFlat(source, at: place, isNullable: false)
        }
        var definitions = JSONObject()
        var next = 0
        while next < referred.count {
            let name = referred[next]
            next += 1
            guard let definition = SchemaReferences.definition(name, in: root) else { continue }
            let place = Place(pointer: "/$defs/" + SchemaPointer.escaped(name))
            definitions[name] = .object(adapt(definition, at: place))
        }
        if !definitions.isEmpty { result["$defs"] = .object(definitions) }
        checkLimits(.object(result))
        return .object(result)
    }

    /// Adapts a schema of any form.
    mutating func adapt(_ schema: JSONValue, at place: Place, isNullable: Bool = false) -> JSONObject {
        var place = place
        guard let source = flattened(schema, at: &place) else { return fallback }
        return adaptFlat(source, at: place, isNullable: isNullable)
    }

    /// Counts a schema that is written; false where there have been too many.
    mutating func mayWrite(at place: Place) -> Bool {
        nodes += 1
        if nodes > Self.maximumNodes {
            // Said once: what follows is not looked at.
            if nodes == Self.maximumNodes + 1 { find(.impossible, at: place, "the schema is too large") }
            return false
        }
        if place.depth > Self.maximumDepth {
            find(.impossible, at: place, "schemas are nested deeper than \(Self.maximumDepth) levels")
            return false
        }
        return true
    }

    mutating func find(_ verdict: AdaptedSchema.Verdict, at place: Place, _ message: String) {
        self.verdict = max(self.verdict, verdict)
        guard findings.count < AdaptedSchema.maximumFindings else { return }
        findings.append(AdaptedSchema.Finding(verdict: verdict, pointer: place.pointer, message: message))
    }

    /// Keeps a definition for the end of the schema, and refers to it.
    mutating func refer(to name: String) -> JSONValue {
        if referredNames.insert(name).inserted { referred.append(name) }
        return .string("#/$defs/" + SchemaPointer.escaped(name))
    }

    /// What stands where nothing can be said.
    var fallback: JSONObject { ["type": typeName("object")] }

    func typeName(_ type: String) -> JSONValue {
        .string(dialect.hasUpperCaseTypes ? type.uppercased() : type)
    }

    private mutating func checkLimits(_ result: JSONValue) {
        let limits = dialect.limits
        let checks: [(String, Int, Int?)] = [
            ("levels of nesting", counts.nesting, limits.nesting),
            ("properties", counts.properties, limits.properties),
            ("values of enumerations", counts.enumValues, limits.enumValues),
            ("optional properties", counts.optionalProperties, limits.optionalProperties),
            ("properties of more than one type", counts.unions, limits.unions),
            ("characters", limits.characters == nil ? 0 : result.jsonText.unicodeScalars.count, limits.characters),
        ]
        for case (let name, let count, let limit?) in checks where count > limit {
            find(.impossible, at: Place(), "\(count) \(name), the provider takes \(limit)")
        }
    }

    private static func isObject(_ source: JSONObject) -> Bool {
        source["anyOf"] == nil && source["oneOf"] == nil && source["$ref"] == nil && source["nullable"] != true
            && SchemaKeywords.types(of: source) == ["object"]
    }
}
