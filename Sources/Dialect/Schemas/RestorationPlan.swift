/// What is to be restored at each place of an answer, found as places are reached.
///
/// Places are numbered; a schema that contains itself has a finite number of them.
struct RestorationPlan: Sendable {
    /// What becomes of a value.
    enum Step: Hashable, Sendable {
        /// It stays as it is, with all that is in it.
        case verbatim
        /// Members and elements are looked at one by one.
        case inside
        /// Only the whole value shows which of several schemas it obeys.
        case whole
    }

    /// What becomes of a member of an object.
    struct Member: Sendable {
        /// Nil where it stays as it is.
        var place: Int?
        /// Whether a null means that it is absent.
        var dropsNull = false
    }

    private struct Place: Sendable {
        let step: Step
        let properties: JSONObject
        let required: Set<String>
        let items: JSONValue?
        var members: [String: Member] = [:]
        var element: Int??
    }

    private static let maximumDepth = 32

    private let root: JSONValue
    private let validator: SchemaValidator
    private var places: [Place] = []
    private var schemas: [JSONValue] = []
    private var references: [String: Int] = [:]

    init(_ schema: JSONValue) {
        root = schema
        validator = SchemaValidator(schema)
    }

    /// The place of the whole answer.
    mutating func start() -> Int { add(root) }

    func step(at place: Int) -> Step { places[place].step }
    func schema(at place: Int) -> JSONValue { schemas[place] }

    mutating func member(_ key: String, at place: Int) -> Member {
        if let known = places[place].members[key] { return known }
        // What the schema does not name is not kept: there may be any number of it.
        guard let property = places[place].properties[key] else { return Member() }
        let isOptional = !places[place].required.contains(key)
        let member = Member(
            place: add(property), dropsNull: isOptional && !validator.accepts(.null, by: property))
        places[place].members[key] = member
        return member
    }

    mutating func element(at place: Int) -> Int? {
        if let known = places[place].element { return known }
        let element = places[place].items.map { add($0) }
        places[place].element = .some(element)
        return element
    }

    private mutating func add(_ schema: JSONValue) -> Int {
        let target = resolved(schema)
        if let reference = target.reference, let known = references[reference] { return known }
        let object = target.schema.objectValue ?? JSONObject()
        let place = places.count
        if let reference = target.reference { references[reference] = place }
        var seen: Set<String> = []
        let step: Step =
            if !changes(target.schema, depth: 0, &seen) {
                .verbatim
            } else if object["anyOf"] != nil || object["oneOf"] != nil || object["allOf"] != nil
                || object["$ref"] != nil
            {
                .whole
            } else {
                .inside
            }
        let items = object["items"].flatMap { $0.objectValue == nil ? nil : $0 }
        places.append(
            Place(
                step: step, properties: object["properties"]?.objectValue ?? JSONObject(),
                required: Set(object["required"]?.arrayValue?.compactMap(\.stringValue) ?? []), items: items))
        schemas.append(target.schema)
        return place
    }

    /// Follows references and choices that leave no choice.
    private func resolved(_ schema: JSONValue) -> (schema: JSONValue, reference: String?) {
        var (schema, reference) = (schema, String?.none)
        for _ in 0..<Self.maximumDepth {
            guard let object = schema.objectValue else { break }
            let meaning = object.filter { !SchemaKeywords.isAnnotation($0.key) }.map(\.key)
            if meaning == ["$ref"], let name = object["$ref"]?.stringValue,
                let target = SchemaPointer.resolve(name, in: root)
            {
                (schema, reference) = (target, name)
            } else if meaning == ["anyOf"] || meaning == ["oneOf"],
                let branches = (object["anyOf"] ?? object["oneOf"])?.arrayValue,
                case let others = branches.filter({ $0 != ["type": "null"] }), others.count == 1
            {
                (schema, reference) = (others[0], nil)
            } else {
                break
            }
        }
        return (schema, reference)
    }

    /// Whether an answer may hold a null that means an absent member.
    private func changes(_ schema: JSONValue, depth: Int, _ seen: inout Set<String>) -> Bool {
        guard let object = schema.objectValue else { return false }
        guard depth < Self.maximumDepth else { return true }
        if let reference = object["$ref"]?.stringValue, seen.insert(reference).inserted,
            let target = SchemaPointer.resolve(reference, in: root), changes(target, depth: depth + 1, &seen)
        {
            return true
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for branch in object[key]?.arrayValue ?? [] where changes(branch, depth: depth + 1, &seen) { return true }
        }
        if let items = object["items"], changes(items, depth: depth + 1, &seen) { return true }
        guard let properties = object["properties"]?.objectValue else { return false }
        let required = Set(object["required"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        return properties.contains { name, property in
            !required.contains(name) && !validator.accepts(.null, by: property)
                || changes(property, depth: depth + 1, &seen)
        }
    }
}
