/// Builds a value up while a model is writing it as JSON: an answer, the input of a tool.
///
/// ```swift
/// var builder = PartialBuilder<Recipe.PartiallyGenerated>()
/// for try await text in model.stream(request).text where builder.append(text) { show(builder.value) }
/// ```
///
/// The cost is linear in the text, as long as nobody keeps an earlier ``value``: keeping one means that it is copied
/// with the next piece.
public struct PartialBuilder<Value: PartialValue>: Sendable {
    /// What there is of the value.
    public var value: Value { target.value }
    /// Whether all of it is there.
    public var isComplete: Bool { reader.isWhole }
    /// Whether what came is no JSON, so that nothing is added any more.
    public var isBroken: Bool { reader.isBroken }

    private var reader: PartialJSONReader
    private var target = Counted()

    /// A builder of a JSON text that may have white space around it, and nothing else.
    public init() { reader = PartialJSONReader() }

    /// - Parameter schema: What the text should obey. Where it allows but objects or arrays, what stands before
    ///   the first bracket is left aside: prose, a code fence.
    init(proseBefore schema: JSONValue) { reader = PartialJSONReader(openers: JSONOpeners.find(in: schema)) }

    /// Takes the next piece of the text.
    ///
    /// - Returns: Whether the value may have changed.
    public mutating func append(_ text: String) -> Bool {
        let before = target.changes
        reader.read(text, into: &target)
        return target.changes != before
    }

    /// No piece follows; a number that stands alone is complete only now.
    ///
    /// - Returns: Whether the value may have changed.
    public mutating func end() -> Bool {
        let before = target.changes
        reader.end(into: &target)
        return target.changes != before
    }

    /// Whether anything of the value was found.
    var hasBegun: Bool { reader.hasBegun }

    /// Hands on what changes the value, and counts it.
    private struct Counted: PartialValue {
        var value = Value()
        var changes = 0

        init() {}

        mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
            changes &+= 1
            value.apply(change, at: path)
        }
    }
}

/// The brackets with which values of a schema begin.
enum JSONOpeners {
    /// Empty where a value may be no object and no array.
    static func find(in schema: JSONValue) -> [UInt8] {
        var found: Set<UInt8> = []
        return collect(schema, root: schema, depth: 0, &found) ? found.sorted() : []
    }

    private static func collect(
        _ schema: JSONValue, root: JSONValue, depth: Int, _ found: inout Set<UInt8>
    ) -> Bool {
        guard depth < 16, let object = schema.objectValue else { return false }
        if let reference = object["$ref"]?.stringValue {
            guard let target = SchemaPointer.resolve(reference, in: root) else { return false }
            return collect(target, root: root, depth: depth + 1, &found)
        }
        if let branches = (object["anyOf"] ?? object["oneOf"])?.arrayValue {
            return branches.allSatisfy { collect($0, root: root, depth: depth + 1, &found) }
        }
        let types = SchemaKeywords.types(of: object)
        for type in types where type != "null" {
            guard type == "object" || type == "array" else { return false }
            found.insert(type == "object" ? UInt8(ascii: "{") : UInt8(ascii: "["))
        }
        return !types.isEmpty
    }
}
