import Dialect

/// The arguments that a tool wants to see as HTTP headers too, by `x-mcp-header` in its schema (MCP 2026-07-28,
/// "Streamable HTTP", Custom Headers).
struct MirroredArguments: Hashable, Sendable {
    private static let keyword = "x-mcp-header"
    /// Deeper schemas are not looked into.
    private static let maximumDepth = 64
    /// The largest whole number that JavaScript tells from its neighbours.
    private static let maximumInteger: UInt = (1 << 53) - 1

    /// Where an argument lies, and the end of its header's name.
    private var places: [(path: [String], header: String)] = []

    /// Nil for a schema that breaks the rules; its tool must not be used over HTTP.
    init?(_ schema: JSONValue) {
        guard let places = Self.places(schema, path: [], isReachable: true) else { return nil }
        let names = places.map { $0.header.lowercased() }
        guard Set(names).count == names.count else { return nil }
        self.places = places
    }

    static func == (left: Self, right: Self) -> Bool {
        left.places.elementsEqual(right.places) { $0.path == $1.path && $0.header == $1.header }
    }

    func hash(into hasher: inout Hasher) { hasher.combine(places.map(\.header)) }

    /// The values, by the ends of their headers' names.
    func values(of arguments: JSONValue) -> [String: String] {
        var values: [String: String] = [:]
        for (path, header) in places {
            let value = path.reduce(arguments as JSONValue?) { $0?[$1] }
            switch value {
            case .string(let text)?: values[header] = text
            case .bool(let bool)?: values[header] = bool ? "true" : "false"
            case .number(let number)?:
                if let integer = number.intValue, integer.magnitude <= Self.maximumInteger {
                    values[header] = "\(integer)"
                }
            default: break
            }
        }
        return values
    }

    /// - Parameter isReachable: Whether only `properties` lead here from the root.
    private static func places(
        _ schema: JSONValue, path: [String], isReachable: Bool, depth: Int = 0
    ) -> [(path: [String], header: String)]? {
        guard depth <= maximumDepth else { return nil }
        var found: [(path: [String], header: String)] = []
        switch schema {
        case .array(let elements):
            for element in elements {
                guard let inner = places(element, path: path, isReachable: false, depth: depth + 1) else { return nil }
                found += inner
            }
        case .object(let object):
            if let header = object[keyword] {
                guard isReachable, let name = header.stringValue, isToken(name),
                    ["string", "integer", "boolean"].contains(object["type"]?.stringValue)
                else { return nil }
                found.append((path, name))
            }
            for (key, value) in object where key != keyword {
                if key == "properties", let properties = value.objectValue {
                    for (name, property) in properties {
                        guard
                            let inner = places(
                                property, path: path + [name], isReachable: isReachable, depth: depth + 1)
                        else { return nil }
                        found += inner
                    }
                } else {
                    guard let inner = places(value, path: path, isReachable: false, depth: depth + 1) else {
                        return nil
                    }
                    found += inner
                }
            }
        default: break
        }
        return found
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
