import Crypto

/// What two requests must have in common to share a connection: where it leads, who opened it with which headers, and
/// the caller's scope. Credentials are part of it by their digest alone.
struct ResponsesPoolKey: Sendable {
    /// The caller's scope; nil shares connections with all other requests that have none.
    let scope: String?
    let url: String
    /// What connections are opened with, credentials included; never shown.
    let headers: [String: String]
    private let digest: [UInt8]

    /// - Parameter model: The model that a connection is for, if it is for one only.
    init(url: String, headers: [String: String], scope: String?, model: String? = nil) {
        self.scope = scope
        self.url = url
        self.headers = headers
        var hash = SHA256()
        func add(_ text: String) {
            // The length keeps "ab" + "c" apart from "a" + "bc".
            withUnsafeBytes(of: UInt64(text.utf8.count)) { hash.update(bufferPointer: $0) }
            hash.update(data: Array(text.utf8))
        }
        add(url)
        add(model ?? "")
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
            add(name.lowercased())
            add(value)
        }
        digest = Array(hash.finalize())
    }
}

extension ResponsesPoolKey: Hashable {
    static func == (left: ResponsesPoolKey, right: ResponsesPoolKey) -> Bool {
        left.digest == right.digest && left.scope == right.scope
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(digest)
        hasher.combine(scope)
    }
}

extension ResponsesPoolKey: CustomStringConvertible, CustomReflectable {
    var description: String { "connections to \(url.split(separator: "?").first.map(String.init) ?? "")" }
    var customMirror: Mirror { Mirror(self, children: ["description": description], displayStyle: .struct) }
}
