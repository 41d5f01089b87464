extension UnsafeRawBufferPointer {
    /// Whether the bytes are the same; compared by words, since tools and histories may be many kilobytes.
    func isIdentical(to other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard baseAddress != other.baseAddress else { return true }
        let word = MemoryLayout<UInt64>.size
        var offset = 0
        while offset + word <= count {
            guard
                loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    == other.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            else { return false }
            offset += word
        }
        while offset < count {
            guard self[offset] == other[offset] else { return false }
            offset += 1
        }
        return true
    }
}
