import ArgumentParser

/// The name of a check that can be left out.
enum CheckName: String, CaseIterable {
    case turns
    /// Tokens are counted truly: each turn has read more than the one before. Part of other checks.
    case counts
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

/// A header as `--header` reads it.
struct HeaderField: Hashable, Sendable {
    let name: String
    let value: String
}

extension HeaderField: ExpressibleByArgument {
    /// Reads `Connection: close`.
    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":"), colon > argument.startIndex else { return nil }
        name = String(argument[..<colon])
        value = String(argument[argument.index(after: colon)...].drop(while: \.isWhitespace))
    }
}

extension CheckReport.Omission: ExpressibleByArgument {
    /// Reads `tool=The server knows no tools.`
    init?(argument: String) {
        let halves = argument.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2, let check = CheckName(rawValue: halves[0]) else { return nil }
        self.init(check: check, reason: halves[1])
    }
}
