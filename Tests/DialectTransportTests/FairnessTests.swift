import Dispatch
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import DialectTransport

@Suite struct FairnessTests {
    /// One thread, which runs what it is given in order, once it has all.
    private final class OneThread: TaskExecutor {
        private let queue = DispatchQueue(label: "one thread", attributes: .initiallyInactive)

        func begin() { queue.activate() }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }

    @Test func whoAlwaysFindsBytesLeavesTheThreadToOthers() async throws {
        let mailbox = ByteMailbox(
            eventLoop: MultiThreadedEventLoopGroup.singleton.any(), peer: "peer", highWatermark: 1, release: {})
        let finished = NIOLockedValueBox<[String]>([])
        let thread = OneThread()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: thread) {
                var clock = WaitClock(timeouts: TransportTimeouts(), deadline: nil, startingWith: .betweenEvents)
                for _ in 0..<100 {
                    var batch: [ByteBuffer] = []
                    _ = mailbox.put(ByteBuffer(string: "more"))
                    let hasMore = try await mailbox.next(into: &batch, &clock)
                    #expect(hasMore)
                    #expect(batch.count == 1)
                }
                finished.withLockedValue { $0.append("reader") }
            }
            group.addTask(executorPreference: thread) { finished.withLockedValue { $0.append("other") } }
            thread.begin()
            try await group.waitForAll()
        }
        #expect(finished.withLockedValue { $0 } == ["other", "reader"])
    }
}
