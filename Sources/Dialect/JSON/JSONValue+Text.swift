extension JSONValue {
    /// Parses a JSON text.
    ///
    /// - Throws: ``JSONError`` when the text is not exactly one JSON value.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: text, maximumDepth: JSONReader.maximumDepth)
    }

    /// Parses a JSON text that may be nested deeper than what others send.
    init(parsing text: String, maximumDepth: Int) throws(JSONError) {
        var copy = text
        let result = copy.withUTF8 { bytes in Self.parse(UnsafeRawBufferPointer(bytes), maximumDepth) }
        self = try result.get()
    }

    /// Parses JSON bytes.
    ///
    /// - Throws: ``JSONError`` when the bytes are not exactly one JSON value.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        let result = Array(bytes).withUnsafeBytes { Self.parse($0) }
        self = try result.get()
    }

    /// Parses JSON bytes in place.
    ///
    /// - Throws: ``JSONError`` when the bytes are not exactly one JSON value.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
        self = try Self.parse(bytes).get()
    }

    /// The value as compact JSON, members in their order.
    public var jsonText: String { String(decoding: jsonBytes(), as: UTF8.self) }

    /// The value as compact JSON bytes.
    ///
    /// - Parameter sortedKeys: Sort the members of every object by key, so that equal values give equal bytes.
    public func jsonBytes(sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self, sortedKeys: sortedKeys)
        return writer.bytes
    }

    private static func parse(
        _ bytes: UnsafeRawBufferPointer, _ maximumDepth: Int = JSONReader.maximumDepth
    ) -> Result<JSONValue, JSONError> {
        Result { () throws(JSONError) in
            var reader = JSONReader(bytes)
            reader.depthLimit = maximumDepth
            let value = try reader.readValue()
            try reader.end()
            return value
        }
    }
}

extension JSONReader {
    /// Reads one value of any kind as a tree.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .null:
            try readNull()
            return .null
        case .boolean:
            return .bool(try readBool())
        case .string:
            return .string(try readString())
        case .number:
            let start = offset
            guard let number = JSONNumber(literal: try readNumberLiteral()) else {
                throw JSONError("Not a number", at: start)
            }
            return .number(number)
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try readValue()) }
            return .array(elements)
        case .object:
            var object = JSONObject()
            try beginObject()
            while let key = try nextKey() {
                let name = key.string
                object[name] = try readValue()
            }
            return .object(object)
        }
    }
}
