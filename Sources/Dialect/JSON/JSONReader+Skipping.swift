extension JSONReader {
    /// Skips one value of any kind and returns its bytes.
    @discardableResult
    public mutating func skipValue() throws(JSONError) -> UnsafeRawBufferPointer {
        let kind = try peek()
        let start = offset
        switch kind {
        case .string:
            _ = try readSlice()
        case .object:
            if skipCompactContainer() { break }
            try beginObject()
            while try nextKey() != nil { try skipValue() }
        case .array:
            if skipCompactContainer() { break }
            try beginArray()
            while try nextElement() { try skipValue() }
        case .number:
            _ = try readNumberLiteral()
        case .boolean:
            _ = try readBool()
        case .null:
            try readNull()
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    /// Skips an object or an array with all that it holds in one loop, if it is written as servers write it: without
    /// white space and without deep nesting. Several events of a response hold many kilobytes that nobody wants.
    ///
    /// - Returns: False, with nothing consumed, for anything else, be it that it is no JSON: ``skipValue()`` then goes
    ///   member by member, and finds what is wrong.
    private mutating func skipCompactContainer() -> Bool {
        guard mayBeCompact, depth <= depthLimit - UInt64.bitWidth else { return false }
        let start = offset
        mayBeCompact = passCompactContainer()
        if !mayBeCompact { offset = start }
        return mayBeCompact
    }

    private mutating func passCompactContainer() -> Bool {
        // A bit for each container that is open, the innermost last: whether it is an object.
        var objects: UInt64 = 0
        var openCount = 0
        var isAtKey = false
        var position = offset
        while position < count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard passCompactString(&position) else { return false }
                if isAtKey {
                    guard position < count, bytes[position] == UInt8(ascii: ":") else { return false }
                    position &+= 1
                    isAtKey = false
                    continue
                }
            } else if isAtKey {
                return false
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                guard openCount < UInt64.bitWidth else { return false }
                let isObject = byte == UInt8(ascii: "{")
                objects = objects << 1 | (isObject ? 1 : 0)
                openCount &+= 1
                position &+= 1
                guard position < count else { return false }
                if bytes[position] != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    isAtKey = isObject
                    continue
                }
            } else {
                guard passScalar(&position) else { return false }
            }
            // After a value: what ends with it, and the comma before the next.
            while true {
                guard position < count else { return false }
                let isInObject = objects & 1 == 1
                let byte = bytes[position]
                position &+= 1
                if byte == UInt8(ascii: ",") {
                    isAtKey = isInObject
                    break
                }
                guard byte == (isInObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
                objects >>= 1
                openCount &-= 1
                if openCount == 0 {
                    offset = position
                    return true
                }
            }
        }
        return false
    }

    /// Passes a string, at whose first quote the position is.
    @inline(__always)
    private mutating func passCompactString(_ position: inout Int) -> Bool {
        var end = position &+ 1
        while true {
            end = endOfPlainCharacters(from: end)
            guard end < count else { return false }
            if bytes[end] == UInt8(ascii: "\"") {
                position = end &+ 1
                return true
            }
            guard bytes[end] == UInt8(ascii: "\\"), passEscape(&end) else { return false }
        }
    }

    @inline(never)
    private mutating func passEscape(_ position: inout Int) -> Bool {
        offset = position
        do { try skipEscape() } catch { return false }
        position = offset
        return true
    }

    /// Passes a number, a truth value or null.
    @inline(never)
    private mutating func passScalar(_ position: inout Int) -> Bool {
        offset = position
        switch bytes[position] {
        case UInt8(ascii: "t"):
            guard matches("true") else { return false }
        case UInt8(ascii: "f"):
            guard matches("false") else { return false }
        case UInt8(ascii: "n"):
            guard matches("null") else { return false }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            do { _ = try readNumberLiteral() } catch { return false }
        default: return false
        }
        position = offset
        return true
    }
}
