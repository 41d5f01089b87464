import Foundation
import Testing

@testable import DialectCLI

@Suite("The folder that tools may see")
struct ConfinedFolderTests {
    private let outer: TemporaryFolder
    private let folder: ConfinedFolder

    init() throws {
        outer = try TemporaryFolder()
        try outer.write("secret", to: "secret.txt")
        try outer.write("secret", to: "inner-other/secret.txt")
        try outer.write("Hello", to: "inner/a.txt")
        try outer.write("Grüße", to: "inner/notes/b.txt")
        try outer.write("KEY=1", to: "inner/.env")
        try outer.write("x", to: "inner/.git/config")
        for (link, target) in [
            ("inner/out", "../secret.txt"), ("inner/up", ".."), ("inner/in", "notes/b.txt"), ("inner/key", ".env"),
            ("inner/loop", "loop"), ("inner/root", "/"),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: outer.file(link), withDestinationPath: target)
        }
        folder = try ConfinedFolder(outer.file("inner"))
    }

    @Test(
        "shows its files",
        arguments: [
            ("a.txt", "Hello"), ("./a.txt", "Hello"), ("notes/b.txt", "Grüße"), ("notes/../a.txt", "Hello"),
            ("notes//b.txt", "Grüße"), ("in", "Grüße"),
        ])
    func files(_ path: String, _ text: String) throws {
        #expect(try folder.read(path, limit: 100).text == text)
    }

    @Test("takes absolute paths that lead into it")
    func absolute() throws {
        // The system may know the folder for temporary files by several names.
        let resolved = URL(fileURLWithPath: outer.path).resolvingSymlinksInPath().path
        let path = resolved + "/inner/a.txt"
        if (try? ConfinedFolder(resolved + "/inner")) != nil, path.hasPrefix(outer.path) {
            #expect(try folder.read(path, limit: 100).text == "Hello")
        }
        #expect(throws: ConfinedFolder.Refusal.self) { try folder.read(outer.file("secret.txt"), limit: 100) }
    }

    @Test(
        "shows nothing outside of it, hidden, or that is no file",
        arguments: [
            "../secret.txt", "notes/../../secret.txt", "../inner-other/secret.txt", "out", "up/secret.txt", "up",
            "/etc/passwd", "root/etc/passwd", "../missing.txt", "a.txt/../../secret.txt", ".env", "key", ".git/config",
            "notes/../.env", "missing.txt", "loop", "notes", ".", "", "a.txt\0/x", "a.txt/", "..", "/",
        ])
    func refusals(_ path: String) {
        #expect(throws: ConfinedFolder.Refusal.self) { try folder.read(path, limit: 100) }
    }

    @Test("does not tell what is outside of it")
    func sameRefusal() {
        func refusal(_ path: String) -> String {
            do {
                _ = try folder.read(path, limit: 1)
                return ""
            } catch { return error.description.replacing(path, with: "") }
        }
        #expect(refusal("../secret.txt") == refusal("../missing.txt"))
    }

    @Test("waits for no pipe")
    func pipe() throws {
        #expect(mkfifo(outer.file("inner/pipe"), 0o600) == 0)
        #expect(throws: ConfinedFolder.Refusal.self) { try folder.read("pipe", limit: 1) }
    }

    @Test("shows a large file in pieces that cut no character")
    func pieces() throws {
        let text = String(repeating: "aé世🌍", count: 100)
        try outer.write(text, to: "inner/large.txt")
        for limit in 4...9 {
            var read = ""
            var offset: Int? = 0
            while let start = offset {
                let piece = try folder.read("large.txt", from: start, limit: limit)
                #expect(piece.text.utf8.count <= limit)
                #expect(piece.size == text.utf8.count)
                read += piece.text
                offset = piece.nextOffset
            }
            #expect(read == text)
        }
        #expect(throws: ConfinedFolder.Refusal.self) { try folder.read("large.txt", from: 100_000, limit: 9) }
        #expect(throws: ConfinedFolder.Refusal.self) { try folder.read("large.txt", from: -1, limit: 9) }
    }

    @Test("shows only text")
    func binary() throws {
        for bytes in [[0xFF, 0xFE], [0x41, 0x00, 0x42]] as [[UInt8]] {
            try Data(bytes).write(to: URL(fileURLWithPath: outer.file("inner/binary")))
            #expect(throws: ConfinedFolder.Refusal.self) { try folder.read("binary", limit: 100) }
        }
    }

    @Test("lists what is not hidden")
    func lists() throws {
        let (entries, more) = try folder.list(".", limit: 100)
        #expect(entries.map(\.name) == ["a.txt", "in", "key", "loop", "notes", "out", "root", "up"])
        #expect(entries.filter(\.isFolder).map(\.name) == ["notes"])
        #expect(entries.first?.size == 5)
        #expect(more == 0)
        let (first, rest) = try folder.list("", limit: 2)
        #expect(first.map(\.name) == ["a.txt", "in"])
        #expect(rest == 6)
        for path in ["..", "up", "a.txt", ".git", "/", "missing"] {
            #expect(throws: ConfinedFolder.Refusal.self) { try folder.list(path, limit: 1) }
        }
    }
}
