public import Dialect
import NIOCore
import NIOHTTP1

/// An answer whose body is still coming. Releasing it before its end closes the connection.
///
/// It is used by one task at a time.
public final class HTTPResponseBody {
    /// The HTTP status.
    public private(set) var status = 0
    /// Names in lower case; values of repeated headers joined by a comma. Cookies are left out.
    public private(set) var headers: [String: String] = [:]

    private let delegate: ResponseDelegate
    private var clock: WaitClock
    private var batch: [ByteBuffer] = []
    private var isComplete = false

    /// How long the rest of a body may take after its consumer has finished; one round trip is plenty.
    private static let grace = TimeAmount.seconds(1)

    init(delegate: ResponseDelegate, clock: WaitClock) {
        self.delegate = delegate
        self.clock = clock
    }

    deinit {
        guard !isComplete else { return }
        delegate.mailbox.close()
        delegate.cancel()
    }

    /// The id to quote to the provider's support.
    public var requestID: String? { Self.requestID(in: headers) }

    /// What the headers say of a response.
    public var metadata: ResponseMetadata { ResponseMetadata(requestID: requestID, headers: headers) }

    /// Waits for the next bytes and hands each chunk of a read burst to `receive`.
    ///
    /// - Returns: False once the body was complete.
    /// - Throws: ``LanguageModelError`` or `CancellationError`.
    public func next(_ receive: (UnsafeRawBufferPointer) throws -> Void) async throws -> Bool {
        let hasMore = try await nextChunks(receive)
        clock.entered(.betweenEvents)
        return hasMore
    }

    /// Like ``next(_:)``, but the wait for an event goes on until ``receivedEvent()``.
    package func nextChunks(_ receive: (UnsafeRawBufferPointer) throws -> Void) async throws -> Bool {
        // The wait for the head may have taken the first of the body along.
        if batch.isEmpty, try await !delegate.mailbox.next(into: &batch, &clock) { return false }
        defer { batch.removeAll(keepingCapacity: true) }
        for buffer in batch { try buffer.withUnsafeReadableBytes(receive) }
        return true
    }

    /// The next wait is for another event.
    package func receivedEvent() { clock.entered(.betweenEvents) }

    /// Reads the body of an error: at most `limit` bytes, the rest is cut off.
    ///
    /// - Throws: ``LanguageModelError`` or `CancellationError` if the connection failed before that.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit, try await next({ bytes.append(contentsOf: $0.prefix(limit - bytes.count)) }) {}
        return bytes
    }

    /// All that matters was read: what is left of the body, if it comes within a moment, is dropped, so that the
    /// connection can serve another request.
    public func complete() {
        guard !isComplete else { return }
        isComplete = true
        delegate.letFinish(within: Self.grace)
    }

    func waitForHead() async throws {
        var isSent = false
        while true {
            if let head = delegate.head { return received(head) }
            if !isSent, delegate.isRequestSent {
                isSent = true
                clock.entered(.firstEvent)
            }
            do {
                if try await delegate.mailbox.next(into: &batch, &clock) || delegate.head != nil { continue }
            } catch let error as LanguageModelError {
                // An answer that broke off is still an answer; its body will fail.
                if delegate.head != nil { continue }
                throw error
            }
            throw LanguageModelError(.connection, "\(delegate.peer) ended its answer before it began.")
        }
    }

    private func received(_ head: HTTPResponseHead) {
        status = Int(head.status.code)
        headers = Self.dictionary(head.headers)
        clock.entered(.firstEvent)
    }
}

extension HTTPResponseBody {
    static func dictionary(_ headers: HTTPHeaders) -> [String: String] {
        var dictionary: [String: String] = [:]
        for (name, value) in headers {
            let name = name.lowercased()
            if name == "set-cookie" { continue }
            dictionary[name] = dictionary[name].map { $0 + ", " + value } ?? value
        }
        return dictionary
    }

    /// Every provider calls it otherwise: OpenAI x-request-id, Anthropic request-id, Azure apim-request-id; a
    /// gateway's id is better than none.
    static func requestID(in headers: [String: String]) -> String? {
        ["x-request-id", "request-id", "apim-request-id", "x-ms-request-id", "x-amzn-requestid", "cf-ray"]
            .lazy.compactMap { headers[$0] }.first
    }
}
