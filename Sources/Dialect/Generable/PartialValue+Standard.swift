extension String: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        guard path.isEmpty else { return }
        switch change {
        case .appendedText(let text): append(text)
        // A key that comes twice counts the last time, as in JSON.
        case .beganText: self = ""
        default: break
        }
    }
}

extension Bool: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .scalar(.bool(let value)) = change { self = value }
    }
}

extension Int: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .scalar(let value) = change, let number = value.intValue { self = number }
    }
}

extension Double: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .scalar(let value) = change, let number = value.doubleValue { self = number }
    }
}

extension Float: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .scalar(let value) = change, let number = value.doubleValue { self = Float(number) }
    }
}

extension Array: PartialValue where Element: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .beganArray = change { self = [] }
        // Elements come in order: the next one, or more of the last.
        guard case .index(let index)? = path.first, index <= count else { return }
        if index == count { append(Element()) }
        self[index].apply(change, at: path.dropFirst())
    }
}

extension Optional: PartialValue where Wrapped: PartialValue {
    public init() { self = .none }

    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .scalar(.null) = change {
            self = .none
            return
        }
        var value = self ?? Wrapped()
        // Nothing else may hold what grows, or every piece would copy it.
        self = .none
        value.apply(change, at: path)
        self = .some(value)
    }
}

extension Dictionary: PartialValue where Key == String, Value: PartialValue {
    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        if path.isEmpty, case .beganObject = change { self = [:] }
        guard case .key(let key)? = path.first else { return }
        self[key, default: Value()].apply(change, at: path.dropFirst())
    }
}

extension JSONValue: PartialValue {
    public init() { self = .null }

    public mutating func apply(_ change: PartialChange, at path: ArraySlice<PartialStep>) {
        let value = self
        // Nothing else may hold what grows, or every piece would copy it.
        self = .null
        self = (consume value).applying(change, at: path)
    }

    private consuming func applying(_ change: PartialChange, at path: ArraySlice<PartialStep>) -> JSONValue {
        switch path.first {
        case nil: return changed(by: change)
        case .key(let key)?:
            guard case .object(var object) = consume self else { return .object(JSONObject()) }
            var member = object[key] ?? .null
            object[key] = .null
            member.apply(change, at: path.dropFirst())
            object[key] = member
            return .object(object)
        case .index(let index)?:
            guard case .array(var array) = consume self, index <= array.count else { return .array([]) }
            if index == array.count { array.append(.null) }
            array[index].apply(change, at: path.dropFirst())
            return .array(array)
        }
    }

    private consuming func changed(by change: PartialChange) -> JSONValue {
        switch change {
        case .beganObject: return .object(JSONObject())
        case .beganArray: return .array([])
        case .beganText: return .string("")
        case .scalar(let value): return value
        case .ended: return self
        case .appendedText(let more):
            guard case .string(var text) = consume self else { return .string(more) }
            text += more
            return .string(text)
        }
    }
}
