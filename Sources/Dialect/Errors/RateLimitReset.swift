#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Duration {
    /// How long until the last of the rate limits that have nothing remaining is reset.
    ///
    /// Limits that something remains of do not count: their reset is when they are whole again.
    static func rateLimitReset(headers: [String: String], now: Date) -> Duration? {
        headers.compactMap { name, reset -> Duration? in
            guard name.contains("ratelimit-"), name.contains("reset"),
                let remaining = headers[name.replacing("reset", with: "remaining")], Double(remaining) == 0
            else { return nil }
            return secondsUntil(reset, now: now).map(bounded(seconds:)) ?? Duration(goDuration: reset)
        }.max()
    }

    /// Reads the forms that vendors use beside Go's durations: seconds, seconds or milliseconds since 1970, and a date as
    /// in RFC 3339.
    private static func secondsUntil(_ reset: String, now: Date) -> Double? {
        if let number = Double(reset) {
            // Nobody asks to wait for thirty years: these are moments.
            if number > 1e12 { return number / 1000 - now.timeIntervalSince1970 }
            return number > 1e9 ? number - now.timeIntervalSince1970 : number
        }
        if let date = try? Date(reset, strategy: .iso8601) { return date.timeIntervalSince(now) }
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        return (try? Date(reset, strategy: fractional))?.timeIntervalSince(now)
    }

    /// A span in the words of Go, which many servers are written in: `6m0s`, `1m1.5s`, `20ms`.
    package init?(goDuration text: some StringProtocol) {
        let units = [
            "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, "us": 0.001, "µs": 0.001, "ns": 0.000_001,
        ]
        var rest = text[...]
        var sum: Double?
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            sum = (sum ?? 0) + number * factor
        }
        guard let sum, let span = Self.bounded(milliseconds: sum) else { return nil }
        self = span
    }
}
