#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Dialect

/// What chunks say of the response as a whole.
struct GeminiResponseFacts {
    private(set) var id: String?
    private var model: String?
    private var createdAt: Date?
    var promptFeedback: JSONValue?
    /// The candidate's fields beside its content, as far as they are known.
    private(set) var candidate = JSONObject()

    /// Why the prompt was refused, if it was.
    var blockReason: String? { promptFeedback?["blockReason"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }

    /// Reads what is not known yet; every chunk says the same.
    mutating func update(_ chunk: GeminiChunk) {
        if id == nil, let slice = chunk.responseID { id = slice.string }
        if model == nil, let slice = chunk.model { model = slice.string }
        if createdAt == nil, let slice = chunk.createTime { createdAt = Self.date(slice.string) }
    }

    /// A field of the candidate, of which later chunks may say more.
    mutating func add(_ value: JSONValue, named name: String) {
        guard !value.isNull else { return }
        let value = value.withDoubles
        guard case .object(let new) = value, case .object(var known)? = candidate[name] else {
            candidate[name] = value
            return
        }
        for (key, member) in new {
            if name == "logprobsResult", let old = known[key]?.arrayValue, let more = member.arrayValue {
                // Each chunk has the tokens of its own text.
                known[key] = .array(old + more)
            } else if member.arrayValue?.isEmpty != true {
                known[key] = member
            }
        }
        candidate[name] = .object(known)
    }

    var metadata: ResponseMetadata {
        var own = candidate
        own["promptFeedback"] = promptFeedback?.withDoubles
        var provider = ProviderMetadata()
        if !own.isEmpty { provider[raw: Google.name] = .object(own) }
        return ResponseMetadata(id: id, model: model, createdAt: createdAt, provider: provider)
    }

    private static func date(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            ?? (try? Date(text, strategy: .iso8601))
    }
}

extension JSONValue {
    /// Google writes a `Double` with 17 digits. Read as what it is, it survives being saved.
    fileprivate var withDoubles: JSONValue {
        switch self {
        case .number(let number) where number.intValue == nil: return .number(JSONNumber(number.doubleValue))
        case .array(let elements): return .array(elements.map(\.withDoubles))
        case .object(let object):
            var result = JSONObject()
            for (key, value) in object { result[key] = value.withDoubles }
            return .object(result)
        default: return self
        }
    }
}
