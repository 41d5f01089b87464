// Whole numbers of other sizes than Int: what a model may write of them is in the schema, as far as a Double is exact.

extension Generable where Self: FixedWidthInteger {
    public static var jsonSchema: JSONValue {
        var schema: JSONValue = ["type": "integer"]
        if let least = Int(exactly: Self.min), Self.bitWidth < 64 || least == 0 { schema["minimum"] = .integer(least) }
        if let most = Int(exactly: Self.max), Self.bitWidth < 64 { schema["maximum"] = .integer(most) }
        return schema
    }
}

extension PartialValue where Self: FixedWidthInteger {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        guard path.isEmpty, case .scalar(.number(let number)) = change else { return }
        if let value = number.intValue.flatMap(Self.init(exactly:)) ?? Self(number.literal) { self = value }
    }
}

extension Int8: Generable, PartialValue { public typealias PartiallyGenerated = Int8 }
extension Int16: Generable, PartialValue { public typealias PartiallyGenerated = Int16 }
extension Int32: Generable, PartialValue { public typealias PartiallyGenerated = Int32 }
extension Int64: Generable, PartialValue { public typealias PartiallyGenerated = Int64 }
extension UInt: Generable, PartialValue { public typealias PartiallyGenerated = UInt }
extension UInt8: Generable, PartialValue { public typealias PartiallyGenerated = UInt8 }
extension UInt16: Generable, PartialValue { public typealias PartiallyGenerated = UInt16 }
extension UInt32: Generable, PartialValue { public typealias PartiallyGenerated = UInt32 }
extension UInt64: Generable, PartialValue { public typealias PartiallyGenerated = UInt64 }
