extension JSONValue: Codable {
    /// Reads any JSON. Numbers are as exact as the decoder hands them out; ``init(parsing:)-(String)`` is exact always.
    public init(from decoder: any Decoder) throws {
        if let decoder = decoder as? ExactDecoder {
            self = decoder.json
            return
        }
        if let object = try? JSONObject(from: decoder) {
            self = .object(object)
            return
        }
        if var array = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !array.isAtEnd { elements.append(try array.decode(JSONValue.self)) }
            self = .array(elements)
            return
        }
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(JSONNumber(value))
        } else if let value = try? container.decode(UInt64.self), let number = JSONNumber(String(value)) {
            self = .number(number)
        } else if let value = try? container.decode(Double.self) {
            self = .number(JSONNumber(value))
        } else {
            self = .string(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let object):
            try object.encode(to: encoder)
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .string(let value):
            var container = encoder.singleValueContainer()
            try container.encode(value)
        case .number(let number):
            var container = encoder.singleValueContainer()
            if let value = number.intValue {
                try container.encode(value)
            } else if let value = UInt64(number.literal) {
                try container.encode(value)
            } else {
                try container.encode(number.doubleValue)
            }
        }
    }
}
