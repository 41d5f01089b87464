public import Dialect

extension PartialValue {
    /// A partial value of which this much was written.
    public init(written value: JSONValue) {
        self.init()
        apply(written: value, at: [])
    }

    /// Takes a whole value that was written.
    ///
    /// - Parameter path: Where within this value; empty for the value itself.
    public mutating func apply(written value: JSONValue, at path: [PartialStep]) {
        switch value {
        case .null, .bool, .number: apply(.scalar(value), at: path[...])
        case .string(let text):
            apply(.beganText, at: path[...])
            if !text.isEmpty { apply(.appendedText(text), at: path[...]) }
            apply(.ended, at: path[...])
        case .array(let elements):
            apply(.beganArray, at: path[...])
            for (index, element) in elements.enumerated() { apply(written: element, at: path + [.index(index)]) }
            apply(.ended, at: path[...])
        case .object(let object):
            apply(.beganObject, at: path[...])
            for (key, member) in object { apply(written: member, at: path + [.key(key)]) }
            apply(.ended, at: path[...])
        }
    }
}
