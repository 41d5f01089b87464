import DialectDeflate
import Testing

@Suite struct RawDeflateTests {
    private static func compress(_ deflater: RawDeflater, _ message: [UInt8]) throws -> [UInt8] {
        var output: [UInt8] = []
        try message.withUnsafeBytes { try deflater.compress($0, to: appending(to: &output)) }
        return output
    }

    private static func decompress(
        _ inflater: RawInflater, _ bytes: [UInt8], isFinal: Bool = true, limit: Int = .max
    ) throws -> [UInt8] {
        var output: [UInt8] = []
        try bytes.withUnsafeBytes {
            try inflater.decompress($0, isFinal: isFinal, limit: limit, to: appending(to: &output))
        }
        return output
    }

    /// Lends exactly what is asked for, so that an output in many pieces is tried too.
    private static func appending(to output: UnsafeMutablePointer<[UInt8]>) -> DeflateOutput {
        { minimum, write in
            var room = [UInt8](repeating: 0xAA, count: minimum)
            let count = room.withUnsafeMutableBytes(write)
            output.pointee += room[..<count]
        }
    }

    private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    private static let text = Array(#"{"type":"response.output_text.delta","delta":"Hello"}"#.utf8)

    // MARK: The RFC's examples

    @Test func compressesAndReadsTheExamplesOfTheRFC() throws {
        // RFC 7692, section 7.2.3: "Hello" twice with a shared window, in a block without compression, in a final block.
        let inflater = RawInflater(windowBits: 15, keepsContext: true)
        let hello = Array("Hello".utf8)
        #expect(try Self.decompress(inflater, [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00]) == hello)
        #expect(try Self.decompress(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]) == hello)
        #expect(
            try Self.decompress(inflater, [0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00]) == hello)
        #expect(try Self.decompress(inflater, [0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00]) == hello)
        // The window outlives the final block.
        #expect(try Self.decompress(inflater, [0xf2, 0x00, 0x11, 0x00, 0x00]) == hello)
        #expect(
            try Self.decompress(
                inflater, [0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00]) == hello)
        #expect(try Self.decompress(inflater, [0x00]).isEmpty)

