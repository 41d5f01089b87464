import Testing

@testable import DialectCLI

@Suite("Ctrl-C")
struct InterruptionMachineTests {
    @Test("ends the turn, and the next one again only the turn")
    func turns() {
        var machine = InterruptionMachine(reminds: true)
        for _ in 1...2 {
            machine.turnBegan()
            #expect(machine.received() == .cancelTurn)
            machine.turnEnded()
        }
        #expect(!machine.hasLeft)
    }

    @Test("reminds first where there is no turn, and then leaves")
    func leaving() {
        var machine = InterruptionMachine(reminds: true)
        #expect(machine.received() == .remind)
        #expect(machine.received() == .leave)
        #expect(machine.hasLeft)
        #expect(machine.received() == .exit)
    }

    @Test("is forgotten when a line is typed")
    func typing() {
        var machine = InterruptionMachine(reminds: true)
        #expect(machine.received() == .remind)
        machine.typed()
        #expect(machine.received() == .remind)
    }

    @Test("leaves when a turn does not end")
    func hanging() {
        var machine = InterruptionMachine(reminds: true)
        machine.turnBegan()
        #expect(machine.received() == .cancelTurn)
        #expect(machine.received() == .leave)
        machine.turnEnded()
        #expect(machine.hasLeft)
        machine.turnBegan()
        #expect(machine.received() == .exit)
    }

    @Test("leaves at once where nobody reads a reminder")
    func piped() {
        var machine = InterruptionMachine(reminds: false)
        #expect(machine.received() == .leave)
    }
}
