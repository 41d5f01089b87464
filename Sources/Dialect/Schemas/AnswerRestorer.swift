/// Takes an answer to an adapted schema back to the form of the original while it is being written: leaves out the
/// object around it, and the members whose null means that they are absent.
///
/// Text in, text out; nothing is held back but what is not decided yet: a key until its value begins, and a value that
/// may obey several schemas until it is whole. The cost is linear in the text, wherever it was cut. What is no JSON
/// comes out as it is, from the first fault on.
package struct AnswerRestorer: Sendable {
    private enum State: Sendable {
        case value
        case elementOrEnd
        case keyOrEnd
        case key
        case colon
        case separator
        case text
        case literal
        /// A word that is null, or not: then the member it belongs to is absent.
        case word
        /// Nothing that follows is changed.
        case verbatim
        /// What follows belonged to the object around the answer.
        case over
    }

    private struct Frame: Sendable {
        let isObject: Bool
        /// Nil where nothing inside changes.
        let place: Int?
        var hasMembers = false
    }

    private var state = State.value
    private var frames: [Frame] = []
    private var plan: RestorationPlan
    private let restorer: SchemaRestorer
    /// Nil where nulls stay.
    private var place: Int?
    /// The key of the object around the answer, until it was seen.
    private var wrapper: String?
    /// Whether the answer itself is inside of an object that is left out.
    private let isWrapped: Bool

    private var output: [UInt8] = []
    /// A comma, a key and white space that wait for a value.
    private var held: [UInt8] = []
    private var comma: Int?
    /// The key that was read last, with its quotes.
    private var key: [UInt8] = []
    private var isEscaped = false
    private var dropsNull = false
    private var word: [UInt8] = []
    /// A value that must be whole, and how deep it lies.
    private var collected: (bytes: [UInt8], depth: Int, place: Int)?

    /// - Parameters:
    ///   - schema: The original schema.
    ///   - wrapper: The key under which the answer comes, if it comes in an object.
    ///   - hasNullsForAbsence: Whether an absent property may come as null.
    init(schema: JSONValue, wrapper: String?, hasNullsForAbsence: Bool) {
        plan = RestorationPlan(schema)
        restorer = SchemaRestorer(schema: schema)
        place = hasNullsForAbsence ? plan.start() : nil
        self.wrapper = wrapper
        isWrapped = wrapper != nil
    }

    /// Takes the next piece of the answer.
    ///
    /// - Returns: The next piece of the restored one; it may be empty.
    package mutating func append(_ piece: String) -> String {
        var piece = piece
        piece.withUTF8 { bytes in
            var index = 0
            while index < bytes.count {
                switch state {
                case .text, .key: index = readText(bytes, from: index)
                case .literal: index = readLiteral(bytes, from: index)
                case .verbatim:
                    emit(UnsafeBufferPointer(rebasing: bytes[index...]))
                    return
                case .over: return
                default: if receive(bytes[index]) { index &+= 1 }
                }
            }
        }
        return take()
    }

    /// No piece follows.
    ///
    /// - Returns: What was held back.
    package mutating func end() -> String {
        if state == .word { endWord() }
        spill()
        return take()
    }

    private mutating func take() -> String {
        guard !output.isEmpty else { return "" }
        defer { output.removeAll(keepingCapacity: true) }
        return String(decoding: output, as: UTF8.self)
    }

    // MARK: Structure

    /// - Returns: Whether the byte was taken.
    private mutating func receive(_ byte: UInt8) -> Bool {
        if state == .word { return readWord(byte) }
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09:
            held.append(byte)
            return true
        default: break
        }
        if wrapper != nil, frames.isEmpty, byte != UInt8(ascii: "{") { return fault() }
        switch state {
        case .elementOrEnd where byte == UInt8(ascii: "]"), .keyOrEnd where byte == UInt8(ascii: "}"): close(byte)
        case .elementOrEnd:
            let element = frames.last?.place.flatMap { plan.element(at: $0) }
            return open(byte, at: element, dropsNull: false)
        case .value:
            if frames.isEmpty { return open(byte, at: wrapper == nil ? place : nil, dropsNull: false) }
            return openMember(byte)
        case .keyOrEnd:
            guard byte == UInt8(ascii: "\"") else { return fault() }
            held.append(byte)
            key.removeAll(keepingCapacity: true)
            key.append(byte)
            state = .key
        case .colon:
            guard byte == UInt8(ascii: ":") else { return fault() }
            held.append(byte)
            state = .value
        case .separator: return separate(byte)
        case .key, .text, .literal, .word, .verbatim, .over: break
        }
        return true
    }

    private mutating func openMember(_ byte: UInt8) -> Bool {
        if let wrapper {
            guard let name, name == wrapper else { return fault() }
            self.wrapper = nil
            forget()
            return open(byte, at: place, dropsNull: false)
        }
        guard let place = frames.last?.place else { return open(byte, at: nil, dropsNull: false) }
        guard let name else { return fault() }
        let member = plan.member(name, at: place)
        return open(byte, at: member.place, dropsNull: member.dropsNull)
    }

    /// The key that was read last; nil where it is no text of JSON.
    private var name: String? {
        key.withUnsafeBytes { bytes in
            var reader = JSONReader(bytes)
            return try? reader.readString()
        }
    }

    private mutating func open(_ byte: UInt8, at place: Int?, dropsNull: Bool) -> Bool {
        if dropsNull, byte == UInt8(ascii: "n") {
            word = [byte]
            state = .word
            return true
        }
        let step = place.map { plan.step(at: $0) } ?? .verbatim
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard frames.count < JSONReader.maximumDepth else { return fault() }
            let isObject = byte == UInt8(ascii: "{")
            if wrapper == nil {
                release()
                if step == .whole, let place, collected == nil { collected = ([], frames.count, place) }
                emit(byte)
            } else {
                held.append(byte)
            }
            frames.append(Frame(isObject: isObject, place: step == .inside ? place : nil))
            state = isObject ? .keyOrEnd : .elementOrEnd
        case UInt8(ascii: "\""):
            release()
            emit(byte)
            (state, isEscaped) = (.text, false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "n"):
            release()
            emit(byte)
            state = .literal
        default: return fault()
        }
        return true
    }

    private mutating func separate(_ byte: UInt8) -> Bool {
        guard let frame = frames.last else { return fault() }
        switch byte {
        case UInt8(ascii: ","):
            comma = held.count
            held.append(byte)
            state = frame.isObject ? .keyOrEnd : .elementOrEnd
        case UInt8(ascii: "}") where frame.isObject, UInt8(ascii: "]") where !frame.isObject: close(byte)
        default: return fault()
        }
        return true
    }

    private mutating func close(_ byte: UInt8) {
        output(held)
        forget()
        frames.removeLast()
        emit(byte)
        if let value = collected, value.depth == frames.count {
            collected = nil
            output += restored(value.bytes, at: value.place)
        }
        endValue()
    }

    private func restored(_ bytes: [UInt8], at place: Int) -> [UInt8] {
        guard let value = try? JSONValue(parsing: bytes) else { return bytes }
        let restored = restorer.restoring(value, by: plan.schema(at: place))
        return restored == value ? bytes : restored.jsonBytes()
    }

    private mutating func endValue() {
        state = isWrapped && frames.count == 1 ? .over : .separator
    }

    /// Writes what waited for a value that is there now.
    private mutating func release() {
        if let last = frames.indices.last, !frames[last].hasMembers {
            frames[last].hasMembers = true
            // All members before it were left out.
            if let comma { held.remove(at: comma) }
        }
        output(held)
        forget()
    }

    private mutating func forget() {
        held.removeAll(keepingCapacity: true)
        comma = nil
    }

    /// What comes is no JSON.
    private mutating func fault() -> Bool {
        spill()
        state = .verbatim
        return false
    }

    /// Writes all that waits, as it came.
    private mutating func spill() {
        if let value = collected {
            collected = nil
            output += value.bytes
        }
        output += held
        forget()
    }

    // MARK: Texts and words

    private mutating func readText(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        var isOver = false
        while index < bytes.count, !isOver {
            if isEscaped {
                isEscaped = false
            } else if bytes[index] == UInt8(ascii: "\\") {
                isEscaped = true
            } else if bytes[index] == UInt8(ascii: "\"") {
                isOver = true
            }
            index &+= 1
        }
        let read = UnsafeBufferPointer(rebasing: bytes[start..<index])
        if state == .key {
            held.append(contentsOf: read)
            key.append(contentsOf: read)
            if isOver { state = .colon }
        } else {
            emit(read)
            if isOver { endValue() }
        }
        return index
    }

    private mutating func readLiteral(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, !Self.endsLiteral(bytes[index]) { index &+= 1 }
        emit(UnsafeBufferPointer(rebasing: bytes[start..<index]))
        if index < bytes.count { endValue() }
        return index
    }

    private mutating func readWord(_ byte: UInt8) -> Bool {
        if Self.endsLiteral(byte) {
            endWord()
            return false
        }
        word.append(byte)
        // Long enough to know that it is not null.
        if word.count > 4 {
            release()
            output(word)
            state = .literal
        }
        return true
    }

    private mutating func endWord() {
        if word == Array("null".utf8) {
            forget()
        } else {
            release()
            output(word)
        }
        word = []
        endValue()
    }

    private static func endsLiteral(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x20, 0x0A, 0x0D, 0x09: true
        default: false
        }
    }

    // MARK: Writing

    private mutating func emit(_ byte: UInt8) {
        if collected == nil { output.append(byte) } else { collected?.bytes.append(byte) }
    }

    private mutating func emit(_ bytes: UnsafeBufferPointer<UInt8>) {
        if collected == nil { output.append(contentsOf: bytes) } else { collected?.bytes.append(contentsOf: bytes) }
    }

    private mutating func output(_ bytes: [UInt8]) {
        if collected == nil { output += bytes } else { collected?.bytes += bytes }
    }
}
