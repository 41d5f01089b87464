import Foundation
import NIOCore
import NIOPosix

/// Counts what a consumer gets, and what it costs this process.
///
/// `@unchecked`: used by one event loop or one task, and by the main thread before it starts and after it ended.
final class Meter: @unchecked Sendable {
    private(set) var deltas = 0
    private(set) var bytes = 0
    private var requestedAt: UInt64 = 0
    private var waitsForFirst = false
    private var firstDeltas: [UInt64] = []
    private let notes: Int32?

    /// - Parameter notesPort: Where the server is told of each delta consumed.
    init(notesPort: Int?) {
        notes = notesPort.map(Self.connect)
    }

    func requesting() {
        requestedAt = DispatchTime.now().uptimeNanoseconds
        waitsForFirst = true
    }

    @inline(__always)
    func consumed(_ delta: String) {
        deltas &+= 1
        bytes &+= delta.utf8.count
        if waitsForFirst {
            waitsForFirst = false
            firstDeltas.append(DispatchTime.now().uptimeNanoseconds - requestedAt)
        }
        if let notes { _ = Foundation.write(notes, "d", 1) }
    }

    /// One line: deltas, bytes of text, CPU time of the process, its largest size, the median time to a first delta.
    var summary: String {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        func microseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1_000_000 + Int(time.tv_usec) }
        let cpu = microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
        let median = firstDeltas.isEmpty ? 0 : firstDeltas.sorted()[firstDeltas.count / 2]
        var line =
            "deltas=\(deltas) bytes=\(bytes) cpu_us=\(cpu) rss_kb=\(usage.ru_maxrss) first_us=\(Double(median) / 1000)"
        if let notes {
            var answer = [UInt8](repeating: 0, count: 64)
            _ = Foundation.write(notes, "q", 1)
            let count = read(notes, &answer, answer.count)
            let words = String(decoding: answer.prefix(max(0, count)), as: UTF8.self).split { $0 == " " || $0 == "\n" }
            line += words.count == 4 ? " late=\(words[1]) paced=\(words[3])" : " late=unknown"
        }
        return line
    }

    private static func connect(_ port: Int) -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        precondition(result == 0, "The server's notes cannot be reached.")
        return socket
    }
}
