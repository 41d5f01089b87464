import Dispatch
import Testing

@testable import DialectCLI

@Suite("Lines from the standard input")
struct StandardInputTests {
    @Test("come in order, and then none")
    func lines() async {
        let lines = Lines(["a", "b"])
        let input = StandardInput { lines.take() }
        let first = await input.next()
        let second = await input.next()
        let end = await input.next()
        #expect([first, second, end] == ["a", "b", nil])
    }

    @Test("a line that nobody waits for any more is given to the next who asks")
    func cancellation() async {
        let typed = DispatchSemaphore(value: 0)
        let input = StandardInput {
            typed.wait()
            return "late"
        }
        let waiting = Task { await input.next() }
        waiting.cancel()
        let none = await waiting.value
        #expect(none == nil)
        typed.signal()
        let late = await input.next()
        #expect(late == "late")
    }

    @Test("there are none when it is closed, even for who waits")
    func closing() async {
        let typed = DispatchSemaphore(value: 0)
        let input = StandardInput {
            typed.wait()
            return "late"
        }
        let waiting = Task { await input.next() }
        input.close()
        let none = await waiting.value
        let neither = await input.next()
        #expect(none == nil)
        #expect(neither == nil)
        typed.signal()
    }
}
