/// One element of a `Sec-WebSocket-Extensions` header (RFC 6455, section 9.1): a name and its parameters.
struct ExtensionOffer: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        var name: String
        var value: String?
    }

    var name: String
    var parameters: [Parameter]

    /// - Returns: The elements in their order; nil if the header is not well-formed.
    static func parse(_ header: String) -> [ExtensionOffer]? {
        var reader = Reader(rest: header.utf8[...])
        var offers: [ExtensionOffer] = []
        repeat {
            // RFC 9110, section 5.6.1: a list may have empty elements.
            reader.skipSpace()
            if reader.isAtEnd || reader.rest.first == UInt8(ascii: ",") { continue }
            guard let offer = reader.offer() else { return nil }
            offers.append(offer)
        } while reader.take(",")
        return reader.isAtEnd ? offers : nil
    }
}

private struct Reader {
    var rest: Substring.UTF8View

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skipSpace() {
        rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func offer() -> ExtensionOffer? {
        guard let name = token() else { return nil }
        var parameters: [ExtensionOffer.Parameter] = []
        while take(";") {
            guard let name = token() else { return nil }
            var value: String?
            if take("=") {
                value = take("\"") ? quoted() : token()
                if value == nil { return nil }
            }
            parameters.append(ExtensionOffer.Parameter(name: name, value: value))
        }
        skipSpace()
        return ExtensionOffer(name: name, parameters: parameters)
    }

    private mutating func token() -> String? {
        skipSpace()
        let token = rest.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        rest = rest[token.endIndex...]
        return token.isEmpty ? nil : String(Substring(token))
    }

    /// What is quoted must be a token too (RFC 6455, section 9.1).
    private mutating func quoted() -> String? {
        guard let value = token(), take("\"") else { return nil }
        return value
    }
}
