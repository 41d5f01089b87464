import Dialect
import Foundation
import Testing

/// Where a recorded request and what we send for it mean different things.
struct RequestDifference: CustomStringConvertible {
    /// `input[app].status`: elements of arrays without their index, told apart by the dialect's labels.
    var path: String
    var recorded: JSONValue?
    var sent: JSONValue?

    var description: String {
        func excerpt(_ json: JSONValue?) -> String { json.map { String($0.jsonText.prefix(300)) } ?? "nothing" }
        return "\(path): recorded \(excerpt(recorded)), sent \(excerpt(sent))"
    }

    static func all(
        _ recorded: JSONValue?, _ sent: JSONValue?, at path: String = "", label: (JSONValue, String) -> String
    ) -> [RequestDifference] {
        if recorded == sent { return [] }
        switch (recorded, sent) {
        case (.object(let left)?, .object(let right)?):
            return Set(left.keys + right.keys).sorted().flatMap { key in
                all(left[key], right[key], at: path.isEmpty ? key : "\(path).\(key)", label: label)
            }
        case (.array(let left)?, .array(let right)?) where left.count == right.count:
            return zip(left, right).flatMap { pair in
                all(pair.0, pair.1, at: "\(path)[\(label(pair.0, path))]", label: label)
            }
        default:
            return [RequestDifference(path: path, recorded: recorded, sent: sent)]
        }
    }
}

/// The kinds of differences that are known and justified: `InexpressibleRequests.json`, a section for each dialect.
enum InexpressibleRequests {
    struct Entry: Decodable {
        /// Where the difference lies: `input[app].status`, with `*` for the rest of the path.
        var path: String
        /// The recorded value, as JSON; absent means any.
        var recorded: JSONValue?
        var reason: String

        func covers(_ difference: RequestDifference) -> Bool {
            let isSamePath =
                path.hasSuffix("*") ? difference.path.hasPrefix(path.dropLast()) : difference.path == path
            return isSamePath && (recorded == nil || recorded == difference.recorded)
        }
    }

    static let all: [String: [Entry]] = {
        guard let url = Bundle.module.url(forResource: "InexpressibleRequests", withExtension: "json"),
            let data = try? Data(contentsOf: url),
            let sections = try? JSONDecoder().decode([String: [Entry]].self, from: data)
        else {
            Issue.record("InexpressibleRequests.json cannot be read")
            return [:]
        }
        return sections
    }()

    static func covers(_ difference: RequestDifference, in dialect: any ConformingDialect) -> Bool {
        all[dialect.name]?.contains { $0.covers(difference) } ?? false
    }
}

extension JSONValue {
    /// A setting that is null is not given.
    var withoutNulls: JSONValue {
        switch self {
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object where !value.isNull { result[key] = value.withoutNulls }
            return .object(result)
        case .array(let elements): return .array(elements.map(\.withoutNulls))
        default: return self
        }
    }
}
