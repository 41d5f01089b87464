public import Dialect

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A model that has another one answer, and records it, so that tests need neither a network nor a key afterwards.
///
/// ```swift
/// let model = RecordingModel(provider.model("…"))
/// _ = try await summarise(text, with: model)
/// try model.save(to: file)
/// ```
public final class RecordingModel<Base: LanguageModel>: LanguageModel {
    private let base: Base
    private let recorded = LockedValue<[Int: RecordedAnswer]>([:])
    private let asked = LockedValue(0)

    public init(_ base: Base) {
        self.base = base
    }

    public var id: ModelID { base.id }
    public var capabilities: ModelCapabilities { base.capabilities }

    /// Every answer that came to its end, or failed, in the order in which they were asked for. One whose consumer left
    /// is not recorded.
    public var recordings: [RecordedAnswer] {
        recorded.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// Writes all recordings to a file, as lines of JSON.
    public func save(to file: URL) throws {
        try Data(RecordedAnswer.lines(recordings).utf8).write(to: file, options: .atomic)
    }

    public func stream(_ request: ModelRequest) -> ResponseStream {
        let answer = base.stream(request)
        return ResponseStream(steering: answer.steering) { [recorded, asked] in
            let index = asked.withLock { count in
                defer { count += 1 }
                return count
            }
            return RecordingPartSource(answer.makeAsyncIterator()) { parts, failure in
                let recording = RecordedAnswer(request: request, parts: parts, failure: failure)
                recorded.withLock { $0[index] = recording }
            }
        }
    }
}

/// Hands out a stream's parts and keeps them.
private final class RecordingPartSource: PartSource {
    private var iterator: ResponseStream.AsyncIterator?
    private var parts: [StreamPart] = []
    private let ended: ([StreamPart], RecordedAnswer.Failure?) -> Void

    init(_ iterator: ResponseStream.AsyncIterator, ended: @escaping ([StreamPart], RecordedAnswer.Failure?) -> Void) {
        self.iterator = iterator
        self.ended = ended
    }

    func next(into parts: inout [StreamPart]) async throws -> Bool {
        guard var iterator = iterator.take() else { return false }
        do {
            guard let part = try await iterator.next() else {
                ended(self.parts, nil)
                return false
            }
            self.iterator = iterator
            self.parts.append(part)
            parts.append(part)
            return true
        } catch {
            if !(error is CancellationError) { ended(self.parts, RecordedAnswer.Failure(error)) }
            throw error
        }
    }
}
