import Foundation

/// What this process has cost so far.
public enum ThisProcess {
    /// CPU time in microseconds, user and system, of all threads.
    public static var cpuMicroseconds: Int {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        return microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    }

    /// Resident memory now, in KiB; Linux only, elsewhere 0.
    public static var residentKiB: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    /// The clock that all processes of a machine share, in nanoseconds.
    public static var nanoseconds: Int { Int(DispatchTime.now().uptimeNanoseconds) }

    /// Does it, and waits until it is done; what it throws ends the process.
    ///
    /// For a `main` that is not asynchronous: such a one would leave the main thread to Dispatch, in a way in which
    /// valgrind crashes.
    public static func wait(for body: @escaping @Sendable () async throws -> Void) {
        let isDone = DispatchSemaphore(value: 0)
        Task {
            do {
                try await body()
            } catch {
                fail("\(error)")
            }
            isDone.signal()
        }
        isDone.wait()
    }

    /// Writes one line for the script that started this process, at once.
    public static func report(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Reports what is wrong, and ends.
    public static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(1)
    }

    private static func microseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1_000_000 + Int(time.tv_usec) }
}