        let deflater = RawDeflater(windowBits: 15, level: 6, keepsContext: true)
        #expect(try Self.compress(deflater, hello) == [0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00])
        #expect(try Self.compress(deflater, []) == [0x00])
        #expect(try Self.compress(deflater, hello) == [0xf2, 0x00, 0x11, 0x00, 0x00])
    }

    // MARK: Round trips

    @Test(arguments: 9...15, [true, false]) func whatWasCompressedIsRead(windowBits: Int, keepsContext: Bool) throws {
        for level in [1, 6, 9] {
            let deflater = RawDeflater(windowBits: windowBits, level: level, keepsContext: keepsContext)
            let inflater = RawInflater(windowBits: windowBits, keepsContext: keepsContext)
            for count in [0, 1, 255, 256, 257, 1000, 32_768, 70_001] {
                for message in [
                    Self.noise(count, seed: 7), [UInt8](repeating: 0x61, count: count),
                    Array((0..<count).map { Self.text[$0 % Self.text.count] }),
                ] {
                    let compressed = try Self.compress(deflater, message)
                    #expect(compressed.suffix(4) != [0, 0, 0xFF, 0xFF])
                    #expect(try Self.decompress(inflater, compressed, limit: count) == message)
                }
            }
        }
    }

    @Test func everyLengthAroundTheRoomIsRead() throws {
        // The held-back end of a message falls on every place of the output's pieces.
        let deflater = RawDeflater(windowBits: 15, level: 1, keepsContext: true)
        let inflater = RawInflater(windowBits: 15, keepsContext: true)
        for count in 200..<600 {
            let message = Self.noise(count, seed: UInt64(count))
            #expect(try Self.decompress(inflater, Self.compress(deflater, message)) == message)
        }
    }

    @Test(arguments: 9...15, [true, false]) func whatLongMessagesEndWithIsRead(
        windowBits: Int, keepsContext: Bool
    ) throws {
        // Never too short to be compressed by itself.
        let window = max(1 << windowBits, 8 << 10)
        let endings = (0..<2).map { Self.noise(window + 500, seed: UInt64($0)).map { $0 & 0x1F } }
        let short = Array(endings[0].prefix(window / 2))
        var messages: [[UInt8]] = []
        for round in 0..<4 {
            // The beginning repeats what stands before, near and far, and what is in the ending.
            let head = Self.noise(300, seed: UInt64(round)) + short.prefix(200)
            messages += [head + endings[0], head + endings[0], endings[0], short, head]
            messages += [head + endings[1], Array(head.reversed()) + endings[1], endings[1] + head]
            // Endings that differ by little, and that are a part of one another.
            messages += [head + [7] + endings[0], head + [7] + endings[0], endings[1] + endings[0]]
            messages += [[UInt8](repeating: 7, count: 3 * window), [UInt8](repeating: 7, count: 2 * window + 1)]
        }
        messages.append(Self.noise(1 << 20, seed: 9) + endings[0])
        messages.append(endings[0])
        let deflater = RawDeflater(windowBits: windowBits, level: 3, keepsContext: keepsContext)
        let inflater = RawInflater(windowBits: windowBits, keepsContext: keepsContext)
        for (index, message) in messages.enumerated() {
            let compressed = try Self.compress(deflater, message)
            #expect(compressed.suffix(4) != [0, 0, 0xFF, 0xFF])
            #expect(try Self.decompress(inflater, compressed, limit: message.count) == message, "\(index)")
        }
    }

    @Test func whatLongMessagesEndWithIsCompressedOnce() throws {
        let ending = Self.noise(40_000, seed: 5).map { $0 & 0x1F }
        let deflater = RawDeflater(windowBits: 15, level: 3, keepsContext: true)
        let compressed = try (0..<4).map { try Self.compress(deflater, Self.noise(100, seed: $0) + ending) }
        let alone = try Self.compress(RawDeflater(windowBits: 15, level: 3, keepsContext: false), ending)
        #expect(compressed[0].suffix(alone.count) != alone[...])
        for message in compressed[1...] { #expect(message.suffix(alone.count) == alone[...]) }
        // Where the window reaches, it says more.
        let near = RawDeflater(windowBits: 15, level: 3, keepsContext: true)
        let text = Array(ending.prefix(20_000))
        _ = try Self.compress(near, text)
        #expect(try Self.compress(near, Self.noise(100, seed: 1) + text).count < 1000)
    }

    @Test func fragmentsAreOneMessage() throws {
        let message = Array((0..<5000).map { Self.text[$0 % Self.text.count] }) + Self.noise(500, seed: 1)
        let compressed = try Self.compress(RawDeflater(windowBits: 15, level: 6, keepsContext: true), message)
        for size in [1, 2, 7, 100] {
            let inflater = RawInflater(windowBits: 15, keepsContext: false)
            for _ in 0..<2 {
                var output: [UInt8] = []
                for start in stride(from: 0, to: compressed.count, by: size) {
                    let end = min(start + size, compressed.count)
                    output += try Self.decompress(inflater, Array(compressed[start..<end]), isFinal: false)
                }
                output += try Self.decompress(inflater, [])
                #expect(output == message)
            }
        }
    }

    @Test func aContextIsKeptOnlyIfWanted() throws {
        let message = Self.noise(1000, seed: 3)
        let keeping = RawDeflater(windowBits: 15, level: 6, keepsContext: true)
        let forgetting = RawDeflater(windowBits: 15, level: 6, keepsContext: false)
        let first = try Self.compress(keeping, message)
        let second = try Self.compress(keeping, message)
        #expect(second.count < 50)
        #expect(try Self.compress(forgetting, message) == first)
        #expect(try Self.compress(forgetting, message) == first)
        #expect(throws: DeflateError.invalidData) {
            try Self.decompress(RawInflater(windowBits: 15, keepsContext: true), second)
        }
    }

    @Test func aSmallerWindowRefersNoFurther() throws {
        let message = Self.noise(600, seed: 5)
        let deflater = RawDeflater(windowBits: 9, level: 9, keepsContext: true)
        let first = try Self.compress(deflater, message)
        #expect(try Self.compress(deflater, message).count > first.count - 10)
    }

    // MARK: Limits

    @Test func aBombStopsAtTheLimit() throws {
        let bomb = try Self.compress(
            RawDeflater(windowBits: 15, level: 9, keepsContext: false), [UInt8](repeating: 0, count: 50 << 20))
        #expect(bomb.count < 60_000)
        var made = 0
        var mostLent = 0
        #expect(throws: DeflateError.tooLong(limit: 100_000)) {
            try bomb.withUnsafeBytes { bomb in
                try RawInflater(windowBits: 15, keepsContext: true).decompress(bomb, isFinal: true, limit: 100_000) {
                    minimum, write in
                    mostLent = max(mostLent, minimum)
                    // A generous buffer must not be filled beyond the limit either.
                    var room = [UInt8](repeating: 0, count: minimum + 65_536)
                    made += room.withUnsafeMutableBytes(write)
                }
            }
        }
        #expect(made == 100_000)
        #expect(mostLent <= 100_000)
    }

    @Test(arguments: [0, 1, 4999, 5000, 5001]) func theLimitIsExact(limit: Int) throws {
        let compressed = try Self.compress(
            RawDeflater(windowBits: 15, level: 6, keepsContext: true), [UInt8](repeating: 1, count: 5000))
        let result = Result {
            try Self.decompress(RawInflater(windowBits: 15, keepsContext: true), compressed, limit: limit)
        }
        switch result {
        case .success(let output): #expect(limit >= 5000 && output.count == 5000)
        case .failure(let error): #expect(limit < 5000 && error as? DeflateError == .tooLong(limit: limit))
        }
    }

    // MARK: Bad data

    @Test func dataCutAnywhereIsRefused() throws {
        let message = Array(Self.text + Self.text.reversed() + Self.noise(50, seed: 9))
        let compressed = try Self.compress(RawDeflater(windowBits: 15, level: 6, keepsContext: true), message)
        for length in 1..<compressed.count - 1 {
            let result = Result {
                try Self.decompress(
                    RawInflater(windowBits: 15, keepsContext: true), Array(compressed[..<length]))
            }
            if case .success(let output) = result { Issue.record("\(length) bytes gave \(output.count)") }
        }
    }

    @Test(
        arguments: [
            [0x07], [0xFF, 0xFF, 0xFF], [0x00, 0x05, 0x00, 0x00, 0x00, 0x48], [0xf2, 0x00, 0x11, 0x00, 0x00], [],
        ] as [[UInt8]]) func whatIsNotDeflateIsRefused(bytes: [UInt8])
    {
        #expect(throws: DeflateError.invalidData) {
            try Self.decompress(RawInflater(windowBits: 15, keepsContext: true), bytes)
        }
    }

    @Test func manyFinalBlocksTakeNoTimeEach() throws {
        // Each of these blocks is final and empty: the window must not be copied for each of them.
        let inflater = RawInflater(windowBits: 15, keepsContext: true)
        let deflater = RawDeflater(windowBits: 15, level: 1, keepsContext: true)
        let text = Self.noise(40_000, seed: 2)
        #expect(try Self.decompress(inflater, Self.compress(deflater, text)) == text)
        let blocks = [UInt8]((0..<40_000).map { UInt8($0.isMultiple(of: 2) ? 0x03 : 0x00) })
        #expect(try Self.decompress(inflater, blocks + [0x00]).isEmpty)
        #expect(try Self.decompress(inflater, Self.compress(deflater, text)) == text)
    }
}
