import Dialect

extension Message {
    /// Whether another message becomes the same bytes.
    ///
    /// That is more than equality: strings are equal in either normal form of Unicode, and JSON objects in any order
    /// of their members. Of metadata only the provider's own counts. Content that both share is not looked at.
    func isIdentical(to other: Message, provider: String) -> Bool {
        guard role.rawValue.isIdentical(to: other.role.rawValue) else { return false }
        return content.isIdentical(to: other.content) { $0.isIdentical(to: $1, provider: provider) }
    }
}

extension ContentPart {
    fileprivate func isIdentical(to other: ContentPart, provider: String) -> Bool {
        switch (self, other) {
        case (.text(let text, let metadata), .text(let otherText, let otherMetadata)),
            (.reasoning(let text, let metadata), .reasoning(let otherText, let otherMetadata)):
            text.isIdentical(to: otherText) && metadata.isIdentical(to: otherMetadata, provider: provider)
        case (.image(let media), .image(let otherMedia)), (.file(let media), .file(let otherMedia)),
            (.audio(let media), .audio(let otherMedia)):
            media.isIdentical(to: otherMedia, provider: provider)
        case (.toolCall(let call), .toolCall(let otherCall)): call.isIdentical(to: otherCall, provider: provider)
        case (.toolResult(let result), .toolResult(let otherResult)):
            result.isIdentical(to: otherResult, provider: provider)
        case (.providerItem(let item), .providerItem(let otherItem)):
            item.provider.isIdentical(to: otherItem.provider) && item.type.isIdentical(to: otherItem.type)
                && item.json.isIdentical(to: otherItem.json)
        // Sources are not sent.
        case (.source, .source): true
        default: false
        }
    }
}

extension Media {
    fileprivate func isIdentical(to other: Media, provider: String) -> Bool {
        let isSamePlace =
            switch (location, other.location) {
            case (.data(let data), .data(let otherData)): data == otherData
            case (.url(let url), .url(let otherURL)): url.isIdentical(to: otherURL)
            case (.fileID(let id), .fileID(let otherID)): id.isIdentical(to: otherID)
            default: false
            }
        return isSamePlace && mediaType.isIdentical(to: other.mediaType) && filename.isIdentical(to: other.filename)
            && metadata.isIdentical(to: other.metadata, provider: provider)
    }
}

extension ToolCall {
    fileprivate func isIdentical(to other: ToolCall, provider: String) -> Bool {
        id.isIdentical(to: other.id) && name.isIdentical(to: other.name) && arguments.isIdentical(to: other.arguments)
            && kind.rawValue.isIdentical(to: other.kind.rawValue) && isProviderExecuted == other.isProviderExecuted
            && metadata.isIdentical(to: other.metadata, provider: provider)
    }
}

extension ToolResult {
    fileprivate func isIdentical(to other: ToolResult, provider: String) -> Bool {
        callID.isIdentical(to: other.callID) && name.isIdentical(to: other.name)
            && output.isIdentical(to: other.output, provider: provider)
            && kind.rawValue.isIdentical(to: other.kind.rawValue) && isProviderExecuted == other.isProviderExecuted
            && metadata.isIdentical(to: other.metadata, provider: provider)
    }
}

extension ToolOutput {
    fileprivate func isIdentical(to other: ToolOutput, provider: String) -> Bool {
        switch (self, other) {
        case (.text(let text), .text(let otherText)), (.error(let text), .error(let otherText)):
            text.isIdentical(to: otherText)
        case (.json(let json), .json(let otherJSON)): json.isIdentical(to: otherJSON)
        case (.content(let parts), .content(let otherParts)):
            parts.isIdentical(to: otherParts) { $0.isIdentical(to: $1, provider: provider) }
        default: false
        }
    }
}

extension ProviderMetadata {
    fileprivate func isIdentical(to other: ProviderMetadata, provider: String) -> Bool {
        guard !isEmpty || !other.isEmpty else { return true }
        switch (self[raw: provider], other[raw: provider]) {
        case (nil, nil): return true
        case (let json?, let otherJSON?): return json.isIdentical(to: otherJSON)
        default: return false
        }
    }
}

extension JSONValue {
    func isIdentical(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let value), .bool(let otherValue)): value == otherValue
        case (.number(let number), .number(let otherNumber)): number.literal.isIdentical(to: otherNumber.literal)
        case (.string(let text), .string(let otherText)): text.isIdentical(to: otherText)
        case (.array(let elements), .array(let otherElements)):
            elements.isIdentical(to: otherElements) { $0.isIdentical(to: $1) }
        case (.object(let object), .object(let otherObject)):
            object.count == otherObject.count
                && zip(object, otherObject).allSatisfy {
                    $0.key.isIdentical(to: $1.key) && $0.value.isIdentical(to: $1.value)
                }
        default: false
        }
    }
}

extension Array {
    /// Whether the elements are identical, which is known at once of storage that both share.
    func isIdentical(to other: [Element], by areIdentical: (Element, Element) -> Bool) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBufferPointer { left in
            other.withUnsafeBufferPointer { right in
                left.baseAddress == right.baseAddress || zip(left, right).allSatisfy(areIdentical)
            }
        }
    }
}

extension String {
    /// Whether the bytes are the same.
    func isIdentical(to other: String) -> Bool {
        let isSame = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                UnsafeRawBufferPointer(left).isIdentical(to: UnsafeRawBufferPointer(right))
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}

extension String? {
    func isIdentical(to other: String?) -> Bool {
        switch (self, other) {
        case (nil, nil): true
        case (let text?, let otherText?): text.isIdentical(to: otherText)
        default: false
        }
    }
}
