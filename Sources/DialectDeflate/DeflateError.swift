/// Why compressed bytes could not be read, or a stream could not be set up.
package enum DeflateError: Error, Hashable, Sendable {
    /// The bytes are not deflate data, or a message ends in the middle of it.
    case invalidData
    /// The message is longer than the limit, in bytes; no more than that was inflated.
    case tooLong(limit: Int)
    /// There is no memory for a stream's window.
    case noMemory
}
