import ArgumentParser

/// The name of a check that can be left out.
enum CheckName: String, CaseIterable {
    case turns
    /// Each turn reads more tokens than the one before; part of every conversation.
    case growth
    case atOnce = "at-once"
    case whole
    case tool
    case length
    case usage
    case cancellation
    case missingModel = "missing-model"
    case wrongKey = "wrong-key"
    /// All checks over WebSockets.
    case webSocket = "websocket"
}

extension CheckReport.Omission: ExpressibleByArgument {
    /// Reads `tool=The server knows no tools.`
    init?(argument: String) {
        let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2, let check = CheckName(rawValue: halves[0]) else { return nil }
        self.init(check: check, reason: halves[1])
    }
}
