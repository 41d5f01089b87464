import Dialect

/// A model that gives the responses it was made with, one after another, and keeps what it was asked.
struct AnsweringModel: LanguageModel {
    let id = ModelID(provider: "toy", model: "toy-1")
    private let responses: [[StreamPart]]
    private let errors: [Int: LanguageModelError]
    private let asked = Requests()

    /// - Parameter errors: How responses fail after their parts, by their number.
    init(_ responses: [[StreamPart]], errors: [Int: LanguageModelError] = [:]) {
        self.responses = responses
        self.errors = errors
    }

    /// Texts, each cut into single characters, at the cost of ten tokens in and one for each character out.
    init(_ texts: String...) {
        self.init(texts.map { Self.parts($0) })
    }

    var requests: [ModelRequest] { asked.all }

    func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            let number = asked.add(request)
            guard responses.indices.contains(number) else {
                throw LanguageModelError(.misuse, "There is no response \(number).")
            }
            return ScriptedSource(
                [errors[number].map { .failingBatch(responses[number], $0) } ?? .batch(responses[number])], Record())
        }
    }

    static func parts(_ text: String, _ reason: FinishReason = .stop) -> [StreamPart] {
        let usage = Usage(input: .init(total: 10), output: .init(total: text.count))
        return [.responseMetadata(ResponseMetadata(model: "toy-1")), .textStart(id: "0")]
            + text.map { .textDelta(id: "0", text: String($0)) }
            + [.textEnd(id: "0"), .finish(reason, usage, ResponseMetadata())]
    }
}

/// What was asked, in order.
private final class Requests: Sendable {
    private let values = LockedValue<[ModelRequest]>([])

    var all: [ModelRequest] { values.withLock { $0 } }

    /// - Returns: The number of the request.
    func add(_ request: ModelRequest) -> Int {
        values.withLock { values in
            values.append(request)
            return values.count - 1
        }
    }
}
