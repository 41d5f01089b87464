#if canImport(CoreFoundation)
    // `stat` is its type too where it is loaded, as it is on Linux beside Foundation.
    import CoreFoundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A folder whose files may be read, and nothing outside of it: neither by `..`, nor by absolute paths, nor by links.
///
/// What a name begins with a dot is not shown either: keys tend to lie in such files.
struct ConfinedFolder: Sendable {
    /// Why something is not shown, in words for a model.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Something in a folder.
    struct Entry: Hashable, Sendable {
        let name: String
        let isFolder: Bool
        /// In bytes, for a file.
        let size: Int?
    }

    /// A piece of a file.
    struct Piece: Hashable, Sendable {
        let text: String
        /// Where the next piece begins; nil if this was the last.
        let nextOffset: Int?
        let size: Int
    }

    /// Without links.
    private let root: String

    /// - Throws: ``CommandFailure`` if there is no such folder.
    init(_ path: String) throws {
        guard let root = Self.canonical(path) else { throw CommandFailure("There is no folder \(path).") }
        self.root = root
    }

    /// The text of a file, from an offset in bytes and for `limit` bytes at most.
    ///
    /// - Throws: ``Refusal``.
    func read(_ path: String, from offset: Int = 0, limit: Int) throws(Refusal) -> Piece {
        let descriptor = try open(path, O_RDONLY)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Refusal(description: "\(path) is not a file")
        }
        let size = Int(status.st_size)
        guard offset >= 0, offset <= size else { throw Refusal(description: "\(path) has only \(size) bytes") }
        var bytes = [UInt8](repeating: 0, count: min(limit, size - offset))
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(offset + count))
            }
            if read < 0 { throw Refusal(description: "\(path) cannot be read") }
            if read == 0 { break }
            count += read
        }
        var piece = bytes.prefix(count)
        if offset + count < size { piece = Self.withoutCutCharacter(piece) }
        guard !piece.contains(0), let text = String(validating: piece, as: UTF8.self) else {
            throw Refusal(description: "\(path) is no text in UTF-8, at least not from byte \(offset) on")
        }
        let end = offset + piece.count
        return Piece(text: text, nextOffset: end < size && !piece.isEmpty ? end : nil, size: size)
    }

    /// What a folder holds, sorted by name, `limit` entries at most; and how many more there are.
    ///
    /// - Throws: ``Refusal``.
    func list(_ path: String, limit: Int) throws(Refusal) -> (entries: [Entry], more: Int) {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY)
        guard let folder = fdopendir(descriptor) else {
            close(descriptor)
            throw Refusal(description: "\(path) is not a folder")
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        names.sort()
        let entries = names.prefix(limit).map { name in
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                return Entry(name: name, isFolder: false, size: nil)
            }
            let kind = status.st_mode & S_IFMT
            return Entry(name: name, isFolder: kind == S_IFDIR, size: kind == S_IFREG ? Int(status.st_size) : nil)
        }
        return (entries, names.count - entries.count)
    }

    // MARK: Opening

    /// Opens what a path leads to if that lies within the folder.
    ///
    /// Links are resolved first, and then none may be met: a link that is put in the way in between leads nowhere.
    private func open(_ path: String, _ flags: Int32) throws(Refusal) -> Int32 {
        let outside = Refusal(
            description: "\(path) is not within the folder; paths are relative to it, such as notes/a.txt")
        guard !path.utf8.contains(0) else { throw Refusal(description: "a path has no zero bytes") }
        let whole = path.hasPrefix("/") ? path : "\(root)/\(path)"
        // First by the path alone, so that not even the absence of a file outside is told.
        guard isWithin(Self.lexical(whole)) else { throw outside }
        guard let canonical = Self.canonical(whole) else { throw Refusal(description: "there is no \(path)") }
        guard isWithin(canonical) else { throw outside }
        let names = canonical.dropFirst(root.count).split(separator: "/").map(String.init)
        guard !names.contains(where: { $0.hasPrefix(".") }) else {
            throw Refusal(description: "\(path) is hidden: names that begin with a dot are not shown")
        }
        var descriptor = Self.open(root, in: AT_FDCWD, O_RDONLY | O_DIRECTORY)
        for (index, name) in names.enumerated() where descriptor >= 0 {
            let parent = descriptor
            // A pipe would keep the reader waiting until somebody writes.
            let kind = index == names.count - 1 ? flags | O_NONBLOCK : O_RDONLY | O_DIRECTORY
            descriptor = Self.open(name, in: parent, kind)
            close(parent)
        }
        guard descriptor >= 0 else { throw Refusal(description: "\(path) cannot be opened") }
        return descriptor
    }

    private func isWithin(_ path: String) -> Bool {
        path == root || path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }

    private static func open(_ name: String, in folder: Int32, _ flags: Int32) -> Int32 {
        openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC)
    }

    /// The path without `.` and `..`, links not being looked at.
    private static func lexical(_ path: String) -> String {
        var names: [Substring] = []
        for name in path.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }

    private static func canonical(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What is left when the last character is taken away if its bytes are not all there.
    private static func withoutCutCharacter(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        // The first byte of a character is never 10xxxxxx, and says how many there are.
        guard let lead = bytes.suffix(4).lastIndex(where: { $0 & 0xC0 != 0x80 }) else { return bytes }
        let length =
            switch bytes[lead] {
            case ..<0x80: 1
            case ..<0xE0: 2
            case ..<0xF0: 3
            default: 4
            }
        return bytes.endIndex - lead < length ? bytes[..<lead] : bytes
    }
}
