#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#elseif canImport(Glibc)
    import Glibc
#endif

/// The numbers of the system's errors that are worth a plain word.
enum ErrorNumber {
    static let refused = ECONNREFUSED
    static let reset = ECONNRESET
    static let noRoute = EHOSTUNREACH
    static let brokenPipe = EPIPE
}
