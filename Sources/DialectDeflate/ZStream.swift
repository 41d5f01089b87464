import CDialectZlib

/// A zlib stream at an address of its own, since zlib's state points back to it.
struct ZStream: ~Copyable {
    enum Direction { case deflating, inflating }

    let pointer: UnsafeMutablePointer<z_stream>
    private let direction: Direction

    /// Raw deflate, without zlib's header and check sum (RFC 1951).
    init(deflatingWithWindowBits windowBits: Int, level: Int) throws {
        // The hash table shrinks with the window: 8, zlib's default, for the largest.
        let memoryLevel = max(1, windowBits - 7)
        try self.init(.deflating) { stream in
            CDialectZlib_deflateInit2(
                stream, Int32(level), Z_DEFLATED, -Int32(windowBits), Int32(memoryLevel), Z_DEFAULT_STRATEGY)
        }
    }

    init(inflatingWithWindowBits windowBits: Int) throws {
        try self.init(.inflating) { CDialectZlib_inflateInit2($0, -Int32(windowBits)) }
    }

    private init(_ direction: Direction, _ setUp: (UnsafeMutablePointer<z_stream>) -> Int32) throws {
        let pointer = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        pointer.initialize(to: z_stream())
        guard setUp(pointer) == Z_OK else {
            pointer.deallocate()
            throw DeflateError.noMemory
        }
        self.pointer = pointer
        self.direction = direction
    }

    deinit {
        switch direction {
        case .deflating: deflateEnd(pointer)
        case .inflating: inflateEnd(pointer)
        }
        pointer.deallocate()
    }
}

extension ZStream {
    /// Lets zlib read the input while the body runs, at most the 4 GB that it can count.
    func read(_ input: UnsafeRawBufferPointer, _ body: () throws -> Void) throws {
        guard let count = UInt32(exactly: input.count) else { throw DeflateError.noMemory }
        // zlib does not write through the pointer; its type lacks the const.
        pointer.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        pointer.pointee.avail_in = count
        defer { pointer.pointee.next_in = nil }
        try body()
    }

    /// Lets zlib write to the target.
    ///
    /// - Returns: zlib's word, and how many bytes it wrote.
    func write(
        to target: UnsafeMutableRawBufferPointer, _ step: (UnsafeMutablePointer<z_stream>) -> Int32
    ) -> (status: Int32, count: Int) {
        let room = UInt32(clamping: target.count)
        pointer.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        pointer.pointee.avail_out = room
        let status = step(pointer)
        pointer.pointee.next_out = nil
        return (status, Int(room - pointer.pointee.avail_out))
    }
}

/// Lends at least so many bytes at the end of a growing buffer, and keeps as many as the closure returns. It is what
/// `ByteBuffer.writeWithUnsafeMutableBytes` does, so that nothing is copied and this module needs no NIO.
package typealias DeflateOutput = (_ minimum: Int, _ write: (UnsafeMutableRawBufferPointer) -> Int) -> Void
