#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Text for people, written at once: a stream of deltas must not wait for the end of a line.
enum Terminal {
    static func write(_ text: String) {
        writeAll(text, to: STDOUT_FILENO)
    }

    static func line(_ text: String = "") { write(text + "\n") }

    /// What went wrong; apart from the output proper.
    static func error(_ text: String) { writeError(text + "\n") }

    /// The same without the end of the line.
    static func writeError(_ text: String) { writeAll(text, to: STDERR_FILENO) }

    /// The streams of a process.
    enum Stream {
        case input, output, error
    }

    /// Whether a stream leads to a terminal, and not to a file or another program.
    static func isTerminal(_ stream: Stream) -> Bool {
        let descriptor =
            switch stream {
            case .input: STDIN_FILENO
            case .output: STDOUT_FILENO
            case .error: STDERR_FILENO
            }
        return isatty(descriptor) == 1
    }

    private static func writeAll(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                    Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            // A reader that has left, such as `head`, needs no more.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
