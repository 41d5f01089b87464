#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension Duration {
    /// How long a server asks to wait, from its headers.
    ///
    /// `retry-after-ms` wins over `retry-after`, which holds seconds or an HTTP date (RFC 9110, section 10.2.3). Without
    /// both, it is the time until the last of the rate limits that have nothing remaining is reset, from headers like
    /// `x-ratelimit-reset-tokens` (OpenAI, "Rate limits") and `anthropic-ratelimit-tokens-reset` (Anthropic, "Rate
    /// limits").
    ///
    /// - Parameters:
    ///   - headers: Header fields, names in lower case.
    ///   - now: The moment from which a date counts.
    public static func retryAfter(headers: [String: String], now: Date = Date()) -> Duration? {
        if let text = headers["retry-after-ms"], let milliseconds = Double(text) {
            return bounded(seconds: milliseconds / 1000)
        }
        guard let text = headers["retry-after"] else { return rateLimitReset(headers: headers, now: now) }
        if let seconds = Double(text) { return bounded(seconds: seconds) }
        guard let date = date(http: text) else { return nil }
        return bounded(seconds: date.timeIntervalSince(now))
    }

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, the form that RFC 9110 (section 5.6.7) asks servers to send.
    private static func date(http text: String) -> Date? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, let day = Int(words[1]), let month = months.firstIndex(of: String(words[2])),
            let year = Int(words[3])
        else { return nil }
        let time = words[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3 else { return nil }
        var components = DateComponents(
            year: year, month: month + 1, day: day, hour: time[0], minute: time[1], second: time[2])
        components.timeZone = .gmt
        return Calendar(identifier: .gregorian).date(from: components)
    }

    /// A wait in reasonable bounds: a server's nonsense must not overflow.
    package static func bounded(seconds: Double) -> Duration? { bounded(milliseconds: seconds * 1000) }

    static func bounded(milliseconds: Double) -> Duration? {
        guard milliseconds.isFinite else { return nil }
        return .milliseconds(Int64(max(0, min(milliseconds, 366 * 86_400_000))))
    }
}
