/// Says of each check how it went, and counts.
struct CheckReport {
    private(set) var passed = 0
    private(set) var failed = 0
    private let omissions: [Omission]

    /// A check that is left out, and why: it is named all the same.
    struct Omission: Hashable, Sendable {
        let check: CheckName
        let reason: String

        static func webSocket(_ reason: String) -> Omission { Omission(check: .webSocket, reason: reason) }
    }

    /// - Parameter omissions: What the dialect or the server does not have.
    init(leavingOut omissions: [Omission] = []) {
        self.omissions = omissions
    }

    func leavesOut(_ check: CheckName) -> Bool { omissions.contains { $0.check == check } }

    /// Runs a check, unless it is left out.
    mutating func check(_ check: CheckName, _ title: String, _ body: () async throws -> Void) async {
        if let omission = omissions.first(where: { $0.check == check }) {
            Terminal.line("LEFT OUT  \(title) (\(check.rawValue)): \(omission.reason)")
            return
        }
        await self.check(title, body)
    }

    mutating func check(_ title: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            passed += 1
            Terminal.line("ok      \(title)")
        } catch {
            failed += 1
            Terminal.line("FAILED  \(title): \(error)")
        }
    }
}

/// Something is not as it should be.
struct CheckFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// - Throws: ``CheckFailure`` that names both counts.
func expect(_ found: Int, _ expected: Int, _ what: String) throws {
    guard found == expected else { throw CheckFailure("\(found) \(what), not \(expected)") }
}
