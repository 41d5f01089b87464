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
            return secondsUntil(reset, now: now).flatMap(bounded)
        }.max()
    }

    /// Reads the four forms that vendors use: seconds, seconds or milliseconds since 1970, a date as in RFC 3339, and
    /// Go's durations (`6m0s`).
    private static func secondsUntil(_ reset: String, now: Date) -> Double? {
        if let number = Double(reset) {
            // Nobody asks to wait for thirty years: these are moments.
            if number > 1e12 { return number / 1000 - now.timeIntervalSince1970 }
            return number > 1e9 ? number - now.timeIntervalSince1970 : number
        }
        if let date = try? Date(reset, strategy: .iso8601) { return date.timeIntervalSince(now) }
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        if let date = try? Date(reset, strategy: fractional) { return date.timeIntervalSince(now) }
        return seconds(goDuration: reset)
    }

    private static func seconds(goDuration text: String) -> Double? {
        let units = ["h": 3600, "m": 60, "s": 1, "ms": 0.001, "us": 0.000_001, "µs": 0.000_001, "ns": 0.000_000_001]
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
        return sum
    }
}
