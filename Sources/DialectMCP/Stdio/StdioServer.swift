#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A server that is a program on this machine.
struct StdioServer: Sendable {
    /// A name that is looked for in `PATH`, or a path.
    var command: String
    var arguments: [String]
    /// Set beside the variables that every server gets.
    var environment: [String: String]
    var workingDirectory: String?

    /// What programs need to run at all. Nothing else of the app's environment is passed on, since keys lie there.
    private static let inherited = ["HOME", "LANG", "LOGNAME", "PATH", "SHELL", "TERM", "TMPDIR", "TZ", "USER"]

    var wholeEnvironment: [String: String] {
        var whole: [String: String] = [:]
        for name in Self.inherited {
            if let value = getenv(name) { whole[name] = String(cString: value) }
        }
        return whole.merging(environment) { $1 }
    }

    /// The program's name, for messages and logs.
    var name: String { command.split(separator: "/").last.map(String.init) ?? command }
}
