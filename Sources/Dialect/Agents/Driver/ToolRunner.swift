/// Runs tools as tasks, and is where news of them wait for the one task that drives the run.
///
/// Every task is known here until it ends, and is cancelled when the run is over, whatever way that is.
final class ToolRunner: Sendable {
    /// Names a call in the whole run.
    struct Key: Hashable, Sendable {
        let step: Int
        let index: Int
    }

    enum News: Sendable {
        case finished(Key, Result<ToolOutput, any Error>)
        case progress(Key, JSONValue)
        case spent(Usage)
        /// Tools did not end that the tool of a call has run itself.
        case leftBehind([ToolCall])
        case timedOut(Key)
        /// A tool that was out of time had its time to end, and has not.
        case overdue(Key)
        /// The task that drives the run was cancelled.
        case cancelled
        /// Tools that were cancelled had their time to end.
        case graceOver
    }

    fileprivate struct State {
        var news: [News] = []
        var progressCount = 0
        var waiter: CheckedContinuation<Void, Never>?
        var tasks: [Key: Task<Void, Never>] = [:]
        /// Those that cancel tools, and then those that give up waiting for their end.
        var timers: [Key: Task<Void, Never>] = [:]
        var grace: Task<Void, Never>?
        var isClosed = false

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? { waiter.take() }
    }

    /// More reports than these are not kept for a consumer that does not come.
    private static let maximumProgress = 1_000

    private let state = LockedValue(State())

    /// Whether no task of a tool is left.
    var isIdle: Bool { state.withLock { $0.tasks.isEmpty } }

    // MARK: Tools

    /// - Parameter grace: How long the tool gets to end when it is out of time.
    func start(
        _ key: Key, timeout: Duration?, grace: Duration, _ body: @escaping @Sendable () async throws -> ToolOutput
    ) {
        state.withLock { state in
            guard !state.isClosed else { return }
            let work = ToolWork(body)
            state.tasks[key] = Task { self.ended(key, await work.result()) }
            guard let timeout else { return }
            state.timers[key] = Task {
                do { try await Task.sleep(for: timeout) } catch { return }
                self.timedOut(key, grace: grace)
            }
        }
    }

    private func ended(_ key: Key, _ result: Result<ToolOutput, any Error>) {
        let (timer, waiter) = state.withLock { state in
            state.tasks[key] = nil
            if !state.isClosed { state.news.append(.finished(key, result)) }
            return (state.timers.removeValue(forKey: key), state.takeWaiter())
        }
        timer?.cancel()
        waiter?.resume()
    }

    private func timedOut(_ key: Key, grace: Duration) {
        let (task, waiter) = state.withLock { state in
            state.timers[key] = nil
            guard let task = state.tasks[key], !state.isClosed else {
                return (nil as Task<Void, Never>?, state.takeWaiter())
            }
            state.timers[key] = Task {
                do { try await Task.sleep(for: grace) } catch { return }
                self.put(.overdue(key))
            }
            state.news.append(.timedOut(key))
            return (task, state.takeWaiter())
        }
        task?.cancel()
        waiter?.resume()
    }

    /// Adds news that are no end of a tool.
    func put(_ news: News) {
        state.withLock { state in
            guard !state.isClosed else { return nil as CheckedContinuation<Void, Never>? }
            state.news.append(news)
            if case .progress = news { state.countProgress(Self.maximumProgress) }
            return state.takeWaiter()
        }?.resume()
    }

    // MARK: The run

    /// Waits until there is news and takes all of it.
    ///
    /// - Parameter isCancellable: Whether to return with `cancelled` as soon as the task is.
    func next(isCancellable: Bool) async -> [News] {
        if isCancellable {
            await withTaskCancellationHandler {
                await wait()
            } onCancel: {
                put(.cancelled)
            }
        } else {
            await wait()
        }
        return state.withLock { state in
            state.dropProgress(beyond: Self.maximumProgress)
            defer { (state.news, state.progressCount) = ([], 0) }
            return state.news
        }
    }

    private func wait() async {
        await withCheckedContinuation { continuation in
            let isNow = state.withLock { state in
                guard state.news.isEmpty, !state.isClosed else { return true }
                state.waiter = continuation
                return false
            }
            if isNow { continuation.resume() }
        }
    }

    /// Asks all tools to end, and tells when they have had the time for it.
    func cancelAll(grace: Duration) {
        let tasks = state.withLock { state in
            if state.grace == nil {
                state.grace = Task {
                    do { try await Task.sleep(for: grace) } catch { return }
                    self.put(.graceOver)
                }
            }
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
    }

    /// Lets go of everything; what is said from now on is not heard.
    ///
    /// - Returns: The calls whose tools have not ended.
    @discardableResult
    func close() -> [Key] {
        let (left, tasks, waiter) = state.withLock { state in
            state.isClosed = true
            state.news = []
            let tasks = Array(state.tasks.values) + Array(state.timers.values) + [state.grace].compactMap(\.self)
            let left = Array(state.tasks.keys)
            (state.tasks, state.timers, state.grace) = ([:], [:], nil)
            return (left, tasks, state.takeWaiter())
        }
        for task in tasks { task.cancel() }
        waiter?.resume()
        return left.sorted { ($0.step, $0.index) < ($1.step, $1.index) }
    }
}

extension ToolRunner.State {
    /// Makes room where there are far too many reports: all at once, since taking out one moves all after it.
    fileprivate mutating func countProgress(_ maximum: Int) {
        progressCount += 1
        if progressCount >= 2 * maximum { dropProgress(beyond: maximum) }
    }

    /// Drops the oldest reports but so many.
    fileprivate mutating func dropProgress(beyond maximum: Int) {
        var surplus = progressCount - maximum
        guard surplus > 0 else { return }
        news.removeAll { news in
            guard surplus > 0, case .progress = news else { return false }
            surplus -= 1
            return true
        }
        progressCount = maximum
    }
}

/// What a tool is to do. It is let go of before anybody hears of its end: it knows the history, which is copied where
/// it grows while somebody holds it.
private final class ToolWork: Sendable {
    private let body: LockedValue<(@Sendable () async throws -> ToolOutput)?>

    init(_ body: @escaping @Sendable () async throws -> ToolOutput) {
        self.body = LockedValue(body)
    }

    /// Does it; once.
    func result() async -> Result<ToolOutput, any Error> {
        guard let body = body.withLock({ $0.take() }) else { return .failure(CancellationError()) }
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
