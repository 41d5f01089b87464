public import Dialect

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A model that answers with what a ``RecordingModel`` has recorded.
///
/// A request gets the first recording of the same request that was not used yet. A request that was never recorded
/// fails, and the error says in what it differs from the next recording: the code under test has changed what it asks.
public struct RecordedModel: LanguageModel {
    public let id: ModelID
    public let capabilities: ModelCapabilities
    private let rest: LockedValue<[RecordedAnswer]>

    public init(
        _ recordings: [RecordedAnswer], id: ModelID = ModelID(provider: "recorded", model: "recorded"),
        capabilities: ModelCapabilities = .unknown
    ) {
        self.id = id
        self.capabilities = capabilities
        rest = LockedValue(recordings)
    }

    /// Reads a file that ``RecordingModel/save(to:)`` has written.
    ///
    /// - Throws: ``Dialect/LanguageModelError`` with code `decoding`, which names the line; what reading throws.
    public init(
        contentsOf file: URL, id: ModelID = ModelID(provider: "recorded", model: "recorded"),
        capabilities: ModelCapabilities = .unknown
    ) throws {
        let lines = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        self.init(try RecordedAnswer.parse(lines), id: id, capabilities: capabilities)
    }

    /// The recordings that nobody has asked for yet; a test may expect that there are none at its end.
    public var unused: [RecordedAnswer] { rest.withLock { $0 } }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        ResponseStream {
            let recording = try take(request.comparable)
            return RecordedParts(recording, model: id)
        }
    }

    private func take(_ request: ModelRequest) throws -> RecordedAnswer {
        try rest.withLock { rest in
            if let index = rest.firstIndex(where: { $0.request == request }) { return rest.remove(at: index) }
            throw LanguageModelError(
                .misuse, "The request was never recorded. \(Self.difference(request, from: rest.first?.request))",
                provider: id.provider, model: id.model)
        }
    }

    private static func difference(_ request: ModelRequest, from other: ModelRequest?) -> String {
        guard let other else { return "All recordings are used up." }
        let pairs = zip(request.messages, other.messages)
        if let index = Array(pairs).firstIndex(where: { $0 != $1 }) {
            return
                "Message \(index) differs from the next recording's: \"\(request.messages[index].text.prefix(200))\", "
                + "recorded was \"\(other.messages[index].text.prefix(200))\"."
        }
        if request.messages.count != other.messages.count {
            return "It has \(request.messages.count) messages; the next recording has \(other.messages.count)."
        }
        if request.tools != other.tools { return "Its tools differ from those of the next recording." }
        if request.outputFormat != other.outputFormat { return "Its output format differs from the next recording's." }
        return "Its settings differ from those of the next recording."
    }
}

/// A recording's parts, and its failure.
private final class RecordedParts: PartSource {
    private let recording: RecordedAnswer
    private let model: ModelID

    init(_ recording: RecordedAnswer, model: ModelID) {
        self.recording = recording
        self.model = model
    }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        parts += recording.parts
        guard var error = recording.failure?.error else { return false }
        error.provider = model.provider
        error.model = model.model
        throw error
    }
}
