/// Says of each check how it went, and counts.
struct CheckReport {
    private(set) var passed = 0
    private(set) var failed = 0

    mutating func check(_ name: String, _ body: () async throws -> Void) async {
        do {
            try await body()
            passed += 1
            Terminal.line("ok      \(name)")
        } catch {
            failed += 1
            Terminal.line("FAILED  \(name): \(error)")
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
