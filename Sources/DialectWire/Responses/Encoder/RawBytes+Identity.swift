#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#else
    import Glibc
#endif

extension UnsafeRawBufferPointer {
    /// Whether the bytes are the same. Tools and histories may be many kilobytes, which the system compares fastest.
    func isIdentical(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let start = baseAddress, let otherStart = other.baseAddress, start != otherStart else { return true }
        return memcmp(start, otherStart, count) == 0
    }
}
