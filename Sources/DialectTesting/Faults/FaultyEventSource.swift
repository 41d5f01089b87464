public import Dialect

/// A transport that loses, repeats or spoils events, for tests of what lies above it: parsers and providers.
///
/// ```swift
/// let parts = DrivenPartSource(parser: parser, model: id) {
///     FaultyEventSource(try await connect(), fault: .drop(at: 3))
/// }
/// ```
///
/// What goes wrong on the wire itself, below the events, is a matter for the server of the test: see `FaultPlan` of
/// DialectServer.
public final class FaultyEventSource: EventSource {
    /// What goes wrong. Events are counted from 0.
    public enum Fault: Hashable, Sendable {
        /// The connection is lost before the event.
        case lose(before: Int)
        /// The transport ends before the event as if the response had.
        case end(before: Int)
        /// The event does not come.
        case drop(at: Int)
        /// The event comes twice.
        case repetition(at: Int)
        /// The event comes with other bytes.
        case spoil(at: Int, bytes: [UInt8])
        /// The event is cut after so many bytes.
        case truncate(at: Int, to: Int)
    }

    private let base: any EventSource
    private let fault: Fault?
    private var eventCount = 0

    /// - Parameter fault: Nil leaves everything as it is.
    public init(_ base: any EventSource, fault: Fault?) {
        self.base = base
        self.fault = fault
    }

    public var metadata: ResponseMetadata { base.metadata }
    public var warnings: [ModelWarning] { base.warnings }
    public func complete() { base.complete() }

    public func next(_ receive: (UnsafeRawBufferPointer) -> Void) async throws -> Bool {
        var end: Fault?
        let mayContinue = try await base.next { event in
            defer { eventCount += 1 }
            guard end == nil else { return }
            switch fault {
            case .lose(eventCount), .end(eventCount): end = fault
            case .drop(eventCount): break
            case .repetition(eventCount):
                receive(event)
                receive(event)
            case .spoil(eventCount, let bytes): bytes.withUnsafeBytes(receive)
            case .truncate(eventCount, let count): receive(UnsafeRawBufferPointer(rebasing: event.prefix(count)))
            default: receive(event)
            }
        }
        switch end {
        case .lose: throw LanguageModelError(.connection, "The connection was lost, as the test wants it.")
        case .end: return false
        default: return mayContinue
        }
    }
}
