#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// A value that threads share, behind a lock of the C library; docs/decisions/0011-locks-that-tools-understand.md says
/// why not `Mutex`.
// Sendable because `value` is touched only while `mutex` is held.
package final class LockedValue<Value: Sendable>: @unchecked Sendable {
    private var value: Value
    // A mutex must stay where it is, so it has memory of its own.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    package init(_ value: Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init failed with \(code)")
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Holds the lock for the time of the call; what is called must not come back here.
    package func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        let code = pthread_mutex_lock(mutex)
        precondition(code == 0, "pthread_mutex_lock failed with \(code)")
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
