public import Dialect

/// What a value must be beyond its type, for ``Guide(description:_:)``.
///
/// A guide is a keyword of the JSON schema. A provider that cannot be told of it is told in words, and the response warns
/// of it.
public struct GenerationGuide<Value>: Sendable {
    let keywords: JSONObject

    init(_ keywords: JSONObject) { self.keywords = keywords }
}

// MARK: Numbers

extension GenerationGuide {
    public static func minimum(_ value: Value) -> Self where Value: Generable & Numeric & Comparable {
        Self(["minimum": number(value)])
    }

    public static func maximum(_ value: Value) -> Self where Value: Generable & Numeric & Comparable {
        Self(["maximum": number(value)])
    }

    /// Both bounds are allowed.
    public static func range(_ range: ClosedRange<Value>) -> Self where Value: Generable & Numeric & Comparable {
        Self(["minimum": number(range.lowerBound), "maximum": number(range.upperBound)])
    }

    private static func number(_ value: any Numeric) -> JSONValue {
        switch value {
        case let value as any BinaryInteger: JSONNumber(String(value)).map(JSONValue.number) ?? .null
        case let value as Double: .number(JSONNumber(value))
        // What was written, and not the nearest `Double`, which is another number.
        case let value as Float: JSONNumber("\(value)").map(JSONValue.number) ?? .null
        case let value as any BinaryFloatingPoint: .number(JSONNumber(Double(value)))
        default: .null
        }
    }
}

extension GenerationGuide where Value == Int {
    /// One of these.
    public static func anyOf(_ values: [Int]) -> Self { Self(["enum": .array(values.map(JSONValue.integer))]) }
}

// MARK: Texts

extension GenerationGuide where Value == String {
    /// One of these.
    public static func anyOf(_ values: [String]) -> Self { Self(["enum": .array(values.map(JSONValue.string))]) }

    /// This and nothing else.
    public static func constant(_ value: String) -> Self { Self(["const": .string(value)]) }

    /// A regular expression that matches somewhere in the text, as in JSON Schema: `^` and `$` make it all of it.
    ///
    /// Providers know the common part of the dialects only: classes, groups, alternatives, counts.
    public static func pattern(_ expression: String) -> Self { Self(["pattern": .string(expression)]) }

    /// A format by its name in JSON Schema: `date-time`, `date`, `email`, `uri`, `uuid`.
    public static func format(_ name: String) -> Self { Self(["format": .string(name)]) }

    /// In characters.
    public static func minimumLength(_ count: Int) -> Self { Self(["minLength": .integer(count)]) }

    /// In characters.
    public static func maximumLength(_ count: Int) -> Self { Self(["maxLength": .integer(count)]) }

    /// In characters.
    public static func length(_ range: ClosedRange<Int>) -> Self {
        Self(["minLength": .integer(range.lowerBound), "maxLength": .integer(range.upperBound)])
    }
}

// MARK: Arrays

extension GenerationGuide {
    public static func minimumCount<Element>(_ count: Int) -> Self where Value == [Element] {
        Self(["minItems": .integer(count)])
    }

    public static func maximumCount<Element>(_ count: Int) -> Self where Value == [Element] {
        Self(["maxItems": .integer(count)])
    }

    public static func count<Element>(_ count: Int) -> Self where Value == [Element] {
        Self(["minItems": .integer(count), "maxItems": .integer(count)])
    }

    public static func count<Element>(_ range: ClosedRange<Int>) -> Self where Value == [Element] {
        Self(["minItems": .integer(range.lowerBound), "maxItems": .integer(range.upperBound)])
    }

    /// What holds for each element.
    public static func element<Element>(_ guide: GenerationGuide<Element>) -> Self where Value == [Element] {
        Self(["items": .object(guide.keywords)])
    }
}

// An attribute does not know of which type its property is: `@Guide(.count(3))` takes these, what the macro writes does
// not.
extension GenerationGuide where Value == [Never] {
    public static func minimumCount(_ count: Int) -> Self { Self(["minItems": .integer(count)]) }
    public static func maximumCount(_ count: Int) -> Self { Self(["maxItems": .integer(count)]) }
    public static func count(_ count: Int) -> Self { Self([:]) }
    public static func count(_ range: ClosedRange<Int>) -> Self { Self([:]) }
}
